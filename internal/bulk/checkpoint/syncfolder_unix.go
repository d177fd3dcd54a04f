//go:build unix

package checkpoint

import (
	"errors"
	"os"
	"syscall"
)

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	// Some file systems (SMB, FUSE) can't do that for folders, and say so. They've got no more to offer.
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	if closed := d.Close(); err == nil {
		err = closed
	}
	return err
}
