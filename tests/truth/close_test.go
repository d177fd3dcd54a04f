package truth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dynactor/dynactor/api"
)

// waiters puts requests in every place where one can wait, with calls that hang. n is how many.
func waiters(f *fake, ex *api.Executor, face face) (all []*ticket) {
	ask := func(o op) {
		o.Sync = face.sync
		all = append(all, send(f, ex, o, fmt.Sprint(len(all)), context.Background()))
	}
	for k := range 40 {
		ask(op{Kind: put, Key: k})
		ask(op{Kind: get, Key: 100 + k})
		ask(op{Kind: update, Key: 200 + k, Table: 1})
		ask(op{Kind: put, Key: 0}) // in the lane
		ask(op{Kind: del, Key: 300 + k, Table: 2})
	}
	ask(op{Kind: scan})
	return all
}

// Close with enough time waits for everybody, and everybody succeeds.
func TestCloseDrains(t *testing.T) {
	for _, opts := range [][]api.Option{{schemas}, {}, {schemas, api.WithPartCallsInFlight(1), api.WithCallsInFlight(2)}} {
		eachFace(t, func(t *testing.T, face face) {
			f := newFake()
			h := hold(anyCall)
			f.script = h.script
			ex := open(t, f, append(opts, api.WithCallTimeout(0))...)
			all := waiters(f, ex, face)
			closed := make(chan error, 2)
			for range 2 {
				go func() { closed <- ex.Close(context.Background()) }()
			}
			synctest.Wait()
			if len(closed) > 0 {
				t.Fatalf("closed while all waits: %v", <-closed)
			}
			late := send(f, ex, op{Kind: put, Sync: face.sync}, "late", context.Background())
			if outcome, _, _ := outcomeOf(late.err); !errors.Is(late.err, api.ErrClosed) || outcome != api.NotSent {
				t.Errorf("a request after Close began: %v", late.err)
			}
			h.release()
			for range 2 {
				if err := <-closed; err != nil {
					t.Error(err)
				}
			}
			for _, k := range all {
				if !k.answeredNow() {
					synctest.Wait() // callbacks run on goroutines of their own
				}
				if !k.answeredNow() || k.err != nil {
					t.Errorf("closed, and %v: answered %v, %v", k.op, k.answeredNow(), k.err)
				}
			}
			if n := f.sawID("late"); n != 0 {
				t.Errorf("a refused request was in %d calls", n)
			}
		})
	}
}

// Close that runs out of time fails the rest, each with ErrClosed, and counts them exactly.
func TestCloseInAHurry(t *testing.T) {
	setups := map[string][]api.Option{
		"told": {schemas}, "asked": nil, "narrow": {schemas, api.WithPartCallsInFlight(1), api.WithCallsInFlight(2)},
	}
	for name, opts := range setups {
		for _, face := range faces {
			t.Run(name+"/"+face.name, func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					h := hold(anyCall)
					f.script = h.script
					ex, err := api.Open(f, append(opts, api.WithCallTimeout(0))...)
					if err != nil {
						t.Fatal(err)
					}
					all := waiters(f, ex, face)
					ctx, cancel := context.WithTimeout(context.Background(), time.Second)
					defer cancel()
					err = ex.Close(ctx)
					synctest.Wait()
					var e *api.CloseError
					if !errors.As(err, &e) || !errors.Is(err, context.DeadlineExceeded) {
						t.Fatalf("close returned %v", err)
					}
					inFlight := 0
					for _, k := range all {
						if !k.answeredNow() || !errors.Is(k.err, api.ErrClosed) {
							t.Fatalf("closed, and %v: answered %v, %v", k.op, k.answeredNow(), k.err)
						}
						outcome, attempts, _ := outcomeOf(k.err)
						if attempts > 0 {
							inFlight++
						}
						if sent := attempts > 0; sent != (outcome == api.Unknown) || !sent && outcome != api.NotSent {
							t.Errorf("%v was in %d calls, its outcome is %v", k.op, attempts, outcome)
						}
					}
					counted := 0
					for _, o := range e.Outstanding {
						counted += o.InFlight
					}
					if e.Count() != len(all) || counted != inFlight {
						t.Errorf("%d outstanding, %d of them in flight; Close counted %d and %d: %v", len(all), inFlight, e.Count(), counted, err)
					}
					time.Sleep(time.Hour)
					if h.cancelled() != len(h.calls()) {
						t.Errorf("%d of %d calls were cancelled", h.cancelled(), len(h.calls()))
					}
					if s := ex.Stats(); s.PendingItems != 0 || s.PendingBytes != 0 {
						t.Errorf("%d items, %d bytes are pending", s.PendingItems, s.PendingBytes)
					}
					if again := ex.Close(context.Background()); again != err {
						t.Errorf("the second Close returned %v, the first %v", again, err)
					}
				})
			})
		}
	}
}

// Callers who stand before a full executor are refused by Close, not forgotten.
func TestCloseRefusesThoseBeforeTheGate(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		f := newFake()
		h := hold(anyCall)
		f.script = h.script
		ex := open(t, f, schemas, api.WithMaxPending(5, 1<<20))
		var all []*ticket
		for k := range 20 {
			k := op{Kind: put, Key: k, Sync: face.sync}.ticketFor(0, fmt.Sprint(k), context.Background())
			all = append(all, k)
			go k.ask(f, ex)
		}
		synctest.Wait()
		closed := make(chan error, 1)
		go func() { closed <- ex.Close(context.Background()) }()
		synctest.Wait()
		refused := 0
		for _, k := range all {
			if k.answeredNow() {
				if !errors.Is(k.err, api.ErrClosed) {
					t.Error(k.err)
				}
				refused++
			}
		}
		h.release()
		if err := <-closed; err != nil || refused != 15 {
			t.Errorf("%d refused of 15 that waited; close: %v", refused, err)
		}
		for _, k := range all {
			<-k.done
		}
	})
}

// Flush waits for what was asked for before it, and for nothing else.
func TestFlushWaitsForWhatWasBefore(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		f := newFake()
		h := hold(func(c *call) bool { return c.op == "PutItem" || c.op == "BatchWriteItem" })
		f.script = h.script
		ex := open(t, f, schemas, api.WithPartCallsInFlight(1), api.WithCallTimeout(0))
		var all []*ticket
		for k := range 30 {
			all = append(all, send(f, ex, op{Kind: put, Key: k, Sync: face.sync}, fmt.Sprint(k), context.Background()))
		}
		short, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := ex.Flush(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("flush with calls that hang returned %v", err)
		}
		var flushed sync.WaitGroup
		flushed.Go(func() {
			if err := ex.Flush(context.Background()); err != nil {
				t.Error(err)
			}
			for _, k := range all {
				synctestAnswered(t, k)
			}
		})
		synctest.Wait()
		h.release()
		flushed.Wait()
		for _, k := range all {
			<-k.done
		}
	})
}

// synctestAnswered lets the callback of an answered request run, and fails if there's none.
func synctestAnswered(t *testing.T, k *ticket) {
	t.Helper()
	select {
	case <-k.done:
	case <-time.After(time.Nanosecond): // when all else is at rest
		t.Errorf("flushed, and %v isn't answered", k.op)
	}
}
