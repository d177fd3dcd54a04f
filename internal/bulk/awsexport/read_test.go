package awsexport

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestFullExportIsRead(t *testing.T) {
	root := sample(t, "full/2023-Sep")
	for _, dir := range []string{root, root + "/", root + "/AWSDynamoDB", root + "/AWSDynamoDB/" + fullID, root + "/AWSDynamoDB/" + fullID + "//"} {
		e := open(t, dir)
		require.Equal(t, filepath.Join(root, rootName, fullID), e.Dir)
		require.Equal(t, "arn:aws:dynamodb:us-east-1:123456789012:table/ProductCatalog", e.Summary.TableArn)
		require.Equal(t, "12345a12-abcd-123a-ab12-1234abc12345", e.Summary.TableID)
		require.Equal(t, "2023-09-02T20:17:07.000Z", e.Summary.ExportTime)
		require.Equal(t, "2023-Sep", *e.Summary.S3Prefix)
		require.Nil(t, e.Summary.S3SseKmsKeyID)
		require.False(t, e.Summary.Incremental())
		require.Len(t, e.Files, 3)
		require.Equal(t, filepath.Join(e.Dir, fullData), e.Files[0].Name)
		require.Positive(t, e.Files[0].Size)
		require.NotEmpty(t, e.Files[0].Identity)
		all := readAllFiles(t, e)
		require.Len(t, all, 3)
		require.Equal(t, record.Item{"Id": number("205")}, all[2].Item)
		require.Equal(t, record.Put, all[0].Op)
		require.EqualValues(t, 2, all[1].At.Number)
	}
}

func TestIncrementalExportsAreRead(t *testing.T) {
	root := sample(t, "incremental")
	_, err := Open(bg, new(files.Local), root)
	require.ErrorContains(t, err, "2 exports, name one of them: ")
	require.ErrorContains(t, err, bothID)
	require.ErrorContains(t, err, newID)

	title := func(id, text string) record.Item { return record.Item{"Id": number(id), "Title": str(text)} }
	for id, want := range map[string][]record.Record{
		bothID: {{Item: title("1", "inserted")}, {Item: title("2", "updated")}, {Op: record.Delete, Item: record.Item{"Id": number("3")}}},
		newID:  {{Item: title("1", "updated")}, {Op: record.Delete, Item: record.Item{"Id": number("2")}}},
	} {
		e := open(t, filepath.Join(root, rootName, id))
		require.True(t, e.Summary.Incremental())
		require.Equal(t, map[string]string{bothID: "NEW_AND_OLD_IMAGES", newID: "NEW_IMAGE"}[id], e.Summary.OutputView)
		require.Equal(t, "2023-03-29T00:00:00.000Z", e.Summary.ExportFromTime)
		require.Equal(t, "2023-03-30T00:00:00.000Z", e.Summary.ExportToTime)
		require.Equal(t, filepath.Join(root, rootName, dataName), filepath.Dir(e.Files[0].Name))
		all := readAllFiles(t, e)
		for i := range all {
			all[i].At = record.Place{}
		}
		require.Equal(t, want, all)
	}
}

func TestRelativeFoldersAndCopies(t *testing.T) {
	root := sample(t, "incremental")
	own := filepath.Join(root, rootName, newID)
	t.Chdir(own)
	for _, dir := range []string{".", "../" + newID} { // the shared data is beside it
		require.Len(t, readAllFiles(t, open(t, dir)), 2)
	}
	t.Chdir(filepath.Join(root, rootName))
	require.Len(t, readAllFiles(t, open(t, newID)), 2)
	// A copy in a folder with another name, with a name that looks like a pattern, and with the data in it.
	dir := filepath.Join(root, "co[p]y*")
	require.NoError(t, os.Rename(own, dir))
	require.NoError(t, os.Rename(dataName, filepath.Join(dir, dataName)))
	require.Len(t, readAllFiles(t, open(t, dir)), 2)
}

