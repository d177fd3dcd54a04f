package jobs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/input"
)

// found are the files below a folder, or the file itself. An unfinished one is a failure.
func found(t *testing.T, root string) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(filepath.Clean(root), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		require.False(t, strings.HasSuffix(path, ".part"), "%s is left over", path)
		names = append(names, path)
		return nil
	}))
	return names
}

// addLines adds the items of a file of DynamoDB JSON. Each key comes once, in all files together.
func addLines(t *testing.T, all rows, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	if strings.HasSuffix(name, ".gz") {
		r, err := gzip.NewReader(bytes.NewReader(data))
		require.NoError(t, err)
		data, err = io.ReadAll(r)
		require.NoError(t, err, name)
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var line struct{ Item map[string]map[string]string }
		require.NoError(t, json.Unmarshal(lines.Bytes(), &line), "%s: %s", name, lines.Text())
		r := row{}
		for attribute, v := range line.Item {
			require.Len(t, v, 1)
			for _, v := range v {
				r[attribute] = v
			}
		}
		all.add(t, name, r)
	}
	require.NoError(t, lines.Err())
}

// add adds an item with its key.
func (all rows) add(t *testing.T, name string, r row) {
	t.Helper()
	key := r["pk"] + "/" + r["sk"]
	delete(r, "pk")
	delete(r, "sk")
	require.NotContains(t, all, key, "%s has an item again", name)
	all[key] = r
}

// readBack reads files as an import does.
func readBack(t *testing.T, name string) rows {
	t.Helper()
	all := rows{}
	in, err := input.Open(t.Context(), input.Spec{Names: []string{name}})
	require.NoError(t, err)
	for i, file := range in.Files {
		r, err := in.Reader(t.Context(), i, 0)
		require.NoError(t, err)
		for {
			rec, err := r.Read()
			if err == io.EOF {
				break
			}
			require.NoError(t, err)
			key, values, err := rowOf(rec.Item)
			require.NoError(t, err)
			require.NotContains(t, all, key, "%s has an item again", file.Name)
			all[key] = values
		}
		require.NoError(t, r.Close())
	}
	return all
}
