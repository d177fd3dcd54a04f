package s3files

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

func TestErrorsSayWhatToDo(t *testing.T) {
	for c, want := range map[string]struct {
		status int
		is     error
		text   string
	}{
		"AccessDenied":                 {403, fs.ErrPermission, "check the credentials' policy"},
		"ExpiredToken":                 {400, fs.ErrPermission, "aws sso login"},
		"InvalidAccessKeyId":           {403, fs.ErrPermission, "AWS_PROFILE"},
		"SignatureDoesNotMatch":        {403, fs.ErrPermission, "AWS_PROFILE"},
		"RequestTimeTooSkewed":         {403, nil, "this machine's clock"},
		"AuthorizationHeaderMalformed": {400, nil, "the bucket is in another region"},
		"PermanentRedirect":            {301, nil, "the bucket is in another region"},
		"SomethingElse":                {301, nil, "the bucket is in another region"},
		"InvalidObjectState":           {403, nil, "restore-object"},
		"InvalidBucketName":            {400, nil, "no valid name"},
		"NewCode":                      {400, nil, "NewCode: what S3 says of NewCode"},
	} {
		t.Run(c, func(t *testing.T) {
			f, s := small(t)
			// HEAD has no body, so the reason comes from the GET behind it.
			f.put(name, "x")
			for _, op := range []string{"HeadObject", "GetObject"} {
				f.fail(&fault{op: op, status: want.status, code: c})
			}
			_, err := s.Open(bg, name)
			require.ErrorContains(t, err, "open "+name+": status ")
			require.ErrorContains(t, err, c)
			require.ErrorContains(t, err, want.text)
			require.ErrorContains(t, err, "request REQ1")
			if want.is != nil {
				require.ErrorIs(t, err, want.is)
			}
			require.False(t, temporary(err))
			var api smithy.APIError
			require.ErrorAs(t, err, &api)
			require.Equal(t, c, api.ErrorCode())

			f.fail(&fault{op: "ListObjectsV2", status: want.status, code: c})
			_, err = s.List(bg, "s3://bucket/d/")
			require.ErrorContains(t, err, "list s3://bucket/d/: ")
			require.ErrorContains(t, err, want.text)
		})
	}
}

func TestErrorsTellABucketFromAKey(t *testing.T) {
	_, s := small(t)
	for _, do := range []func(name string) error{
		func(name string) error { _, err := s.Open(bg, name); return err },
		func(name string) error { _, err := s.List(bg, name); return err },
		func(name string) error { return s.Remove(bg, name) },
	} {
		err := do("s3://bucket/nothing")
		require.ErrorIs(t, err, fs.ErrNotExist)
		require.ErrorContains(t, err, "s3://bucket/nothing")
		require.ErrorContains(t, err, "there's no object of this name")
		err = do("s3://nowhere/nothing")
		require.NotErrorIs(t, err, fs.ErrNotExist)
		require.ErrorContains(t, err, "s3://nowhere/nothing")
		require.ErrorContains(t, err, "there's no bucket of this name")
	}
	_, err := s.List(bg, "s3://nowhere/*")
	require.ErrorContains(t, err, "there's no bucket of this name")
	require.ErrorContains(t, s.Remove(bg, "x"), "write s3://bucket/key")
	_, err = s.Open(bg, "x")
	require.ErrorContains(t, err, "write s3://bucket/key")
	_, err = s.List(bg, "x")
	require.ErrorContains(t, err, "write s3://bucket/key")
}

func TestCredentialsThatAreNotThere(t *testing.T) {
	f, srv := newFake(t)
	s := New(client(t, srv, func(o *s3.Options) {
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{}, errors.New("no role found")
		})
	}), Attempts(1))
	_, err := s.Open(bg, name)
	require.ErrorContains(t, err, "open "+name)
	require.ErrorContains(t, err, "there are no credentials")
	require.ErrorIs(t, err, fs.ErrPermission)
	require.Empty(t, f.calls)
}

func TestRemove(t *testing.T) {
	f, s := small(t)
	f.put(name, "x")
	f.fail(&fault{op: "DeleteObject", status: 503, code: "SlowDown"})
	require.NoError(t, s.Remove(bg, name))
	_, ok := f.get(name)
	require.False(t, ok)
	require.ErrorIs(t, s.Remove(bg, name), fs.ErrNotExist)

	// Credentials that may remove but not look.
	f.put(name, "x")
	f.fail(&fault{op: "HeadObject", status: 403, code: "AccessDenied"}, &fault{op: "GetObject", status: 403, code: "AccessDenied"})
	require.NoError(t, s.Remove(bg, name))
	_, ok = f.get(name)
	require.False(t, ok)
	require.ErrorContains(t, s.Remove(bg, "s3://bucket/d/"), "names no object")
}

func TestMixedSendsNamesWhereTheyBelong(t *testing.T) {
	f, s := small(t)
	dir := t.TempDir()
	m := Mixed(s, nil)
	for _, name := range []string{name, dir + "/data.json"} {
		o, err := m.Create(bg, name, 0, files.CreateOptions{})
		require.NoError(t, err)
		_, err = o.Write([]byte("text"))
		require.NoError(t, err)
		require.NoError(t, o.Close())
		infos, err := m.List(bg, name)
		require.NoError(t, err)
		require.Equal(t, []string{name}, names(infos))
		in, err := m.Open(bg, name)
		require.NoError(t, err)
		require.Equal(t, int64(4), in.Size())
		require.NoError(t, in.Close())
	}
	got, _ := f.get(name)
	require.Equal(t, "text", got)
	for _, name := range []string{name, dir + "/data.json"} {
		require.NoError(t, m.Remove(bg, name))
		_, err := m.List(bg, name)
		require.ErrorIs(t, err, fs.ErrNotExist)
	}

	m = Mixed(nil, new(files.Local))
	_, err := m.Open(bg, name)
	require.ErrorContains(t, err, "S3 isn't set up")
	_, err = m.List(bg, name)
	require.ErrorContains(t, err, "S3 isn't set up")
	_, err = m.Create(bg, name, 0, files.CreateOptions{})
	require.ErrorContains(t, err, "S3 isn't set up")
	require.ErrorContains(t, m.Remove(bg, name), "S3 isn't set up")
}

func temporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

func TestAServiceThatIsNotThere(t *testing.T) {
	_, srv := newFake(t)
	s := New(client(t, srv), Attempts(2))
	s.maxDelay = time.Millisecond
	srv.Close()
	_, err := s.Open(bg, name)
	require.ErrorContains(t, err, "open "+name)
	require.ErrorContains(t, err, "S3 can't be reached")
	require.True(t, temporary(err))
}
