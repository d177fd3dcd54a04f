package rejects

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Fresh is the resumeAt of a job that isn't resumed.
const Fresh int64 = -1

// bufferSize is how much is written at once: 64 KB, some hundreds of common records.
const bufferSize = 64 << 10

// File is a reject file. It's safe for concurrent use.
type File struct {
	path string

	mu sync.Mutex
	// out is nil until the first record is added, unless the file is there already.
	out output
	buf *bufio.Writer
	// length and count are those of the whole file, with what's still in the buffer.
	length, count int64
	// fresh says that the folder hasn't been synced since the file was opened.
	fresh bool
	// err is final.
	err error

	// create makes the file. Tests put another in its place.
	create func(path string) (output, error)
}

// output is what's needed of an os.File.
type output interface {
	io.WriteCloser
	Sync() error
}

// Open prepares the reject file of a job.
//
// With resumeAt Fresh nothing may be there but an empty file: an error is fs.ErrExist otherwise, so that what an earlier job rejected
// isn't lost. Of a job that's resumed, resumeAt is the length that Commit returned, 0 if it was never called or there was nothing to
// commit; the file is cut to it. It's refused, and left as it is, if it's shorter or has no line's end there: then it
// isn't the file that was committed.
func Open(path string, resumeAt int64) (*File, error) {
	f := &File{path: path, create: createFile}
	if err := f.resume(resumeAt); err != nil {
		return nil, fmt.Errorf("open reject file %s: %w", path, err)
	}
	return f, nil
}

func createFile(path string) (output, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (f *File) resume(at int64) error {
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		if at > 0 {
			return fmt.Errorf("it's gone, but had %d bytes; put it back, or start the job anew: %w", at, fs.ErrNotExist)
		}
		// Better now than hours later.
		return isFolder(filepath.Dir(f.path))
	}
	if err != nil {
		return cause(err)
	}
	switch {
	case !info.Mode().IsRegular():
		return errors.New("it's not a regular file")
	case at < 0 && info.Size() > 0:
		return fmt.Errorf("it's there already, perhaps of an earlier job; move it away or name another: %w", fs.ErrExist)
	case info.Size() < at:
		return fmt.Errorf("it has %d bytes, but had %d when the job was interrupted; put it back, or start the job anew", info.Size(), at)
	}
	return f.cut(max(0, at))
}

// cut opens a file that's there, and takes off what's behind a length.
func (f *File) cut(at int64) (err error) {
	file, err := os.OpenFile(f.path, os.O_RDWR, 0)
	if err != nil {
		return cause(err)
	}
	defer func() {
		if err != nil {
			// Nothing was written to it.
			_ = file.Close()
		}
	}()
	if f.count, err = lines(io.NewSectionReader(file, 0, at)); err != nil {
		return cause(err)
	}
	if err = file.Truncate(at); err != nil {
		return cause(err)
	}
	if _, err = file.Seek(at, io.SeekStart); err != nil {
		return cause(err)
	}
	f.length = at
	f.use(file)
	return nil
}

// use has the file be out. Its name may not be on the disk yet, even if it was
// there: the process before may have been killed before its first commit.
func (f *File) use(out output) {
	f.out, f.buf, f.fresh = out, bufio.NewWriterSize(out, bufferSize), true
}

// Add writes a record to the file, at first into a buffer. The entry's Raw and Item aren't kept.
func (f *File) Add(e Entry) error {
	// Outside of the lock: it's most of the work.
	data, err := encode(e)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return f.err
	}
	if err == nil && f.out == nil {
		err = f.begin()
	}
	if err == nil {
		_, err = f.buf.Write(data)
	}
	if err != nil {
		return f.fail(err)
	}
	f.length += int64(len(data))
	f.count++
	return nil
}

func (f *File) begin() error {
	out, err := f.create(f.path)
	if err != nil {
		return err
	}
	f.use(out)
	return nil
}

// Commit has all records on the disk whose Add has returned, and returns the file's length in bytes and how many records
// it has, those before a resume too.
func (f *File) Commit() (offset int64, count int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return 0, 0, f.err
	}
	if err := f.sync(); err != nil {
		return 0, 0, f.fail(err)
	}
	return f.length, f.count, nil
}

func (f *File) sync() error {
	if f.out == nil {
		return nil
	}
	if err := f.buf.Flush(); err != nil {
		return err
	}
	if err := f.out.Sync(); err != nil {
		return err
	}
	if f.fresh {
		if err := syncFolder(filepath.Dir(f.path)); err != nil {
			return err
		}
		f.fresh = false
	}
	return nil
}

// Close commits and closes the file. It's an error to use it afterwards (fs.ErrClosed), but to close it again
// does nothing.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if errors.Is(f.err, fs.ErrClosed) {
		return nil
	}
	if f.err == nil {
		if err := f.sync(); err != nil {
			_ = f.fail(err)
		}
	}
	if f.out != nil {
		err := f.out.Close()
		f.out = nil
		if err != nil && f.err == nil {
			_ = f.fail(err)
		}
	}
	if f.err != nil {
		return f.err
	}
	_ = f.fail(fs.ErrClosed)
	return nil
}

// fail makes an error the last one.
func (f *File) fail(err error) error {
	f.err = fmt.Errorf("write reject file %s: %w", f.path, cause(err))
	return f.err
}
