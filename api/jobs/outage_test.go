package jobs_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
)

// timeout is what a dialer that gets no answer returns: errors.Is finds context.DeadlineExceeded in it.
type timeout struct{}

func (timeout) Error() string        { return "i/o timeout" }
func (timeout) Timeout() bool        { return true }
func (timeout) Temporary() bool      { return true }
func (timeout) Is(target error) bool { return target == context.DeadlineExceeded }

// gone is the error of each request between the nth and a minute later.
func gone(after int64, length time.Duration, with error) local.Control {
	var n atomic.Int64
	var mu sync.Mutex
	var since time.Time
	return func(_ context.Context, r *local.Request) error {
		if n.Add(1) <= after {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		if since.IsZero() {
			since = time.Now()
		}
		if time.Since(since) < length {
			return with
		}
		return nil
	}
}

func TestAServerThatIsGoneForAMinuteIsWaitedFor(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	unanswered := &net.OpError{Op: "dial", Net: "tcp", Err: timeout{}}
	for name, with := range map[string]error{"refused": refused, "no answer": unanswered} {
		t.Run(name, func(t *testing.T) {
			onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
				remove := w.db.Control(gone(4, time.Minute, with))
				var d diary
				began := time.Now()
				s, err := v.do(w, t.Context(), sync, jobs.Options{OnEvent: d.note})
				require.NoError(t, err)
				remove()
				v.check(t, w, s)
				require.GreaterOrEqual(t, time.Since(began), time.Minute)
				require.Less(t, time.Since(began), 2*time.Minute)
				require.NotEmpty(t, d.of(jobs.Waiting))
				require.Len(t, d.of(jobs.Going), len(d.of(jobs.Waiting)))
				for _, e := range d.of(jobs.Waiting) {
					require.Error(t, e.Err)
					require.True(t, errors.Is(e.Err, with) || strings.Contains(e.Err.Error(), `of table "`), e.Err)
					require.Equal(t, e.Progress.Waiting, e.Err.Error())
				}
				for _, e := range d.of(jobs.Going) {
					require.Empty(t, e.Progress.Waiting)
				}
			})
		})
	}
}

func TestGivingUp(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		with := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
		remove := w.db.Control(gone(4, 10*time.Minute, with))
		o := jobs.Options{GiveUpAfter: 20 * time.Second, Checkpoint: w.file("checkpoint")}
		began := time.Now()
		_, err := v.do(w, t.Context(), sync, o)
		require.ErrorContains(t, err, "gave up after 20s: ")
		require.True(t, errors.Is(err, with) || strings.Contains(err.Error(), `of table "`), err)
		require.GreaterOrEqual(t, time.Since(began), 20*time.Second)
		require.Less(t, time.Since(began), time.Minute)
		remove()

		s, err := v.do(w, t.Context(), sync, o)
		require.NoError(t, err)
		require.True(t, s.Resumed)
		v.check(t, w, s)
	})
}

func TestAFifthOfAllCallsFail(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		var remove []func()
		for i, c := range []local.Control{local.Drop(), local.DropAnswer(), local.Fail(local.Error(500, "InternalServerError", "it's broken")), local.Partial(3)} {
			remove = append(remove, w.db.Control(local.Rate(int64(i)+1, 0.05, c)))
		}
		s, err := v.do(w, t.Context(), sync, jobs.Options{Checkpoint: w.file("checkpoint"), CheckpointEvery: 100 * time.Millisecond})
		require.NoError(t, err)
		for _, r := range remove {
			r()
		}
		v.check(t, w, s)
	})
}

func TestThrottlingIsWaitedFor(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		remove := w.db.Control(gone(4, time.Minute, local.Error(400, "ThrottlingException", "slow down")))
		s, err := v.do(w, t.Context(), sync, jobs.Options{})
		require.NoError(t, err)
		remove()
		v.check(t, w, s)
	})
}

func TestLimitedCapacityIsKeptTo(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		require.NoError(t, w.db.SetCapacity(&local.Capacity{Partitions: 1, AccountReadUnits: 50, AccountWriteUnits: 50}))
		s, err := v.do(w, t.Context(), sync, jobs.Options{})
		require.NoError(t, err)
		require.NoError(t, w.db.SetCapacity(nil))
		v.check(t, w, s)
	})
}

func TestWhatWaitingDoesNotMendEndsTheJobAndItCanBeResumed(t *testing.T) {
	for _, code := range []string{"ExpiredTokenException", "KMSAccessDeniedException"} {
		t.Run(code, func(t *testing.T) {
			onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
				remove := w.db.Control(gone(4, time.Minute, local.Error(400, code, "no")))
				o := jobs.Options{Checkpoint: w.file("checkpoint"), Rejects: w.file("rejects")}
				began := time.Now()
				_, err := v.do(w, t.Context(), sync, o)
				require.ErrorContains(t, err, code)
				require.Less(t, time.Since(began), 30*time.Second)
				remove()
				require.NoFileExists(t, w.file("rejects"))
				time.Sleep(time.Minute) // the executor's circuit
				s, err := v.do(w, t.Context(), sync, o)
				require.NoError(t, err)
				require.True(t, s.Resumed)
				v.check(t, w, s)
			})
		})
	}
}
