package s3files

import (
	"fmt"
	"io"
	"sync"
)

const (
	// firstWindow is what a read at a new place fetches. A request takes some 20 ms and more, the time in which
	// S3 sends about 1 to 2 MB: less isn't faster, and costs the same.
	firstWindow = 128 << 10
	// lastWindow is what it grows to, doubled each time that reading goes on where a window ends.
	lastWindow = 1 << 20
	// windowBytes is how much of an object is kept in all. It's enough for 128 columns of a Parquet file, which are read
	// side by side, each in small pieces.
	windowBytes = 16 << 20
)

// readWindow keeps pieces of an object in front of where it was read last. The zero value is ready.
type readWindow struct {
	mu   sync.Mutex
	wins []window // the one that was used last is at the end
	held int
}

type window struct {
	off  int64
	data []byte
}

func (w window) end() int64 { return w.off + int64(len(w.data)) }

// ReadAt reads from anywhere. Large pieces are fetched as they are, small ones with what is behind them.
func (o *object) ReadAt(p []byte, off int64) (int, error) {
	if err := o.usable(); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, fmt.Errorf("read %s: there's no byte %d", o.at, off)
	}
	if off >= o.size {
		return 0, io.EOF
	}
	want := p[:min(int64(len(p)), o.size-off)]
	var n int
	var err error
	if len(want) >= lastWindow {
		n, err = o.fetch(want, off)
	} else {
		n, err = o.win.read(o, want, off)
	}
	switch {
	case err != nil && o.ctx.Err() != nil:
		err = o.usable()
	case err != nil:
		err = explain("read", o.at, err)
	case len(want) < len(p):
		err = io.EOF
	}
	return n, err
}

// read fills p, which lies within the object, from windows.
func (w *readWindow) read(o *object, p []byte, off int64) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for n < len(p) {
		if got := w.copy(p[n:], off+int64(n)); got > 0 {
			n += got
			continue
		}
		if err := w.load(o, off+int64(n), len(p)-n); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (w *readWindow) copy(p []byte, off int64) int {
	for i := len(w.wins) - 1; i >= 0; i-- {
		win := w.wins[i]
		if off < win.off || off >= win.end() {
			continue
		}
		w.wins = append(append(w.wins[:i], w.wins[i+1:]...), win)
		return copy(p, win.data[off-win.off:])
	}
	return 0
}

// load fetches at least need bytes from off on, and what is in front of them at the object's end: a Parquet file
// is read from its last 8 bytes backwards.
func (w *readWindow) load(o *object, off int64, need int) error {
	size := firstWindow
	for i, win := range w.wins {
		if win.end() == off {
			// What is behind us has been read.
			size = min(max(2*len(win.data), firstWindow), lastWindow)
			w.held -= len(win.data)
			w.wins = append(w.wins[:i], w.wins[i+1:]...)
			break
		}
	}
	size = int(min(int64(max(size, need)), o.size))
	off = min(off, o.size-int64(size))
	for len(w.wins) > 0 && w.held+size > windowBytes {
		w.held -= len(w.wins[0].data)
		w.wins = append(w.wins[:0], w.wins[1:]...)
	}
	data := make([]byte, size)
	if _, err := o.fetch(data, off); err != nil {
		return err
	}
	w.held += size
	w.wins = append(w.wins, window{off, data})
	return nil
}

func (w *readWindow) drop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wins, w.held = nil, 0
}

// fetch fills p, by as many requests as it takes.
func (o *object) fetch(p []byte, off int64) (int, error) {
	n := 0
	for failed := 0; ; {
		b, err := o.get(off+int64(n), int64(len(p)-n))
		if err == nil {
			var got int
			got, err = io.ReadFull(b, p[n:])
			_ = b.Close() // it was only read
			n += got
			if got > 0 {
				failed = 0
			}
			if err == nil {
				return n, nil
			}
		}
		failed++
		if o.ctx.Err() != nil || failed >= o.s.attempts || !transient(err) {
			return n, err
		}
		if err := o.s.pause(o.ctx, failed); err != nil {
			return n, err
		}
	}
}
