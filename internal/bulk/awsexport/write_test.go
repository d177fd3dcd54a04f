package awsexport

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

var meta = Meta{
	TableArn:  "arn:aws:dynamodb:us-east-1:123456789012:table/ProductCatalog",
	TableID:   "12345a12-abcd-123a-ab12-1234abc12345",
	StartTime: time.UnixMilli(1_693_685_827_463),
	S3Bucket:  "bucket",
	S3Prefix:  "2023-Sep/",
}

func write(t testing.TB, dir string, m Meta) *Writer {
	t.Helper()
	w, err := Create(bg, new(files.Local), dir, m)
	require.NoError(t, err)
	for n := 2; n >= 1; n-- { // the manifest is in order anyway
		f, err := w.File(bg, n, Position{})
		require.NoError(t, err)
		for i := range n {
			require.NoError(t, f.Write(record.Item{"Id": number(strconv.Itoa(n*10 + i)), "A": str("x")}))
		}
		_, err = f.Close()
		require.NoError(t, err)
		require.NoError(t, f.Abort())
	}
	require.NoError(t, w.Close(bg, meta.StartTime.Add(time.Minute), 77))
	return w
}

func TestWrittenExportReadsBack(t *testing.T) {
	dir := t.TempDir()
	w := write(t, dir, meta)
	id := NewID(meta.TableArn, meta.StartTime)
	require.Regexp(t, `^01693685827463-[0-9a-f]{8}$`, id)
	require.Equal(t, filepath.Join(dir, rootName, id), w.Dir())
	e := open(t, dir)
	prefix := "2023-Sep/"
	require.Equal(t, Summary{
		Version: "2020-06-30", ExportArn: meta.TableArn + "/export/" + id, TableArn: meta.TableArn, TableID: meta.TableID,
		StartTime: "2023-09-02T20:17:07.463Z", EndTime: "2023-09-02T20:18:07.463Z", ExportTime: "2023-09-02T20:17:07.463Z",
		S3Bucket: "bucket", S3Prefix: &prefix, ManifestFilesS3Key: "2023-Sep/AWSDynamoDB/" + id + "/manifest-files.json",
		BilledSizeBytes: 77, ItemCount: 3, OutputFormat: FormatJSON, ExportType: FullExport,
	}, e.Summary)
	require.Equal(t, "2023-Sep/AWSDynamoDB/"+id+"/data/000001.json.gz", e.Files[0].S3Key)
	all := readAllFiles(t, e)
	require.Len(t, all, 3)
	require.Equal(t, number("10"), all[0].Item["Id"])
	require.Equal(t, `{"Item":{"A":{"S":"x"},"Id":{"N":"10"}}}`+"\n", gunzip(t, e.Files[0].Name))
	for _, name := range []string{"_started", "manifest-files.md5", "manifest-summary.md5"} {
		require.FileExists(t, filepath.Join(w.Dir(), name))
	}
	for _, name := range []string{summaryName, filesName} {
		text, err := os.ReadFile(filepath.Join(w.Dir(), name+".json"))
		require.NoError(t, err)
		sum := md5.Sum(text)
		holds, err := os.ReadFile(filepath.Join(w.Dir(), name+".md5"))
		require.NoError(t, err)
		require.Equal(t, base64.StdEncoding.EncodeToString(sum[:]), string(holds))
	}
	// The members that the service writes are all there.
	var got, want map[string]any
	for name, m := range map[string]*map[string]any{w.Dir(): &got, "testdata/full/2023-Sep/AWSDynamoDB/" + fullID: &want} {
		text, err := os.ReadFile(filepath.Join(name, "manifest-summary.json"))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, m))
	}
	for name := range want {
		require.Contains(t, got, name)
	}
	require.Len(t, got, len(want))

	_, err := Create(bg, new(files.Local), dir, meta)
	require.ErrorIs(t, err, fs.ErrExist)
	require.ErrorContains(t, err, "complete already")
}

func TestWriterIsDeterministic(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	write(t, a, meta)
	write(t, b, meta)
	n := 0
	require.NoError(t, filepath.WalkDir(a, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		rel, err := filepath.Rel(a, name)
		require.NoError(t, err)
		one, err := os.ReadFile(name)
		require.NoError(t, err)
		two, err := os.ReadFile(filepath.Join(b, rel))
		require.NoError(t, err)
		require.Equal(t, one, two, rel)
		return nil
	}))
	require.Equal(t, 7, n)
}

func TestExportWithoutFilesOrPrefix(t *testing.T) {
	dir := t.TempDir()
	w, err := Create(bg, new(files.Local), dir, Meta{ID: "own", TableArn: "arn"})
	require.NoError(t, err)
	require.NoError(t, w.Close(bg, time.Time{}, 0))
	e := open(t, dir)
	require.Empty(t, e.Files)
	require.Nil(t, e.Summary.S3Prefix)
	require.Equal(t, "AWSDynamoDB/own/manifest-files.json", e.Summary.ManifestFilesS3Key)
}

