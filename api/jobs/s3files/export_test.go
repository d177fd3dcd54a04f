package s3files

import (
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/awsexport"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// samples are exports as DynamoDB writes them.
const samples = "../../../internal/bulk/awsexport/testdata"

func copyTo(t *testing.T, f *fakeS3, dir, to string) {
	t.Helper()
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path.Join(dir, p))
		f.put(to+"/"+p, string(text))
		return err
	}))
}

func items(t *testing.T, e *awsexport.Export) (all []record.Record) {
	t.Helper()
	for _, file := range e.Files {
		require.Positive(t, file.Size)
		require.NotEmpty(t, file.Identity)
		r, err := e.Reader(bg, file)
		require.NoError(t, err)
		for {
			rec, err := r.Read()
			if err == io.EOF {
				break
			}
			require.NoError(t, err)
			all = append(all, rec)
		}
		require.NoError(t, r.Close())
	}
	return all
}

func TestNativeExportsAreRead(t *testing.T) {
	f, s := small(t)
	f.page = 2
	copyTo(t, f, samples+"/full", "s3://bucket")
	copyTo(t, f, samples+"/incremental", "s3://other/in [1]") // looks like a glob
	const id = "AWSDynamoDB/01693685827463-2d8752fd"
	for _, dir := range []string{"2023-Sep", "2023-Sep/", "2023-Sep/AWSDynamoDB", "2023-Sep/" + id, "2023-Sep/" + id + "/"} {
		f.fail(&fault{op: "GetObject", skip: 2, cut: 20}, &fault{op: "HeadObject", skip: 3, status: 503, code: "SlowDown"})
		e, err := awsexport.Open(bg, s, "s3://bucket/"+dir)
		require.NoError(t, err)
		require.Equal(t, "s3://bucket/2023-Sep/"+id, e.Dir)
		require.Len(t, e.Files, 3)
		require.Len(t, items(t, e), 3)
	}
	e, err := awsexport.Open(bg, s, "s3://other/in [1]/AWSDynamoDB/01693685934212-ac809da5")
	require.NoError(t, err)
	require.True(t, e.Summary.Incremental())
	require.Len(t, items(t, e), 3)
	_, err = awsexport.Open(bg, s, "s3://other/in [1]")
	require.ErrorContains(t, err, "2 exports, name one of them: s3://other/in [1]/AWSDynamoDB/")
	_, err = awsexport.Open(bg, s, "s3://other")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = awsexport.Open(bg, s, "s3://nowhere")
	require.ErrorContains(t, err, "no bucket")
}

func TestNativeExportsAreWritten(t *testing.T) {
	f, s := small(t)
	w, err := awsexport.Create(bg, s, "s3://bucket/out", awsexport.Meta{TableArn: "arn:aws:dynamodb:eu-central-1:1:table/t", StartTime: time.Unix(1_700_000_000, 0)})
	require.NoError(t, err)
	out, err := w.File(bg, 1, awsexport.Position{})
	require.NoError(t, err)
	const n = 500
	for i := range n {
		require.NoError(t, out.Write(record.Item{"pk": &types.AttributeValueMemberS{Value: strings.Repeat("x", i)}}))
	}
	_, err = out.Close()
	require.NoError(t, err)
	require.NoError(t, w.Close(bg, time.Unix(1_700_000_100, 0), 0))
	require.Zero(t, f.orphans())

	e, err := awsexport.Open(bg, s, "s3://bucket/out")
	require.NoError(t, err)
	require.Equal(t, w.Dir(), e.Dir)
	require.Len(t, items(t, e), n)
}
