package jobs_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/internal/bulk/files"
)

// slowly has each call take a tenth of a second, and calls a function once, at the nth.
func slowly(n int64, then func()) local.Control {
	var seen atomic.Int64
	return func(ctx context.Context, r *local.Request) error {
		if seen.Add(1) == n {
			then()
		}
		return local.Delay(100*time.Millisecond)(ctx, r)
	}
}

func TestCancelledJobsAreGoneOnWith(t *testing.T) {
	for _, by := range []string{"control", "ctx", "deadline"} {
		t.Run(by, func(t *testing.T) {
			onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				o := jobs.Options{Checkpoint: w.file("checkpoint"), Control: &jobs.Control{}}
				stop := func() {}
				switch by {
				case "control":
					stop = o.Control.Cancel
				case "ctx":
					stop = cancel
				default:
					var end context.CancelFunc
					ctx, end = context.WithTimeout(ctx, 250*time.Millisecond)
					defer end()
				}
				remove := w.db.Control(slowly(4, stop))
				s, err := v.do(w, ctx, sync, o)
				require.ErrorIs(t, err, jobs.ErrCancelled)
				require.Equal(t, s.Counts.Read, s.Counts.Settled())
				remove()
				o.Control = nil
				s, err = v.do(w, t.Context(), sync, o)
				require.NoError(t, err)
				require.True(t, s.Resumed)
				v.check(t, w, s)
				again, err := v.do(w, t.Context(), sync, o) // it's done
				require.NoError(t, err)
				require.Equal(t, s.Counts, again.Counts)
				require.ElementsMatch(t, s.Files, again.Files)
			})
		})
	}
}

func TestACancelledJobWaitsForNoLongerThanDrain(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		o := jobs.Options{Checkpoint: w.file("checkpoint"), Control: &jobs.Control{}, Drain: time.Second}
		held := make(chan struct{})
		remove := w.db.Control(slowly(4, func() { w.db.Control(local.Hold(held)); o.Control.Cancel() }))
		began := time.Now()
		_, err := v.do(w, t.Context(), sync, o)
		require.ErrorIs(t, err, jobs.ErrCancelled)
		require.LessOrEqual(t, time.Since(began), 2*time.Second)
		close(held)
		remove()
		s, err := v.do(w, t.Context(), sync, jobs.Options{Checkpoint: o.Checkpoint})
		require.NoError(t, err)
		v.check(t, w, s)
	})
}

func TestAPausedJobReadsNothingMore(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		var d diary
		o := jobs.Options{Control: &jobs.Control{}, OnEvent: d.note}
		var came atomic.Int64
		defer w.db.Control(func(context.Context, *local.Request) error { came.Add(1); return nil })()
		defer w.db.Control(slowly(4, o.Control.Pause))()
		var s jobs.Summary
		var err error
		done := make(chan struct{})
		go func() {
			defer close(done)
			s, err = v.do(w, t.Context(), sync, o)
		}()
		time.Sleep(time.Minute)
		synctest.Wait()
		before := came.Load()
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, before, came.Load())
		require.Len(t, d.of(jobs.Paused), 1)
		require.True(t, d.of(jobs.Paused)[0].Progress.Paused)
		require.Empty(t, d.of(jobs.Waiting))
		o.Control.Resume()
		<-done
		require.NoError(t, err)
		require.Len(t, d.of(jobs.Unpaused), 1)
		v.check(t, w, s)
	})
}

func TestAPausedJobCanBeCancelled(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		o := jobs.Options{Control: &jobs.Control{}}
		o.Control.Pause()
		go func() {
			time.Sleep(time.Minute)
			o.Control.Cancel()
		}()
		s, err := v.do(w, t.Context(), sync, o)
		require.ErrorIs(t, err, jobs.ErrCancelled)
		require.Zero(t, s.Counts)
	})
}

func TestJobsOfAClosedExecutorFailAndAreGoneOnWith(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		ex, err := api.Open(w.sdk)
		require.NoError(t, err)
		other := *w
		other.runner = jobs.New(ex)
		o := jobs.Options{Checkpoint: w.file("checkpoint")}
		closed := make(chan error, 1)
		remove := w.db.Control(slowly(4, func() { go func() { closed <- ex.Close(context.Background()) }() }))
		_, err = v.do(&other, t.Context(), sync, o)
		require.ErrorIs(t, err, api.ErrClosed)
		require.NoError(t, <-closed)
		remove()
		s, err := v.do(w, t.Context(), sync, o)
		require.NoError(t, err)
		require.True(t, s.Resumed)
		v.check(t, w, s)
	})
}

func TestTablesThatAreNotThere(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		missing := local.Error(400, "ResourceNotFoundException", "Requested resource not found")
		remove := w.db.Control(slowly(4, func() { w.db.Control(local.Fail(missing)) }))
		defer remove()
		began := time.Now()
		_, err := v.do(w, t.Context(), sync, jobs.Options{Rejects: w.file("rejects")})
		require.ErrorContains(t, err, "ResourceNotFoundException")
		require.NoFileExists(t, w.file("rejects"))
		require.Less(t, time.Since(began), 2*time.Minute)
	})
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		defer w.db.Control(local.Fail(local.Error(400, "ResourceNotFoundException", "Requested resource not found")))()
		_, err := v.do(w, t.Context(), sync, jobs.Options{Checkpoint: w.file("checkpoint")})
		require.ErrorContains(t, err, "ResourceNotFoundException")
		require.ErrorContains(t, err, `"`)
		require.NoFileExists(t, w.file("checkpoint"))
	})
}

