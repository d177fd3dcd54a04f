package truth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
)

// Each test here is a bug that the battery or its author found in the engine, as small as it gets.

// seed asks for puts of n keys of the plain table and returns their tickets.
func seed(f *fake, ex *api.Executor, name string, n int) (all []*ticket) {
	for k := range n {
		t := op{Kind: put, Key: k}.ticketFor(0, fmt.Sprintf("%s%d", name, k), context.Background())
		t.ask(f, ex)
		all = append(all, t)
	}
	return all
}

// unanswered counts those without an answer once nothing happens any more.
func unanswered(all []*ticket) (n int) {
	time.Sleep(long)
	for _, t := range all {
		if !t.answeredNow() {
			n++
		}
	}
	return n
}

// A table whose schema was learned and that is missing for a moment: the batches that hear so
// must not take those that wait down with them.
func TestFoundLearnedTableThatIsMissingForAMomentLosesNobody(t *testing.T) {
	for _, n := range []int{30, 60, 500, 3000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				f.trouble.Latency = 10 * time.Millisecond
				var mu sync.Mutex
				batches := 0
				f.script = func(_ context.Context, c *call) error {
					mu.Lock()
					defer mu.Unlock()
					if c.op != "BatchWriteItem" {
						return nil
					}
					if batches++; batches == 2 {
						return answered(c.op, 400, missing())
					}
					return nil
				}
				ex := open(t, f)
				if n := unanswered(seed(f, ex, "a", n)); n > 0 {
					t.Errorf("%d requests are never answered, %d items are pending", n, ex.Stats().PendingItems)
				}
			})
		})
	}
}

// The same with DescribeTable denied from then on: a batch that was on its way all that time
// comes back with ResourceNotFoundException too.
func TestFoundLateMissingBatchAfterTheSchemaWasForgotten(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		var mu sync.Mutex
		batches, describes := 0, 0
		f.script = func(_ context.Context, c *call) error {
			mu.Lock()
			defer mu.Unlock()
			switch c.op {
			case "BatchWriteItem":
				batches++
				if batches == 2 {
					mu.Unlock()
					time.Sleep(time.Minute)
					mu.Lock()
				}
				return answered(c.op, 400, missing())
			case "DescribeTable":
				if describes++; describes > 1 {
					return denied(c.op)
				}
			}
			return nil
		}
		ex := open(t, f, api.WithCallTimeout(time.Hour))
		if n := unanswered(seed(f, ex, "a", 60)); n > 0 {
			t.Errorf("%d requests are never answered", n)
		}
	})
}

// A batch that was applied and whose client then panicked, or couldn't read the answer, is split
// and sent again. What then is refused for good was applied all the same.
func TestFoundSplitForgetsThatABatchMayHaveBeenApplied(t *testing.T) {
	for name, fault := range map[string]fault{"panic": panicAfter, "exit": exitAfter, "garbled": garbledAfter} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				f.script = func(_ context.Context, c *call) error {
					if f.calls.Load() == 1 {
						f.trouble.Rate[fault] = 1000
						return nil
					}
					return answered(c.op, 400, exceeded())
				}
				ex := open(t, f, schemas, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond, MaxDelay: time.Second}))
				all := seed(f, ex, "a", 10)
				if n := unanswered(all); n > 0 {
					t.Fatalf("%d requests are never answered", n)
				}
				for _, k := range all {
					outcome, _, _ := outcomeOf(k.err)
					if applied := len(f.byID[k.id]); k.err != nil && applied > 0 && outcome != api.Unknown {
						t.Fatalf("%s was applied %d times, and failed with the outcome %v: %v", k.id, applied, outcome, k.err)
					}
				}
			})
		})
	}
}

// A client that panics with a service error as its value has not answered: who knows what it did
// before.
func TestFoundPanicValueIsTakenForAnAnswer(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		ex := open(t, &panicking{f}, schemas)
		k := op{Kind: update}.ticketFor(0, "a", context.Background())
		k.ask(f, ex)
		<-k.done
		if outcome, _, _ := outcomeOf(k.err); outcome != api.Unknown || len(f.byID["a"]) != 1 {
			t.Errorf("applied %d times, outcome %v: %v", len(f.byID["a"]), outcome, k.err)
		}
	})
}

