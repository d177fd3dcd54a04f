package checkpoint

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

// ErrLocked is what errors of Lock are while another process, or another job of this one, holds the lock.
var ErrLocked = errors.New("another job is working on this checkpoint; wait for it, or use another one")

// Lock takes the lock of a checkpoint, which it doesn't wait for: an error is ErrLocked if another has it. It's
// gone with the process, however that ends. unlock gives it back, and does nothing the second time.
//
// The lock is flock on the file path.lock. On NFS it holds between machines only where server and mount support
// locks (Linux translates flock to the server's byte range locks, unless mounted with nolock or local_lock): don't let
// two machines share a checkpoint. On Windows, Solaris and AIX, there's no lock at all, and it's up to the user not to start a job
// twice.
func Lock(path string) (unlock func() error, err error) {
	name := path + ".lock"
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock checkpoint %s: open %s: %w", path, name, cause(err))
	}
	if err := flock(f); err != nil {
		// Nothing was written to it.
		_ = f.Close()
		return nil, fmt.Errorf("lock checkpoint %s: %w", path, err)
	}
	// Closing gives the lock back: nobody else has this open file, as Go's files aren't inherited.
	return sync.OnceValue(func() error {
		if err := f.Close(); err != nil {
			return fmt.Errorf("unlock checkpoint %s: %w", path, cause(err))
		}
		return nil
	}), nil
}