// What a cancelled import has written and not settled is written again by the next run.
func TestACancelledImportOfALimitedTableHasLittleToWriteAgain(t *testing.T) {
	const rate, window = 100, 1_000
	for _, c := range []struct {
		drain time.Duration
		again int // records at the most
	}{
		{drain: 0, again: 0}, // 30 s are enough for what's in flight and in the window
		{drain: 10 * time.Second, again: window},
	} {
		t.Run(c.drain.String(), func(t *testing.T) {
			inBubbles(t, func(t *testing.T, w *world, sync bool) {
				ex, err := api.Open(w.sdk, api.WithLimits("bbb", api.Limits{Write: api.UnitsPerSecond(rate)}))
				require.NoError(t, err)
				defer ex.Close(context.Background())
				w.runner = jobs.New(ex)
				w.write(t, "records.jsonl", lines(20*window))
				o := jobs.Options{Checkpoint: w.file("checkpoint"), Control: &jobs.Control{}, Drain: c.drain}
				spec := jobs.Import{Options: o, From: plain(w.file("records.jsonl")), Table: "bbb", Window: window}
				var cancelled time.Time
				time.AfterFunc(40*time.Second, func() { cancelled = time.Now(); o.Control.Cancel() })
				s, err := importing.do(w, t.Context(), sync, spec)
				require.ErrorIs(t, err, jobs.ErrCancelled)
				require.LessOrEqual(t, time.Since(cancelled), 18*time.Second, "what's in flight is bounded")
				written := len(w.items(t, "bbb"))
				require.Greater(t, written, 30*rate)
				require.LessOrEqual(t, written-int(s.Counts.Written), c.again)
				spec.Control = nil
				w.runner = jobs.New(w.ex)
				s, err = importing.do(w, t.Context(), sync, spec)
				require.NoError(t, err)
				require.EqualValues(t, 20*window, s.Counts.Written)
				require.Len(t, w.items(t, "bbb"), 20*window)
			})
		})
	}
}

func TestAJobIsNotGoneOnWithByOneOfAnotherVersion(t *testing.T) {
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		o := jobs.Options{Checkpoint: w.file("checkpoint"), Control: &jobs.Control{}, Version: "1"}
		remove := w.db.Control(slowly(4, o.Control.Cancel))
		_, err := v.do(w, t.Context(), sync, o)
		require.ErrorIs(t, err, jobs.ErrCancelled)
		remove()
		o.Control, o.Version = nil, "2"
		_, err = v.do(w, t.Context(), sync, o)
		var resume *jobs.ResumeError
		require.ErrorAs(t, err, &resume)
		require.Equal(t, []string{"version"}, resume.Changed)
		o.Version = "1"
		s, err := v.do(w, t.Context(), sync, o)
		require.NoError(t, err)
		v.check(t, w, s)
	})
}

// That all has been read doesn't change how a cancelled import ends: the oldest first.
func TestAnImportThatIsCancelledWhenAllIsReadSettlesWhatItCan(t *testing.T) {
	for _, size := range []int{10_000, 20_000} { // in the window, and more than may be pending
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			inBubbles(t, func(t *testing.T, w *world, sync bool) {
				ex, err := api.Open(w.sdk, api.WithLimits("bbb", api.Limits{Write: api.UnitsPerSecond(float64(size / 10))}))
				require.NoError(t, err)
				defer ex.Close(context.Background())
				w.runner = jobs.New(ex)
				var b strings.Builder
				for i := range 4_000 {
					fmt.Fprintf(&b, `{"pk":"p%d","sk":1,"text":"%s"}`+"\n", i, strings.Repeat("x", size))
				}
				w.write(t, "records.jsonl", b.String())
				o := jobs.Options{Control: &jobs.Control{}}
				time.AfterFunc(5*time.Second, o.Control.Cancel)
				s, err := importing.do(w, t.Context(), sync, jobs.Import{Options: o, From: plain(w.file("records.jsonl")), Table: "bbb"})
				require.ErrorIs(t, err, jobs.ErrCancelled)
				written := len(w.items(t, "bbb"))
				require.Less(t, written, 4_000, "the Drain was over")
				require.Greater(t, int(s.Counts.Written), written/2)
			})
		})
	}
}

func TestASilentPipeDoesNotHoldACancelledImport(t *testing.T) {
	for name, sent := range map[string]int{"before it says anything": 0, "in its midst": 300} {
		t.Run(name, func(t *testing.T) {
			inBubbles(t, func(t *testing.T, w *world, sync bool) {
				from, to := io.Pipe()
				wrote := make(chan error)
				go func() {
					_, err := io.WriteString(to, lines(sent))
					wrote <- err
				}()
				o := jobs.Options{Control: &jobs.Control{}}
				time.AfterFunc(time.Minute, o.Control.Cancel)
				began := time.Now()
				std := jobs.Files{Store: &files.Local{Stdin: from}, Names: []string{"-"}, Format: jobs.PlainJSON}
				s, err := importing.do(w, t.Context(), sync, jobs.Import{Options: o, From: std, Table: "aaa", Window: -1})
				require.ErrorIs(t, err, jobs.ErrCancelled)
				require.Less(t, time.Since(began), time.Minute+5*time.Second)
				require.EqualValues(t, sent/256*256, s.Counts.Written, "whole steps")
				require.NoError(t, to.Close())
				require.NoError(t, <-wrote)
			})
		})
	}
}
