package wire

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"sync"
	"testing"
	"unsafe"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"
)

// built returns a body as the SDK hands it to an HTTP client.
func built(t *testing.T, stream io.Reader) *http.Request {
	req, err := smithyhttp.NewStackRequest().(*smithyhttp.Request).SetStream(stream)
	require.NoError(t, err)
	return req.Build(context.Background())
}

func TestABodysBytesAreNotCopiedBehindTheSDKsWrappers(t *testing.T) {
	data := []byte(`{"TableName":"t"}`)
	for name, body := range map[string]*Body{
		"unread":         newBody(data),
		"rewound":        readTo(t, newBody(data), len(data), 0),
		"read in part":   readTo(t, newBody(append([]byte("read"), data...)), 4, 4),
		"with room left": newBody(append(make([]byte, 0, 100), data...)),
	} {
		t.Run(name, func(t *testing.T) {
			r := built(t, body)
			got, err := ReadBody(r.Body, len(data))
			require.NoError(t, err)
			require.Equal(t, string(data), string(got))
			require.Equal(t, len(got), cap(got))
			require.Equal(t, unsafe.SliceData(body.data[len(body.data)-len(data):]), unsafe.SliceData(got))
			n, err := r.Body.Read(make([]byte, 1))
			require.Zero(t, n)
			require.Equal(t, io.EOF, err)
		})
	}
}

func TestAnyOtherBodyIsReadAsItWouldBeSent(t *testing.T) {
	data := []byte(`{"TableName":"t"}`)
	for name, tc := range map[string]struct {
		stream io.Reader
		want   []byte
	}{
		"the SDK's own":                {bytes.NewReader(data), data},
		"a Body behind a plain one":    {struct{ io.Reader }{newBody(data)}, data},
		"a Body behind a changing one": {rot{newBody(data)}, rotated(data)},
		"a Body that is not alone":     {io.MultiReader(newBody(data[:5]), newBody(data[5:])), data},
		"a Body behind other bytes":    {io.MultiReader(bytes.NewReader(data[:5]), newBody(data[5:])), data},
		"a Body before other bytes":    {io.MultiReader(newBody(append([]byte(nil), "before, overwritten"...)[:7]), bytes.NewReader(data)), append([]byte("before,"), data...)},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadBody(built(t, tc.stream).Body, len(tc.want))
			require.NoError(t, err)
			require.Equal(t, string(tc.want), string(got))
		})
	}
}

func TestWhatFollowsABodyIsNotWrittenBehindIt(t *testing.T) {
	data := []byte("body and what is behind it")
	got, err := ReadBody(built(t, io.MultiReader(newBody(data[:4]), bytes.NewReader([]byte("more")))).Body, 8)
	require.NoError(t, err)
	require.Equal(t, "bodymore", string(got))
	require.Equal(t, "body and what is behind it", string(data))
}

// rot is a user's reader that changes what it reads, and writes to.
type rot struct{ *Body }

func rotated(data []byte) []byte {
	return bytes.Map(func(r rune) rune { return r + 1 }, data)
}

func (r rot) Read(p []byte) (int, error) {
	n, err := r.Body.Read(p)
	copy(p, rotated(p[:n]))
	return n, err
}

func (r rot) WriteTo(w io.Writer) (int64, error) { return r.Body.WriteTo(rotWriter{w}) }

type rotWriter struct{ io.Writer }

func (w rotWriter) Write(p []byte) (int, error) { return w.Writer.Write(rotated(p)) }

func readTo(t *testing.T, b *Body, n int, back int64) *Body {
	_, err := io.ReadFull(b, make([]byte, n))
	require.NoError(t, err)
	_, err = b.Seek(back, io.SeekStart)
	require.NoError(t, err)
	return b
}

func TestABodyOfAnotherLengthThanSaid(t *testing.T) {
	for name, reader := range map[string]func() io.Reader{
		"a Body":    func() io.Reader { return newBody([]byte("body")) },
		"no writer": func() io.Reader { return struct{ io.Reader }{newBody([]byte("body"))} },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadBody(reader(), 5)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			data, err := ReadBody(reader(), 3)
			require.NoError(t, err)
			require.Equal(t, "bod", string(data))
		})
	}
}

func TestAClosedBodyIsAnError(t *testing.T) {
	r := built(t, newBody([]byte("body")))
	require.NoError(t, r.Body.Close())
	_, err := ReadBody(r.Body, 4)
	require.Error(t, err)
}

func TestABodyIsReadAnyNumberOfTimes(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789"), 1000)
	b := newBody(data)
	want := sha256.Sum256(data)
	for range 3 {
		require.Equal(t, len(data), b.Len())
		h := sha256.New()
		n, err := io.Copy(h, b) // as the signer does
		require.NoError(t, err)
		require.EqualValues(t, len(data), n)
		require.Equal(t, want[:], h.Sum(nil))
		_, err = b.Seek(0, io.SeekStart)
		require.NoError(t, err)
	}
}

// Whoever still reads a request that was given up reads that request.
func TestABodyKeepsItsBytesWhileOthersAreWritten(t *testing.T) {
	op := operationNamed("PutItem")
	in := newFull(op.input)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
				if err := own.SerializeRequest(context.Background(), op.schema(), in.(*dynamodb.PutItemInput), req); err != nil {
					t.Error(err)
				}
				kept, err := ReadBody(req.GetStream(), int(req.ContentLength))
				before := bytes.Clone(kept)
				if _, ok := encode(newFull(operationNamed("Query").input).(*dynamodb.QueryInput)); !ok || err != nil {
					t.Error(err)
				}
				if !bytes.Equal(before, kept) {
					t.Error("changed")
				}
			}
		})
	}
	wg.Wait()
}
