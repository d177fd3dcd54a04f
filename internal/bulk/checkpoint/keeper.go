package checkpoint

import (
	"errors"
	"sync"
	"time"
)

// ErrStopped is what Save of a stopped Keeper returns.
var ErrStopped = errors.New("the checkpoint's keeper has been stopped")

// Keeper saves a job's state on a goroutine of its own: at an interval, on demand, and at the end. The first save that fails is
// the last one: an fsync that failed tells nothing about what's on the disk, and a second that succeeds doesn't
// either.
type Keeper struct {
	path     string
	every    time.Duration
	snapshot func() (*State, error)

	demands chan chan error
	// stop is closed by the first Stop, after it has set final.
	stop     chan struct{}
	stopOnce sync.Once
	final    bool
	// failed is closed once err is set, which happens before done is closed.
	failed, done chan struct{}
	err          error
}

// NewKeeper starts a keeper that saves what snapshot returns to path, every so often: that long after the save before
// was finished. With 0 or less it only saves on demand and at the end.
//
// snapshot is called on the keeper's goroutine, one call at a time. It returns nil if there's nothing new to
// save. It's where what the state speaks of is made durable (files committed, rejects committed) before it's
// said to be. Its errors are failed saves.
func NewKeeper(path string, every time.Duration, snapshot func() (*State, error)) *Keeper {
	k := &Keeper{
		path: path, every: every, snapshot: snapshot,
		demands: make(chan chan error),
		stop:    make(chan struct{}),
		failed:  make(chan struct{}),
		done:    make(chan struct{}),
	}
	go k.run()
	return k
}

// Save saves now, and returns when it's done: the snapshot is taken after the call. Calls at the same time share a save. After a
// failed save it returns that error, after Stop ErrStopped.
func (k *Keeper) Save() error {
	answer := make(chan error, 1)
	select {
	case k.demands <- answer:
		return <-answer
	case <-k.done:
		if k.err != nil {
			return k.err
		}
		return ErrStopped
	}
}

// Failed is closed when a save fails. The job should stop then: whatever it does from here on is done again when it's resumed.
func (k *Keeper) Failed() <-chan struct{} { return k.failed }

// Err returns the error of the save that failed, nil while none has.
func (k *Keeper) Err() error {
	select {
	case <-k.failed:
		return k.err
	default:
		return nil
	}
}

// Stop ends the keeper, after one more save if final is true, and returns once its goroutine is gone. The error is that of the
// first save that failed, also if that was earlier. The second call's final doesn't count.
func (k *Keeper) Stop(final bool) error {
	k.stopOnce.Do(func() {
		k.final = final
		close(k.stop)
	})
	<-k.done
	return k.Err()
}

func (k *Keeper) run() {
	defer close(k.done)
	var due <-chan time.Time
	for {
		if k.every > 0 {
			due = time.After(k.every)
		}
		var answers []chan error
		select {
		case <-k.stop:
			if k.final {
				k.save()
			}
			return
		case <-due:
		case answer := <-k.demands:
			answers = k.waiting(answer)
		}
		err := k.save()
		for _, answer := range answers {
			answer <- err
		}
		if err != nil {
			return
		}
	}
}

// waiting are the demands that have come by now. One that comes later may be about what the snapshot doesn't
// have yet, and gets the next save.
func (k *Keeper) waiting(answers ...chan error) []chan error {
	for {
		select {
		case answer := <-k.demands:
			answers = append(answers, answer)
		default:
			return answers
		}
	}
}

func (k *Keeper) save() error {
	s, err := k.snapshot()
	if err == nil && s != nil {
		err = Save(k.path, s)
	}
	if err != nil {
		k.err = err
		close(k.failed)
	}
	return err
}
