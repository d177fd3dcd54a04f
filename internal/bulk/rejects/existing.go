package rejects

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// lines counts the lines of what was committed, which must end with one.
func lines(r io.Reader) (count int64, err error) {
	buf := make([]byte, bufferSize)
	last := byte('\n')
	for {
		n, err := r.Read(buf)
		if n > 0 {
			count += int64(bytes.Count(buf[:n], []byte{'\n'}))
			last = buf[n-1]
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	if last != '\n' {
		return 0, errors.New("no line ends where the job was interrupted, so it has been changed; put it back, or start the job anew")
	}
	return count, nil
}

func isFolder(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return cause(err)
	}
	if !info.IsDir() {
		return errors.New("what it should be in is no folder")
	}
	return nil
}

// syncFolder has the names in a folder on the disk, where the system and the file system can do that.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	if closed := d.Close(); err == nil {
		err = closed
	}
	return err
}

// cause is an error without the path, which is said once around it.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