func TestOpenRefusesWhatIsDamaged(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(dir string)
		says string
	}{
		"summary":         {func(d string) { edit(t, d+"/manifest-summary.json", `"itemCount":3`, `"itemCount":4`, false) }, "manifest-summary.json: the export is damaged or was changed: its MD5"},
		"files":           {func(d string) { edit(t, d+"/manifest-files.json", `"itemCount":2`, `"itemCount":3`, false) }, "manifest-files.json: the export is damaged or was changed: its MD5"},
		"checksum file":   {func(d string) { edit(t, d+"/manifest-files.md5", `=`, `!`, false) }, "manifest-files.md5: it isn't an MD5 in base64"},
		"sums":            {func(d string) { edit(t, d+"/manifest-summary.json", `"itemCount":3`, `"itemCount":4`, true) }, "have 3 items, manifest-summary.json says 4"},
		"ion":             {func(d string) { edit(t, d+"/manifest-summary.json", `DYNAMODB_JSON`, `ION`, true) }, "export the table again with the format DYNAMODB_JSON"},
		"format":          {func(d string) { edit(t, d+"/manifest-summary.json", `DYNAMODB_JSON`, `X`, true) }, `output format "X"`},
		"type":            {func(d string) { edit(t, d+"/manifest-summary.json", `FULL_EXPORT`, `X`, true) }, `export type "X"`},
		"summary no JSON": {func(d string) { edit(t, d+"/manifest-summary.json", `{`, `[`, true) }, "isn't JSON at byte"},
		"wrong type": {func(d string) {
			edit(t, d+"/manifest-summary.json", `"billedSizeBytes":0`, `"billedSizeBytes":"x"`, true)
		}, "billedSizeBytes has the wrong type"},
		"line no JSON":   {func(d string) { edit(t, d+"/manifest-files.json", "}\n{", "}\n", true) }, "manifest-files.json: line 2: it isn't JSON"},
		"no count":       {func(d string) { edit(t, d+"/manifest-files.json", `"itemCount":2,`, ``, true) }, "itemCount is missing"},
		"negative count": {func(d string) { edit(t, d+"/manifest-files.json", `"itemCount":2,`, `"itemCount":-2,`, true) }, "itemCount is missing or negative"},
		"no md5":         {func(d string) { edit(t, d+"/manifest-files.json", `md5Checksum`, `other`, true) }, "md5Checksum: it isn't an MD5"},
		"twice": {func(d string) {
			edit(t, d+"/manifest-files.json", `h3k2vq4wzmx7c5tqe2ydn6ubli`, `gkes5o3lnrhoznhnkyax3hxvya`, true)
		}, "is listed twice"},
		"key leaves":       {func(d string) { edit(t, d+"/manifest-files.json", `data/gkes`, `data/../gkes`, true) }, "can't be trusted"},
		"key is another's": {func(d string) { edit(t, d+"/manifest-files.json", `AWSDynamoDB`, `Elsewhere`, true) }, "isn't of the form"},
		"long line":        {func(d string) { edit(t, d+"/manifest-files.json", `gkes`, strings.Repeat("x", maxEntry), true) }, "line 1 is longer than"},
		"long summary":     {func(d string) { edit(t, d+"/manifest-summary.json", `{`, "{"+strings.Repeat(" ", maxSummary), true) }, "is longer than the 1048576 bytes"},
		"missing data":     {func(d string) { require.NoError(t, os.Remove(d+"/"+fullData)) }, "1 of 3 data files are missing, such as "},
		"data is a folder": {func(d string) {
			require.NoError(t, os.Remove(d+"/"+fullData))
			require.NoError(t, os.Mkdir(d+"/"+fullData, 0o777))
		}, "1 of 3 data files are missing"},
		"missing manifest": {func(d string) { require.NoError(t, os.Remove(d+"/manifest-files.json")) }, "manifest-files.json"},
		"isn't finished":   {func(d string) { require.NoError(t, os.Remove(d+"/manifest-summary.json")) }, "the export isn't finished"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := fullDir(t)
			c.do(dir)
			_, err := Open(bg, new(files.Local), dir)
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, dir)
			require.ErrorContains(t, err, "open export: ")
		})
	}
	_, err := Open(bg, new(files.Local), "")
	require.ErrorContains(t, err, "empty")
	ctx, cancel := context.WithCancel(bg)
	cancel()
	_, err = Open(ctx, new(files.Local), fullDir(t))
	require.ErrorIs(t, err, context.Canceled)
}