func TestUnfinishedExportIsNotOpened(t *testing.T) {
	dir := t.TempDir()
	w, err := Create(bg, new(files.Local), dir, meta)
	require.NoError(t, err)
	f, err := w.File(bg, 1, Position{})
	require.NoError(t, err)
	require.NoError(t, f.Abort())
	_, err = Open(bg, new(files.Local), dir)
	require.ErrorContains(t, err, "isn't finished")
}

func TestWriterRefuses(t *testing.T) {
	for _, id := range []string{"a/b", `a\b`, "..", ".", "c:", "data"} {
		_, err := Create(bg, new(files.Local), t.TempDir(), Meta{ID: id})
		require.ErrorContains(t, err, "choose another id", id)
	}
	w, err := Create(bg, new(files.Local), t.TempDir(), meta)
	require.NoError(t, err)
	_, err = w.File(bg, 0, Position{})
	require.ErrorContains(t, err, "from 1")
	_, err = w.File(bg, 1, Position{Length: 5, Hash: []byte("x")})
	require.ErrorContains(t, err, "hash can't be used, start the job anew")
	sum := make([]byte, md5.Size)
	for _, f := range []Finished{{Number: 0, MD5: sum}, {Number: 1, ItemCount: -1, MD5: sum}, {Number: 1, MD5: sum[1:]}} {
		require.ErrorContains(t, w.Add(f), "isn't of an export")
	}
	require.NoError(t, w.Add(Finished{Number: 1, MD5: sum}))
	require.ErrorContains(t, w.Add(Finished{Number: 1, MD5: sum}), "already")

	f, err := w.File(bg, 2, Position{})
	require.NoError(t, err)
	var unfit *record.Unfit
	require.ErrorAs(t, f.Write(record.Item{"a": nil}), &unfit)
	require.NoError(t, f.Write(record.Item{"a": str("x")}))
	done, err := f.Close()
	require.NoError(t, err)
	require.EqualValues(t, 1, done.ItemCount)
}

// A job that crashes and goes on from its checkpoint, each time in a new Writer, has each item once.
func TestResumedExportIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := fastDir(t)
		defer os.RemoveAll(dir)
		total := rapid.IntRange(0, 12).Draw(t, "items")
		perFile := rapid.IntRange(1, 6).Draw(t, "per file")
		// The checkpoint, as JSON.
		saved := []byte(`{}`)
		type checkpoint struct {
			Done []Finished
			At   Position
		}
		run := func() (finished bool) {
			var c checkpoint
			require.NoError(t, json.Unmarshal(saved, &c))
			save := func() {
				var err error
				saved, err = json.Marshal(c)
				require.NoError(t, err)
			}
			w, err := Create(bg, new(files.Local), dir, meta)
			require.NoError(t, err)
			for _, f := range c.Done {
				require.NoError(t, w.Add(f))
			}
			for (len(c.Done))*perFile < total {
				base := len(c.Done) * perFile
				f, err := w.File(bg, len(c.Done)+1, c.At)
				require.NoError(t, err)
				for i := base + int(c.At.ItemCount); i < min(base+perFile, total); i++ {
					require.NoError(t, f.Write(record.Item{"Id": number(strconv.Itoa(i))}))
					switch rapid.IntRange(0, 3).Draw(t, "then") {
					case 0:
						c.At, err = f.Commit()
						require.NoError(t, err)
						save()
					case 1:
						require.NoError(t, f.Abort())
						return false
					}
				}
				done, err := f.Close()
				require.NoError(t, err)
				c.Done, c.At = append(c.Done, done), Position{}
				save()
			}
			require.NoError(t, w.Close(bg, meta.StartTime, 0))
			return true
		}
		for !run() {
		}
		e, err := Open(bg, new(files.Local), dir)
		require.NoError(t, err)
		i := 0
		for _, f := range e.Files {
			r, err := e.Reader(bg, f)
			require.NoError(t, err)
			for range f.ItemCount {
				rec, err := r.Read()
				require.NoError(t, err)
				require.Equal(t, number(strconv.Itoa(i)), rec.Item["Id"])
				i++
			}
			_, err = r.Read()
			require.EqualError(t, err, "EOF")
			require.NoError(t, r.Close())
		}
		require.Equal(t, total, i)
	})
}

func TestFailingStoreIsToldAndShowsNothing(t *testing.T) {
	dir := t.TempDir()
	w, err := Create(bg, new(files.Local), dir, meta)
	require.NoError(t, err)
	f, err := w.File(bg, 1, Position{})
	require.NoError(t, err)
	require.NoError(t, f.Write(record.Item{"Id": number("1")}))
	require.NoError(t, os.RemoveAll(filepath.Join(w.Dir(), dataName)))
	_, err = f.Close()
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Empty(t, w.finished)
	require.NoError(t, f.Abort())
}
