package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/internal/bulk/files"
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

// When the executor gives up the job would have to go back, and what's standard can't.
func TestStandardInputAndOutputAreNotUsedTwice(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	inBubbles(t, func(t *testing.T, w *world, sync bool) {
		w.small(t, "aaa", 700)
		for _, ends := range []bool{true, false} {
			if !ends {
				ex, err := api.Open(w.sdk, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 10_000, MaxElapsed: -1}))
				require.NoError(t, err)
				defer ex.Close(context.Background())
				w.runner = jobs.New(ex)
			}
			store := &files.Local{Stdin: strings.NewReader(lines(700)), Stdout: &bytes.Buffer{}}
			std := jobs.Files{Store: store, Names: []string{"-"}, Format: jobs.PlainJSON}
			for verb, do := range map[string]func() (jobs.Summary, error){
				"import": func() (jobs.Summary, error) {
					return importing.do(w, t.Context(), sync, jobs.Import{From: std, Table: "bbb"})
				},
				"export": func() (jobs.Summary, error) {
					return exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa", Segments: 9, Workers: 1}, To: std})
				},
			} {
				remove := w.db.Control(gone(4, 10*time.Minute, refused))
				s, err := do()
				remove()
				written := strings.Count(store.Stdout.(*bytes.Buffer).String(), "\n")
				if ends {
					require.ErrorIs(t, err, refused, verb)
					require.ErrorContains(t, err, "can't be", verb)
					require.LessOrEqual(t, written, 700, "nothing comes twice")
					time.Sleep(time.Minute) // the executor's circuit
					continue
				}
				require.NoError(t, err, verb)
				require.EqualValues(t, 700, s.Counts.Written, verb)
				if verb == "export" {
					require.Equal(t, 700, written)
				}
			}
		}
	})
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
