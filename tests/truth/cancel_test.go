package truth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dynactor/dynactor/api"
)

// leftWith checks that a request was answered with its ctx's error and that outcome.
func leftWith(t *testing.T, k *ticket, cause error, outcome api.Outcome) {
	t.Helper()
	if !k.answeredNow() {
		t.Fatalf("%v: its caller has left, and there is no answer", k.op)
	}
	got, _, ok := outcomeOf(k.err)
	if !errors.Is(k.err, cause) || !ok || got != outcome {
		t.Errorf("%v: got %v, want %v with the outcome %v", k.op, k.err, cause, outcome)
	}
}

// Wherever a request waits, its caller can leave, and it's never sent.
func TestLeavingBeforeDispatch(t *testing.T) {
	places := []struct {
		name  string
		opts  []api.Option
		holds func(*call) bool
		// before is what is asked for first, to be in the way.
		before []op
		o      op
	}{
		{"ended already", []api.Option{schemas}, anyCall, nil, op{Kind: put, Leaving: gone}},
		{"queue of lone calls", []api.Option{schemas, api.WithCallsInFlight(1)}, anyCall, []op{{Kind: update, Key: 1}}, op{Kind: update}},
		{"queue of writes", []api.Option{schemas, api.WithCallsInFlight(1)}, anyCall, []op{{Kind: put, Key: 1}}, op{Kind: put}},
		{"queue of deletes", []api.Option{schemas, api.WithCallsInFlight(1)}, anyCall, []op{{Kind: put, Key: 1}}, op{Kind: del}},
		{"queue of reads", []api.Option{schemas, api.WithCallsInFlight(1)}, anyCall, []op{{Kind: get, Key: 1}}, op{Kind: get}},
		{"lane", []api.Option{schemas}, anyCall, []op{{Kind: update}}, op{Kind: put}},
		{"lane behind another that waits", []api.Option{schemas}, anyCall, []op{{Kind: update}, {Kind: put}, {Kind: get}}, op{Kind: update}},
		{"table that isn't known", nil, anyCall, nil, op{Kind: put}},
		{"full executor", []api.Option{schemas, api.WithMaxPending(1, 1<<20)}, anyCall, []op{{Kind: put, Key: 1}}, op{Kind: put}},
	}
	for _, place := range places {
		for _, face := range faces {
			for _, how := range []error{context.Canceled, context.DeadlineExceeded} {
				t.Run(fmt.Sprintf("%s/%s/%v", place.name, face.name, how), func(t *testing.T) {
					inBubble(t, func(t *testing.T) {
						f := newFake()
						h := hold(place.holds)
						f.script = h.script
						ex := open(t, f, append(place.opts, api.WithCallTimeout(0))...)
						var before []*ticket
						for i, o := range place.before {
							before = append(before, send(f, ex, o, fmt.Sprint(i), context.Background()))
						}
						seen := len(h.calls())
						ctx, cancel := context.WithCancel(context.Background())
						if how == context.DeadlineExceeded {
							ctx, cancel = context.WithTimeout(context.Background(), time.Second)
						}
						defer cancel()
						leave := func() {
							if how == context.Canceled {
								cancel()
							} else {
								time.Sleep(2 * time.Second)
							}
							synctest.Wait()
						}
						if place.o.Leaving == gone {
							leave()
						}
						place.o.Sync = face.sync
						k := place.o.ticketFor(0, "leaver", ctx)
						if place.name == "full executor" { // it blocks its caller
							go k.ask(f, ex)
						} else {
							k.ask(f, ex)
						}
						synctest.Wait()
						if place.o.Leaving != gone && k.answeredNow() {
							t.Fatalf("answered too early: %v", k.err)
						}
						leave()
						leftWith(t, k, how, api.NotSent)
						h.release()
						for _, b := range before {
							if <-b.done; b.err != nil {
								t.Error(b.err)
							}
						}
						time.Sleep(time.Hour)
						for _, c := range h.calls()[seen:] {
							if c.carries("leaver") || !k.op.labelled() && slices.Contains(c.keys, printKey(k.key)) {
								t.Errorf("a %s was made for a caller who had left", c.op)
							}
						}
					})
				})
			}
		}
	}
}