func TestChecksumFilesMayBeMissingOrHaveTheDocumentedName(t *testing.T) {
	dir := fullDir(t)
	require.NoError(t, os.Rename(dir+"/manifest-files.md5", dir+"/manifest-files.checksum"))
	require.NoError(t, os.Remove(dir+"/manifest-summary.md5"))
	require.NoError(t, os.Remove(dir+"/_started"))
	open(t, dir)
	edit(t, dir+"/manifest-files.json", `"itemCount":2`, `"itemCount":2 `, false)
	_, err := Open(bg, new(files.Local), dir)
	require.ErrorIs(t, err, ErrDamaged)
}

// change replaces a data file's bytes, and its MD5 in the manifest if fix is set.
func change(t *testing.T, dir string, fix bool, do func([]byte) []byte) {
	t.Helper()
	name := filepath.Join(dir, fullData)
	old, err := os.ReadFile(name)
	require.NoError(t, err)
	text := do(bytes.Clone(old))
	require.NoError(t, os.WriteFile(name, text, 0o666))
	if fix {
		was, is := md5.Sum(old), md5.Sum(text)
		edit(t, dir+"/manifest-files.json", base64.StdEncoding.EncodeToString(was[:]), base64.StdEncoding.EncodeToString(is[:]), true)
	}
}

func zip(text string) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return out.Bytes()
}

func TestDamagedDataIsFoundAtTheEnd(t *testing.T) {
	one := `{"Item":{"Id":{"N":"1"}}}` + "\n"
	for name, c := range map[string]struct {
		fix  bool
		do   func([]byte) []byte
		is   error
		says string
		good int
		bad  int
	}{
		"another's bytes": {do: func([]byte) []byte { return zip(one + one) }, is: ErrDamaged, says: "its MD5 isn't", good: 2},
		"more behind":     {do: func(b []byte) []byte { return append(b, zip("")...) }, is: ErrDamaged, says: "its MD5 isn't", good: 2},
		"one too few":     {fix: true, do: func([]byte) []byte { return zip(one) }, is: ErrDamaged, says: "it has 1 records, the manifest says 2", good: 1},
		"one too many":    {fix: true, do: func([]byte) []byte { return zip(one + one + one) }, is: ErrDamaged, says: "it has 3 records, the manifest says 2", good: 3},
		"bad ones count":  {fix: true, do: func([]byte) []byte { return zip(one + "{}{\n") }, good: 1, bad: 1},
		"cut":             {do: func(b []byte) []byte { return b[:len(b)-9] }, is: io.ErrUnexpectedEOF, says: "cut short", good: 2},
		"cut, known so":   {fix: true, do: func(b []byte) []byte { return b[:len(b)-1] }, is: io.ErrUnexpectedEOF, says: "cut short", good: 2},
		"emptied":         {do: func([]byte) []byte { return nil }, is: ErrDamaged, says: "its MD5 isn't"},
		"not compressed":  {fix: true, do: func([]byte) []byte { return []byte(one + one) }, good: 2},
	} {
		t.Run(name, func(t *testing.T) {
			dir := fullDir(t)
			change(t, dir, c.fix, c.do)
			e := open(t, dir)
			all, bad, err := readFile(t, e, e.Files[0])
			if c.says == "" {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, c.is)
				require.ErrorContains(t, err, c.says)
				require.Equal(t, 1, strings.Count(err.Error(), e.Files[0].Name), "%s", err)
			}
			require.LessOrEqual(t, len(all), c.good)
			if c.is != io.ErrUnexpectedEOF {
				require.Len(t, all, c.good)
			}
			require.Equal(t, c.bad, bad)
		})
	}
}

