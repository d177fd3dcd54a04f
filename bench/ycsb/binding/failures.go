package binding

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// failures counts operations that failed.
type failures struct {
	mu    sync.Mutex
	n     int
	first error
}

// note returns err, and counts it if there is one. What the user broke off isn't
// a failure.
func (f *failures) note(err error) error {
	if err != nil && !errors.Is(err, context.Canceled) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.n++; f.n == 1 {
			f.first = err
		}
	}
	return err
}

func (f *failures) err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n == 0 {
		return nil
	}
	return fmt.Errorf("%d operations failed, the first of them with: %w", f.n, f.first)
}
