package dynamodblocal

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUnpackWritesFilesWhereTheyBelong(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	archive := tarball(t,
		tar.Header{Name: "package/", Typeflag: tar.TypeDir},
		tar.Header{Name: "package/deep/er/file"},
		tar.Header{Name: "./package/file"},
	)
	require.NoError(t, unpack(bytes.NewReader(archive), folder, releaseLimits))

	content, err := os.ReadFile(filepath.Join(folder, "package", "deep", "er", "file"))
	require.NoError(t, err)
	assert.Equal(t, "package/deep/er/file", string(content))
	assert.FileExists(t, filepath.Join(folder, "package", "file"))
}

func TestUnpackRefuses(t *testing.T) {
	small := limits{entries: 3, file: 20, total: 30}
	tests := map[string]struct {
		entries []tar.Header
		says    string
	}{
		"a path above the folder":   {[]tar.Header{{Name: "../evil"}}, `"../evil" leads out of the folder`},
		"a path back out of it":     {[]tar.Header{{Name: "a/../../evil"}}, `"a/../../evil" leads out of the folder`},
		"an absolute path":          {[]tar.Header{{Name: "/evil"}}, `"/evil" leads out of the folder`},
		"a folder above it":         {[]tar.Header{{Name: "../evil/", Typeflag: tar.TypeDir}}, `leads out of the folder`},
		"a symbolic link":           {[]tar.Header{{Name: "evil", Linkname: "/etc", Typeflag: tar.TypeSymlink}}, `"evil" has type '2'`},
		"a hard link":               {[]tar.Header{{Name: "evil", Linkname: "a", Typeflag: tar.TypeLink}}, `"evil" has type '1'`},
		"a device":                  {[]tar.Header{{Name: "evil", Typeflag: tar.TypeChar}}, `"evil" has type '3'`},
		"one name twice":            {[]tar.Header{{Name: "evil"}, {Name: "evil"}}, "evil: file exists"},
		"a file that is too large":  {[]tar.Header{{Name: "a-name-of-21-bytes-abc"}}, "has 22 bytes, allowed are 20"},
		"too many bytes altogether": {[]tar.Header{{Name: "sixteen-bytes-12"}, {Name: "sixteen-bytes-21"}}, `more than 30 bytes up to "sixteen-bytes-21"`},
		"too many entries":          {[]tar.Header{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "evil"}}, "more than 3 entries"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			err := unpack(bytes.NewReader(tarball(t, test.entries...)), filepath.Join(parent, "in"), small)
			require.ErrorContains(t, err, test.says)
			assert.NoFileExists(t, filepath.Join(parent, "evil"))
			assert.NoDirExists(t, filepath.Join(parent, "evil"))
		})
	}
}

func TestUnpackRefusesWhatIsNoTarball(t *testing.T) {
	err := unpack(bytes.NewReader([]byte("<html>not found</html>")), t.TempDir(), releaseLimits)
	require.ErrorContains(t, err, "not a gzipped tarball")
}

func TestUnpackRefusesATornTarball(t *testing.T) {
	archive := engineTarball(t)
	err := unpack(bytes.NewReader(archive[:len(archive)/2]), t.TempDir(), releaseLimits)
	require.Error(t, err)
}
