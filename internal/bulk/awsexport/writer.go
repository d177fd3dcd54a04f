package awsexport

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // it's what the format has; it guards against accidents only
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// timeLayout is how the service writes times: UTC, with milliseconds.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Meta is what an export says about itself.
type Meta struct {
	// ID is the name of the export's folder; empty is NewID(TableArn, StartTime).
	ID string
	// TableArn and TableID are those of the exported table.
	TableArn, TableID string
	// StartTime is when the job began, also after a resumption. As long as it lasts the table may change: it's
	// no moment that the export shows the table at, so ExportTime in the summary is the same.
	StartTime time.Time
	// S3Bucket and S3Prefix say where the folder is in S3; empty if it isn't there.
	S3Bucket, S3Prefix string
}

// NewID returns an export id of the service's form: milliseconds since 1970 in 14 digits, and 8 hexadecimal ones.
func NewID(tableArn string, start time.Time) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(tableArn)) // never fails
	return fmt.Sprintf("%014d-%08x", start.UnixMilli(), h.Sum32())
}

// Writer writes a full export. Its methods are safe for concurrent use, a FileWriter's aren't.
type Writer struct {
	store files.Store
	meta  Meta
	dir   string

	mu       sync.Mutex
	finished map[int]Finished
}

// Finished is a data file that's complete: what a checkpoint keeps of it.
type Finished struct {
	Number    int    `json:"number"`
	ItemCount int64  `json:"itemCount"`
	MD5       []byte `json:"md5"`
}

// Create begins an export below dir, or goes on with one: it only writes the mark that an export has begun. An export
// of that id that's complete is an error that wraps [fs.ErrExist].
func Create(ctx context.Context, store files.Store, dir string, meta Meta) (*Writer, error) {
	if meta.ID == "" {
		meta.ID = NewID(meta.TableArn, meta.StartTime)
	}
	if !plain(meta.ID) || strings.ContainsAny(meta.ID, `/\`) || meta.ID == ".." || meta.ID == dataName {
		return nil, fmt.Errorf("create export: %q can't be the name of a folder: choose another id", meta.ID)
	}
	root := strings.TrimRight(filepath.ToSlash(dir), "/")
	if root == "" && dir == "" {
		root = "."
	}
	w := &Writer{store: store, meta: meta, dir: root + "/" + rootName + "/" + meta.ID, finished: map[int]Finished{}}
	switch _, err := store.List(ctx, w.dir+"/"+summaryName+".json"); {
	case err == nil:
		return nil, fmt.Errorf("create export: %s is complete already: choose another folder or id: %w", w.dir, fs.ErrExist)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("create export: %w", err)
	}
	if err := w.put(ctx, startedName, nil); err != nil {
		return nil, fmt.Errorf("create export: %w", err)
	}
	return w, nil
}

// Dir returns the export's own folder.
func (w *Writer) Dir() string { return w.dir }

// Add tells of a data file that was finished before the job was resumed.
func (w *Writer) Add(f Finished) error {
	if f.Number < 1 || f.ItemCount < 0 || len(f.MD5) != md5.Size {
		return fmt.Errorf("add data file %d to the export: the checkpoint isn't of an export: start the job anew", f.Number)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.finished[f.Number]; ok {
		return fmt.Errorf("add data file %d to the export: it's there already", f.Number)
	}
	w.finished[f.Number] = f
	return nil
}

// Close writes the manifests, the summary last. All FileWriters must be closed. billedSizeBytes is the table's
// size, 0 if it isn't known.
func (w *Writer) Close(ctx context.Context, endTime time.Time, billedSizeBytes int64) error {
	text, count, err := w.filesManifest()
	if err != nil {
		return fmt.Errorf("finish export: %w", err)
	}
	summary, err := json.Marshal(w.summary(endTime, billedSizeBytes, count))
	if err != nil {
		return fmt.Errorf("finish export: %w", err)
	}
	for _, f := range []struct {
		name string
		text []byte
	}{
		{filesName + ".json", text},
		{filesName + ".md5", checksum(text)},
		{summaryName + ".md5", checksum(summary)},
		{summaryName + ".json", summary},
	} {
		if err := w.put(ctx, f.name, f.text); err != nil {
			return fmt.Errorf("finish export: %w", err)
		}
	}
	return nil
}

func checksum(text []byte) []byte { return []byte(encodeSum(md5.Sum(text))) } //nolint:gosec // as above

func (w *Writer) filesManifest() (text []byte, count int64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	for _, n := range slices.Sorted(maps.Keys(w.finished)) {
		f := w.finished[n]
		count += f.ItemCount
		err := lines.Encode(entry{
			ItemCount:     &f.ItemCount,
			MD5Checksum:   encodeSum([md5.Size]byte(f.MD5)),
			ETag:          hex.EncodeToString(f.MD5), // S3's, for an upload that isn't in parts
			DataFileS3Key: w.key(dataName + "/" + dataFile(n)),
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return out.Bytes(), count, nil
}

func (w *Writer) summary(endTime time.Time, billed, count int64) Summary {
	at := w.meta.StartTime.UTC().Format(timeLayout)
	s := Summary{
		Version:            "2020-06-30",
		ExportArn:          w.meta.TableArn + "/export/" + w.meta.ID,
		StartTime:          at,
		EndTime:            endTime.UTC().Format(timeLayout),
		TableArn:           w.meta.TableArn,
		TableID:            w.meta.TableID,
		ExportTime:         at,
		S3Bucket:           w.meta.S3Bucket,
		ManifestFilesS3Key: w.key(filesName + ".json"),
		BilledSizeBytes:    billed,
		ItemCount:          count,
		OutputFormat:       FormatJSON,
		ExportType:         FullExport,
	}
	if w.meta.S3Prefix != "" {
		s.S3Prefix = &w.meta.S3Prefix
	}
	return s
}

// key returns the S3 key of a file in the export's folder.
func (w *Writer) key(name string) string {
	key := rootName + "/" + w.meta.ID + "/" + name
	if w.meta.S3Prefix != "" {
		key = strings.TrimRight(w.meta.S3Prefix, "/") + "/" + key
	}
	return key
}

// put writes a small file in the export's folder. What a run that broke off has left is replaced.
func (w *Writer) put(ctx context.Context, name string, text []byte) error {
	out, err := w.store.Create(ctx, w.dir+"/"+name, 0, files.CreateOptions{Overwrite: true, MakeDirs: true})
	if err != nil {
		return err
	}
	if _, err := out.Write(text); err != nil {
		_ = out.Discard() // the first error is the one to tell
		return err
	}
	return out.Close()
}

func dataFile(n int) string { return fmt.Sprintf("%06d.json.gz", n) }