func TestReplacedOrVanishedDataIsNotRead(t *testing.T) {
	dir := fullDir(t)
	e := open(t, dir)
	change(t, dir, false, func(b []byte) []byte { return append(b, 0) })
	_, err := e.Reader(bg, e.Files[0])
	require.ErrorIs(t, err, ErrDamaged)
	require.ErrorContains(t, err, "replaced")
	require.NoError(t, os.Remove(e.Files[0].Name))
	_, err = e.Reader(bg, e.Files[0])
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestKeysStayInTheFolder(t *testing.T) {
	for key, want := range map[string]string{
		"AWSDynamoDB/id/data/x.json.gz":                    "dir/id/data/x.json.gz",
		"a/AWSDynamoDB/b/AWSDynamoDB/other/data/x.json.gz": "dir/id/data/x.json.gz",
		"p//AWSDynamoDB/data/x.json.gz":                    "dir/data/x.json.gz",
		"AWSDynamoDB/data/data/x":                          "dir/id/data/x",
	} {
		got, err := resolve("dir/id", key)
		require.NoError(t, err, key)
		require.Equal(t, want, got)
	}
	for _, key := range []string{
		"", "x", "AWSDynamoDB", "AWSDynamoDB/data", "AWSDynamoDB/data/", "AWSDynamoDB/id/data/", "AWSDynamoDB/id/data/.",
		"AWSDynamoDB/id/data/..", "../AWSDynamoDB/id/data/x", "AWSDynamoDB/../data/x", "AWSDynamoDB/data/../x", `AWSDynamoDB/data/..\x`,
		"AWSDynamoDB/data/c:x", "AWSDynamoDB/id/data/a/b", "AWSDynamoDB//data/x", "AWSDynamoDB/./data/x", "AWSDynamoDB/id/other/x", "AWSDynamoDB/id/x",
		"AWSDynamoDB/data/x\x00",
	} {
		_, err := resolve("dir/id", key)
		require.Error(t, err, key)
	}
	for dir, want := range map[string]string{"a/b": "a", "a": ".", ".": "./..", "../..": "../../..", "s3://b/k": "s3://b"} {
		require.Equal(t, want, parent(dir))
	}
}

func TestManyExportsAreListedInPart(t *testing.T) {
	dir := t.TempDir()
	for i := range 25 {
		d := fmt.Sprintf("%s/%02d", dir, i)
		require.NoError(t, os.Mkdir(d, 0o777))
		require.NoError(t, os.WriteFile(d+"/manifest-summary.json", nil, 0o666))
	}
	_, err := Open(bg, new(files.Local), dir)
	require.ErrorContains(t, err, "25 exports")
	require.ErrorContains(t, err, "/19, …")
}

func FuzzManifests(f *testing.F) {
	for _, name := range []string{"manifest-files.json", "manifest-summary.json"} {
		for _, dir := range []string{"full/2023-Sep/AWSDynamoDB/" + fullID, "incremental/AWSDynamoDB/" + bothID} {
			text, err := os.ReadFile(filepath.Join("testdata", dir, name))
			require.NoError(f, err)
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _ = parseSummary(text)
		found, err := parseFiles(text)
		if err != nil {
			return
		}
		for _, d := range found {
			require.GreaterOrEqual(t, d.ItemCount, int64(0))
			if name, err := resolve("root/own", d.S3Key); err == nil {
				require.True(t, filepath.IsLocal(name), name)
				require.Contains(t, []string{"root/own/data", "root/data"}, filepath.Dir(name))
			}
		}
	})
}