// panicking applies updates and then panics with an error of DynamoDB's.
type panicking struct{ *fake }

func (p *panicking) UpdateItem(ctx context.Context, in *updateIn, optFns ...optFn) (*updateOut, error) {
	_, _ = p.fake.UpdateItem(ctx, in, optFns...)
	panic(&types.ConditionalCheckFailedException{})
}

// Two bubbles of testing/synctest, as a user's tests have them: what the sync face waits with must
// not travel from one to the other. It ends the process, so it gets one of its own.
//
//parity:sync only a sync caller waits on a seat from the pool that bubbles must not share
func TestFoundSyncFaceWorksInMoreThanOneBubble(t *testing.T) {
	const marker = "DYNACTOR_TRUTH_BUBBLES"
	if os.Getenv(marker) == "" {
		command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		command.Env = append(os.Environ(), marker+"=1")
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%.600s", err, out)
		}
		return
	}
	for range 10 {
		synctest.Test(t, func(t *testing.T) {
			ex, _ := api.Open(newFake())
			for range 10 {
				_, _ = ex.Sync().Scan(t.Context(), nil)
			}
			_ = ex.Close(context.Background())
		})
	}
}

// A table actor that is stopped from outside leaves its calls in flight. Close must still end
// them when its own time ends, and say that it did.
func TestFoundCloseGivesUpOnCallsOfAStoppedActor(t *testing.T) {
	for _, kind := range []kind{update, put} {
		t.Run(kindNames[kind], func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				f.trouble.Rate[silentBefore] = 1000
				ex, err := api.Open(f, schemas, api.WithCallTimeout(0))
				if err != nil {
					t.Fatal(err)
				}
				var all []*ticket
				ctx, rescue := context.WithCancel(context.Background())
				for k := range 3 {
					all = append(all, op{Kind: kind, Key: k}.ticketFor(0, fmt.Sprint(k), ctx))
					all[k].ask(f, ex)
				}
				synctest.Wait()
				for _, pid := range pidsOf(ex) {
					stop(ex, pid)
				}
				synctest.Wait()
				hasty, cancel := context.WithTimeout(context.Background(), time.Second)
				defer cancel()
				err = ex.Close(hasty)
				synctest.Wait()
				failed := 0
				for _, k := range all {
					if k.answeredNow() {
						failed++
					}
				}
				var e *api.CloseError
				if !errors.As(err, &e) || e.Count() != len(all) {
					t.Errorf("close of %d outstanding requests returned %v", len(all), err)
				}
				if failed != len(all) {
					t.Errorf("close has returned, and %d of %d requests are not answered", len(all)-failed, len(all))
				}
				rescue()
			})
		})
	}
}

// A table actor that is stopped while a write is in flight: the actor that takes its place must
// not send the next write on that key before the first one has ended.
func TestFoundOrderSurvivesAStoppedActor(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		release := make(chan struct{})
		f.script = func(_ context.Context, c *call) error {
			if len(c.ids) == 1 && c.ids[0] == "first" {
				<-release
			}
			return nil
		}
		ex := open(t, f, schemas)
		first := op{Kind: put}.ticketFor(0, "first", context.Background())
		first.ask(f, ex)
		synctest.Wait()
		for _, pid := range pidsOf(ex) {
			stop(ex, pid)
		}
		synctest.Wait()
		second := op{Kind: put}.ticketFor(0, "second", context.Background())
		second.ask(f, ex)
		synctest.Wait()
		close(release)
		<-first.done
		<-second.done
		if e := f.effectsOf(plain, first.key); first.err == nil && second.err == nil && e[len(e)-1].id == "first" {
			t.Error("two puts on one key, issued one after the other, were both acknowledged, and the first one came last")
		}
	})
}