// Who leaves a request that backs off gets an answer at once, and no further attempt is made.
func TestLeavingBetweenAttempts(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		f := newFake()
		f.trouble.Rate[exceededBefore] = 1000
		ex := open(t, f, schemas, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 10, BaseDelay: time.Minute, MaxDelay: time.Minute}))
		ctx, leave := context.WithCancel(context.Background())
		k := send(f, ex, op{Kind: update, Sync: face.sync}, "a", ctx)
		leave()
		synctest.Wait()
		leftWith(t, k, context.Canceled, api.Throttled)
		time.Sleep(time.Hour)
		if n := f.sawID("a"); n != 1 {
			t.Errorf("%d attempts", n)
		}
	})
}

// One of a batch's askers leaves: it's answered at once, the call goes on for the others.
func TestLeavingABatchInFlight(t *testing.T) {
	for _, kind := range []kind{put, del, get} {
		for _, face := range faces {
			t.Run(kindNames[kind]+"/"+face.name, func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					h := hold(anyCall)
					first := make(chan struct{})
					f.script = func(ctx context.Context, c *call) error {
						if f.calls.Load() == 1 {
							<-first
							return nil
						}
						return h.script(ctx, c)
					}
					// What comes while the one call is held goes in one batch.
					ex := open(t, f, schemas, api.WithCallsInFlight(1))
					send(f, ex, op{Kind: kind, Key: 1000}, "first", context.Background())
					ctx, leave := context.WithCancel(context.Background())
					const n = 10
					var all []*ticket
					for k := range n {
						with := context.Background()
						if k%2 == 0 {
							with = ctx
						}
						k := op{Kind: kind, Key: k, Sync: face.sync}.ticketFor(0, fmt.Sprint(k), with)
						all = append(all, k)
						k.ask(f, ex)
					}
					synctest.Wait()
					close(first)
					synctest.Wait()
					if n := f.calls.Load(); n != 2 {
						t.Fatalf("%d calls, for what should be one and a batch", n)
					}
					leave()
					synctest.Wait()
					for i, k := range all {
						if i%2 == 0 {
							leftWith(t, k, context.Canceled, api.Unknown)
						} else if k.answeredNow() {
							t.Errorf("request %d has an answer too early: %v", i, k.err)
						}
					}
					h.release()
					for i, k := range all {
						if <-k.done; i%2 == 1 && k.err != nil {
							t.Errorf("request %d failed since others have left: %v", i, k.err)
						}
					}
				})
			})
		}
	}
}

// The same with a call that then fails: who has left isn't tried again, and what it held of the
// executor's room is given back once.
func TestLeavingABatchThatFails(t *testing.T) {
	for name, fail := range map[string]func(*call) error{
		"throttled": func(c *call) error { return answered(c.op, 400, exceeded()) },
		"500":       func(c *call) error { return answered(c.op, 500, internal()) },
		"invalid":   func(c *call) error { return answered(c.op, 400, invalid("not now")) },
		"denied":    func(c *call) error { return denied(c.op) },
	} {
		for _, face := range faces {
			t.Run(name+"/"+face.name, func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					first, gate := make(chan struct{}), make(chan struct{})
					f.script = func(_ context.Context, c *call) error {
						switch f.calls.Load() {
						case 1:
							<-first
						case 2:
							<-gate
							return fail(c)
						}
						return nil
					}
					// What comes while the one call is held goes in one batch.
					ex := open(t, f, schemas, api.WithCallsInFlight(1))
					send(f, ex, op{Kind: put, Key: 1000}, "first", context.Background())
					ctx, leave := context.WithCancel(context.Background())
					var all []*ticket
					for k := range 10 {
						with := context.Background()
						if k%3 == 0 {
							with = ctx
						}
						all = append(all, op{Kind: put, Key: k, Sync: face.sync}.ticketFor(0, fmt.Sprint(k), with))
						all[k].ask(f, ex)
					}
					synctest.Wait()
					close(first)
					synctest.Wait()
					if n := f.calls.Load(); n != 2 {
						t.Fatalf("%d calls, for what should be one and a batch", n)
					}
					leave()
					synctest.Wait()
					close(gate)
					for i, k := range all {
						if <-k.done; i%3 != 0 && k.err != nil {
							t.Error(k.err)
						}
						if i%3 == 0 {
							leftWith(t, k, context.Canceled, api.Unknown)
							if n := f.sawID(k.id); n != 1 {
								t.Errorf("who had left was in %d calls", n)
							}
						}
					}
					synctest.Wait()
					if n := ex.Stats().PendingItems; n != 0 {
						t.Errorf("%d items are pending", n)
					}
				})
			})
		}
	}
}

