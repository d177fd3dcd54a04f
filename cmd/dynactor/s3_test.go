package main

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"
)

// withS3 is an S3 of this process with a bucket.
func withS3(t *testing.T, bucket string) (url string) {
	store := s3mem.New()
	require.NoError(t, store.CreateBucket(bucket))
	server := httptest.NewServer(gofakes3.New(store).Server())
	t.Cleanup(server.Close)
	return server.URL
}

func TestFilesInS3(t *testing.T) {
	run := withEngine(t, "aaa", "bbb")
	s3 := withS3(t, "data")
	ok := func(args ...string) *script {
		t.Helper()
		s, code := run(append(args, "--s3-endpoint", s3)...)
		require.Equal(t, exitDone, code, s.stderr)
		return s
	}
	run("fill", "--table", "aaa", "--count", "300")
	for name, args := range map[string][]string{"gzip": nil, "parquet": {"--format", "parquet"}, "native": {"--format", "native"}} {
		to := "s3://data/" + name + "/"
		ok(append([]string{"export", "--table", "aaa", "--to", to}, args...)...)
		from := to
		if name == "gzip" {
			from += "*.gz"
		}
		require.Contains(t, ok(append([]string{"import", from, "--table", "bbb"}, args...)...).stderr.String(), "300 written")
		require.Contains(t, ok("diff", "--table", "aaa", "--with", "bbb").stderr.String(), "300 same")
		run("delete", "--table", "bbb", "--yes")
	}
	left, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range left {
		require.NotContains(t, f.Name(), "data", "nothing was written here instead")
	}

	s, code := run("import", "s3://data/nothing.json", "--table", "bbb", "--s3-endpoint", s3)
	require.NotEqual(t, exitDone, code)
	require.Contains(t, s.stderr.String(), "s3://data/nothing.json")
	s, code = run("import", "s3://data/gzip/", "--table", "bbb", "--s3-endpoint", "nonsense")
	require.Equal(t, exitUsage, code)
	require.Contains(t, s.stderr.String(), "--s3-endpoint")
}