// Callers of the sync face who leave while a stopped actor's mailbox is being thrown away: their
// permits must come back once. The actor that took its place knows nothing of them.
func TestFoundLeavingAStoppedActorGivesThePermitBackOnce(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		held := make(chan struct{})
		var once sync.Once
		ctx, leave := context.WithCancel(context.Background())
		ex := open(t, f, schemas, func(c *actors.Config) {
			c.OnMessage = func(_ string, message any) {
				if fmt.Sprintf("%T", message) == requestMessage {
					once.Do(func() { <-held })
				}
			}
		})
		// The first one keeps the actor busy, the others wait in the mailbox.
		all := seed(f, ex, "a", 20000)
		for k := range 100 {
			all = append(all, op{Kind: put, Key: k, Sync: true}.ticketFor(0, fmt.Sprint(k), ctx))
			all[len(all)-1].ask(f, ex)
		}
		synctest.Wait()
		for _, pid := range pidsOf(ex) {
			stop(ex, pid)
		}
		close(held)
		leave()
		if n := unanswered(all); n > 0 {
			t.Errorf("%d requests are never answered", n)
		}
		if n := ex.Stats().PendingItems; n != 0 {
			t.Errorf("%d items are pending", n)
		}
	})
}

// More sync writers on one hot key than PartCallsInFlight (16): those that can never share a batch
// with what waits are held for company all the same, and so wait for other callers' calls.
func TestFoundSyncWritersOnAHotKeyAreHeldForCompany(t *testing.T) {
	for _, kind := range []kind{put, del} {
		hotKey(t, kind, 24, 64)
	}
}

// As many calls that hang as PartCallsInFlight (16) held back every part batch, on whatever key,
// until one of them timed out (30 s by default, never if there's no timeout).
func TestFoundHungCallsHoldBackOtherKeys(t *testing.T) {
	for _, kind := range []kind{put, get, del} {
		hungKeys(t, kind, 20, 100)
	}
}

// A table that isn't there when its schema is asked for, and then is: the request that was sent
// ahead to hear of it keeps its place on its key, also if it has to be tried again.
func TestFoundARequestThatWasSentAheadKeepsItsPlace(t *testing.T) {
	for _, kind := range []kind{put, get, update} {
		t.Run(kindNames[kind], func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				var mu sync.Mutex
				described, ahead := 0, 0
				f.script = func(_ context.Context, c *call) error {
					mu.Lock()
					defer mu.Unlock()
					switch {
					case c.op == "DescribeTable":
						if described++; described == 1 {
							return answered(c.op, 400, missing())
						}
					case c.carries("first"), c.op == "GetItem":
						if ahead++; ahead == 1 {
							return answered(c.op, 500, internal())
						}
					}
					return nil
				}
				ex := open(t, f, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Hour, MaxDelay: time.Hour}))
				first := op{Kind: kind, Consistent: true}.ticketFor(0, "first", context.Background())
				second := op{Kind: put}.ticketFor(0, "second", context.Background())
				first.ask(f, ex)
				second.ask(f, ex)
				<-first.done
				<-second.done
				if first.err != nil || second.err != nil {
					t.Fatal(first.err, second.err)
				}
				e := f.effectsOf(plain, first.key)
				if e[len(e)-1].id != "second" || kind == get && len(first.item) > 0 {
					t.Errorf("effects %s; the first saw %v", printEffects(e), printItem(first.item))
				}
			})
		})
	}
}

// When the caller of the request that was sent ahead leaves while it waits to be tried again, those
// behind it go on at once.
func TestFoundTheParkedOutliveTheOneSentAhead(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		var mu sync.Mutex
		described := 0
		f.script = func(_ context.Context, c *call) error {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case c.op == "DescribeTable":
				if described++; described == 1 {
					return answered(c.op, 400, missing())
				}
			case c.carries("first"):
				return answered(c.op, 500, internal())
			}
			return nil
		}
		ex := open(t, f, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Hour, MaxDelay: time.Hour}))
		ctx, leave := context.WithCancel(context.Background())
		first := op{Kind: put}.ticketFor(0, "first", ctx)
		second := op{Kind: put}.ticketFor(0, "second", context.Background())
		first.ask(f, ex)
		second.ask(f, ex)
		time.Sleep(time.Millisecond) // virtual: the first has failed once and backs off
		leave()
		began := time.Now()
		<-first.done
		<-second.done
		if first.err == nil || second.err != nil {
			t.Fatal(first.err, second.err)
		}
		if waited := time.Since(began); waited > time.Second {
			t.Errorf("the second waited %v", waited)
		}
	})
}