// Who leaves a second attempt doesn't hear the outcome of the first.
func TestLeavingASecondAttempt(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		f := newFake()
		h := hold(anyCall)
		f.script = func(ctx context.Context, c *call) error {
			if f.calls.Load() == 1 {
				return answered(c.op, 400, exceeded())
			}
			return h.script(ctx, c)
		}
		ex := open(t, f, schemas)
		ctx, leave := context.WithCancel(context.Background())
		k := send(f, ex, op{Kind: put, Sync: face.sync}, "a", ctx)
		time.Sleep(time.Second) // the second attempt is under way
		leave()
		synctest.Wait()
		leftWith(t, k, context.Canceled, api.Unknown)
	})
}

// When nobody waits for a call any more it's cancelled, and not before.
func TestACallIsCancelledWhenAllItsAskersHaveLeft(t *testing.T) {
	for _, o := range []op{{Kind: put}, {Kind: get}, {Kind: get, Key: -1}, {Kind: update}, {Kind: scan}} {
		for _, face := range faces {
			t.Run(fmt.Sprint(o, face.name), func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					h := hold(anyCall)
					f.script = h.script
					ex := open(t, f, schemas, api.WithCallTimeout(0))
					n := 8
					if o.Kind == update || o.Kind == scan {
						n = 1
					}
					o.Sync = face.sync
					var leave []context.CancelFunc
					var all []*ticket
					for i := range n {
						ctx, cancel := context.WithCancel(context.Background())
						leave = append(leave, cancel)
						one := o
						if o.Key >= 0 { // else all ask for one key
							one.Key = i
						}
						k := one.ticketFor(0, fmt.Sprint(i), ctx)
						all = append(all, k)
						k.ask(f, ex)
					}
					synctest.Wait()
					calls := len(h.calls())
					for i := range n {
						if h.cancelled() != 0 && calls == 1 {
							t.Fatalf("the call is cancelled, though %d askers wait", n-i)
						}
						leave[i]()
						synctest.Wait()
						leftWith(t, all[i], context.Canceled, api.Unknown)
					}
					if h.cancelled() != calls {
						t.Errorf("%d of %d calls are cancelled", h.cancelled(), calls)
					}
				})
			})
		}
	}
}

// The ctx of Await stops the waiting and nothing else.
func TestLeavingAwaitLeavesTheRequestAlone(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		h := hold(anyCall)
		f.script = h.script
		ex := open(t, f, schemas)
		k := send(f, ex, op{Kind: put}, "a", context.Background())
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		for range 3 {
			if err := k.await(ctx); err != context.DeadlineExceeded {
				t.Errorf("Await returned %v", err)
			}
		}
		if k.answeredNow() {
			t.Error("the request was answered")
		}
		h.release()
		if <-k.done; k.err != nil || len(f.byID["a"]) != 1 {
			t.Errorf("applied %d times: %v", len(f.byID["a"]), k.err)
		}
		if err := k.await(ctx); err != nil {
			t.Errorf("Await with an ended ctx, but the answer there: %v", err)
		}
	})
}
