package dynamodblocal

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"
)

// tarball is a gzipped archive of the entries. An entry without a type is a file that holds its name.
func tarball(t *testing.T, entries ...tar.Header) []byte {
	t.Helper()
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	files := tar.NewWriter(zipped)
	for _, entry := range entries {
		entry.Mode = 0o644
		if entry.Typeflag == 0 {
			entry.Typeflag, entry.Size = tar.TypeReg, int64(len(entry.Name))
		}
		require.NoError(t, files.WriteHeader(&entry))
		if entry.Typeflag == tar.TypeReg {
			_, err := files.Write([]byte(entry.Name))
			require.NoError(t, err)
		}
	}
	require.NoError(t, files.Close())
	require.NoError(t, zipped.Close())
	return packed.Bytes()
}

// engineTarball has the layout of the real one.
func engineTarball(t *testing.T) []byte {
	return tarball(t,
		tar.Header{Name: "package/package.json"},
		tar.Header{Name: "package/emulator/DynamoDBLocal.jar"},
		tar.Header{Name: "package/emulator/DynamoDBLocal_lib/sqlite.jar"},
	)
}

func integrityOf(archive []byte) string {
	sum := sha512.Sum512(archive)
	return "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
}
