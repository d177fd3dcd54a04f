package load

import "golang.org/x/sync/errgroup"

// Callers runs n goroutines, each with its number and a recorder of its own,
// and waits for all of them. The first error is returned; the others' work
// isn't cut short.
func Callers(n int, caller func(n int, r *Recorder) error) ([]*Recorder, error) {
	var group errgroup.Group
	recorders := make([]*Recorder, n)
	for i := range recorders {
		recorder := new(Recorder)
		recorders[i] = recorder
		group.Go(func() error { return caller(i, recorder) })
	}
	return recorders, group.Wait()
}
