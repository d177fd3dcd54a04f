package truth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// askAll sends requests at once, so that they share batches, and waits for their answers.
func askAll(f *fake, ex *api.Executor, face face, ops []op) (all []*ticket) {
	for i, o := range ops {
		o.Sync = face.sync
		k := o.ticketFor(0, fmt.Sprint(i), context.Background())
		all = append(all, k)
		k.ask(f, ex)
	}
	for _, k := range all {
		<-k.done
	}
	return all
}

// A batch that is refused for some of its items: these fail alone, with the native operation's
// own error, and all others succeed.
func TestOnePoisonItemFailsAlone(t *testing.T) {
	poisons := map[string]poison{"item": badItem, "wrong key": badKey, "huge key": hugeKey}
	for name, poison := range poisons {
		for _, kind := range []kind{put, get, del} {
			if poison != badKey && kind != put {
				continue
			}
			for _, bad := range [][]int{{0}, {24}, {7, 8}, {3, 12, 13, 21, 24, 40, 99}} {
				for _, face := range faces {
					t.Run(fmt.Sprintf("%s/%s/%v/%s", name, kindNames[kind], bad, face.name), func(t *testing.T) {
						inBubble(t, func(t *testing.T) {
							f := newFake()
							ex := open(t, f, schemas)
							ops := make([]op, 100)
							for i := range ops {
								ops[i] = op{Kind: kind, Key: i}
								if slices.Contains(bad, i) {
									ops[i].Poison = poison
								}
							}
							all := askAll(f, ex, face, ops)
							// What the SDK's client would say.
							alone := ops[bad[0]].ticketFor(0, "", context.Background())
							native := alone.native(f)
							for i, k := range all {
								if !slices.Contains(bad, i) {
									if k.err != nil {
										t.Errorf("request %d failed for another's fault: %v", i, k.err)
									}
									continue
								}
								var e *api.OperationError
								if !errors.As(k.err, &e) || e.Outcome != api.Rejected || e.Err.Error() != native.Error() {
									t.Errorf("request %d: got %v\nwant %v", i, k.err, native)
								}
							}
						})
					})
				}
			}
		}
	}
}

// native makes the request's call directly and returns its error.
func (t *ticket) native(f *fake) error {
	ctx := context.Background()
	var err error
	switch t.op.Kind {
	case put:
		_, err = f.PutItem(ctx, &putIn{TableName: &t.table, Item: t.putItem()})
	case get:
		_, err = f.GetItem(ctx, &getIn{TableName: &t.table, Key: t.key})
	case del:
		_, err = f.DeleteItem(ctx, &deleteIn{TableName: &t.table, Key: t.key})
	}
	return err
}

// Items of 400 KB and more never meet others in a batch.
func TestAnOversizedItemFailsAlone(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		f := newFake()
		ex := open(t, f, schemas)
		ops := make([]op, 30)
		for i := range ops {
			ops[i] = op{Kind: put, Key: i}
		}
		ops[5].Pad, ops[17].Pad = itemLimit+1, 2*itemLimit
		for i, k := range askAll(f, ex, face, ops) {
			if bad := ops[i].Pad > 0; bad != (codeOf(k.err) == "ValidationException") || !bad && k.err != nil {
				t.Errorf("request %d: %v", i, k.err)
			}
		}
	})
}

// A limit of bytes is kept by every batch.
func TestBatchesKeepTheirLimits(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		f := newFake()
		f.script = func(_ context.Context, c *call) error {
			if c.op == "BatchWriteItem" && c.size > 3 || c.op == "BatchGetItem" && c.size > 7 {
				t.Errorf("a %s of %d items", c.op, c.size)
			}
			return nil
		}
		f.trouble.Latency = 5 * time.Millisecond // so that more waits than fits
		ex := open(t, f, schemas, api.WithBatchLimits(25, 7, 40_000), api.WithCallsInFlight(3))
		var ops []op
		for i := range 200 {
			ops = append(ops, op{Kind: put, Key: i, Pad: 12_000}, op{Kind: get, Key: 1000 + i})
		}
		for _, k := range askAll(f, ex, face, ops) {
			if k.err != nil {
				t.Error(k.err)
			}
		}
	})
}

// Callers of the sync face make nobody wait, so several writes on one key can go at the same time:
// they never meet in one batch.
func TestAKeyIsNeverTwiceInABatch(t *testing.T) {
	for _, kind := range []kind{put, del, get} {
		inBubble(t, func(t *testing.T) {
			f := newFake()
			h := hold(func(c *call) bool { return c.carries("first") })
			f.script = h.script
			ex := open(t, f, schemas, api.WithCallsInFlight(1))
			first := send(f, ex, op{Kind: put, Key: 1000, Table: 2}, "first", context.Background())
			var all []*ticket
			for i := range 200 {
				// Callers of the sync face make nobody wait, so behind the first one on a key an async
				// request could go as well.
				k := op{Kind: kind, Key: i % 9, Table: 2, Spelling: i, Sync: i < 9 || i%2 == 0}.ticketFor(0, fmt.Sprint(i), context.Background())
				k.ask(f, ex)
				all = append(all, k)
				if i == 8 {
					synctest.Wait() // the sync ones are in the queue
				}
			}
			synctest.Wait()
			h.release()
			for _, k := range append(all, first) {
				if <-k.done; k.err != nil {
					t.Error(k.err)
				}
			}
			batches := 0
			for _, c := range h.calls() {
				if c.size > 1 {
					batches++
				}
			}
			if batches == 0 {
				t.Error("there was no batch, so nothing was tested")
			}
		})
	}
}

// AccessDenied on a batch operation is about that operation alone: the native one does, and the
// batch isn't tried for ever.
func TestDeniedBatchesFallBackAndAreRemembered(t *testing.T) {
	for _, kind := range []kind{put, get, del} {
		eachFace(t, func(t *testing.T, face face) {
			f := newFake()
			f.trouble.Denied = true
			batches := 0
			f.script = func(_ context.Context, c *call) error { // never two at a time
				if c.op == "BatchWriteItem" || c.op == "BatchGetItem" {
					if batches++; batches > 50 { // would go on for ever
						return answered(c.op, 400, invalid("enough of it"))
					}
				}
				return nil
			}
			ex := open(t, f, schemas, api.WithCallsInFlight(1))
			for range 3 {
				ops := make([]op, 300)
				for i := range ops {
					ops[i] = op{Kind: kind, Key: i}
				}
				for _, k := range askAll(f, ex, face, ops) {
					if k.err != nil {
						t.Fatal(k.err)
					}
				}
			}
			if batches != 1 {
				t.Errorf("%d batches were tried", batches)
			}
		})
	}
}

// What the service never has capacity for fails with the throttling error, was never applied, and
// says how often it was tried.
func TestThrottledForEver(t *testing.T) {
	for name, make := range map[string]func(*fake){
		"exceeded":    func(f *fake) { f.trouble.Rate[exceededBefore] = 1000 },
		"throttled":   func(f *fake) { f.trouble.Rate[throttledBefore] = 1000 },
		"unprocessed": func(f *fake) { f.trouble.Unprocessed = 1000 },
	} {
		for _, face := range faces {
			t.Run(name+"/"+face.name, func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					make(f)
					const most = 4
					ex := open(t, f, schemas, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: most, BaseDelay: time.Millisecond, MaxDelay: time.Second}))
					if name == "unprocessed" { // a lone put isn't, so the last attempt, which goes alone, would succeed
						f.script = func(_ context.Context, c *call) error {
							if c.op == "PutItem" {
								return answered(c.op, 400, exceeded())
							}
							return nil
						}
					}
					ops := []op{}
					for k := range 60 {
						ops = append(ops, op{Kind: put, Key: k})
					}
					for _, k := range askAll(f, ex, face, ops) {
						outcome, attempts, _ := outcomeOf(k.err)
						var throughput *types.ProvisionedThroughputExceededException
						if typed := errors.As(k.err, &throughput); typed == (name == "throttled") {
							t.Errorf("the error's type: %v", k.err)
						}
						if outcome != api.Throttled || attempts != most || f.sawID(k.id) != most || len(f.byID[k.id]) != 0 {
							t.Errorf("outcome %v after %d attempts; the service saw %d and applied %d", outcome, attempts, f.sawID(k.id), len(f.byID[k.id]))
						}
					}
				})
			})
		}
	}
}

// A missing table fails fast for everybody who waits, and works once it's there.
func TestAMissingTableIsNotRemembered(t *testing.T) {
	for name, opts := range map[string][]api.Option{"asked": nil, "told": {schemas}} {
		for _, face := range faces {
			t.Run(name+"/"+face.name, func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					ex := open(t, f, opts...)
					ops := make([]op, 200)
					for i := range ops {
						ops[i] = op{Kind: []kind{put, get, update, del}[i%4], Key: i}
					}
					for range 3 {
						f.setMissing(plain, true)
						calls := f.calls.Load()
						for _, k := range askAll(f, ex, face, ops) {
							var e *types.ResourceNotFoundException
							if outcome, _, _ := outcomeOf(k.err); !errors.As(k.err, &e) || outcome == api.Unknown {
								t.Fatalf("%v: %v", k.op, k.err)
							}
						}
						if n := f.calls.Load() - calls; n > 2*int64(len(ops)) {
							t.Errorf("%d calls for %d requests to a table that isn't there", n, len(ops))
						}
						f.setMissing(plain, false)
						for _, k := range askAll(f, ex, face, ops) {
							if k.err != nil {
								t.Fatalf("%v: %v", k.op, k.err)
							}
						}
					}
				})
			})
		}
	}
}

// A call without an answer ends at the call timeout, and is made again.
func TestACallWithoutAnswerIsMadeAgain(t *testing.T) {
	for _, kind := range []kind{put, get, update, del} {
		eachFace(t, func(t *testing.T, face face) {
			f := newFake()
			f.script = func(ctx context.Context, c *call) error {
				if f.calls.Load() <= 2 {
					<-ctx.Done()
					return cancelled(c.op, ctx)
				}
				return nil
			}
			ex := open(t, f, schemas, api.WithCallTimeout(time.Second))
			for _, k := range askAll(f, ex, face, []op{{Kind: kind}, {Kind: kind, Key: 1}}) {
				if k.err != nil {
					t.Error(k.err)
				}
			}
		})
	}
}

// A request whose first answer got lost and that is refused later may have been applied.
func TestALostAnswerIsNotForgotten(t *testing.T) {
	for name, last := range map[string]func(string) error{
		"throttled": func(op string) error { return answered(op, 400, exceeded()) },
		"invalid":   func(op string) error { return answered(op, 400, invalid("not now")) },
		"condition": func(op string) error { return answered(op, 400, &types.ConditionalCheckFailedException{}) },
		"refused":   refused,
	} {
		for _, kind := range []kind{put, update, putOnce, del} {
			eachFace(t, func(t *testing.T, face face) {
				f := newFake()
				f.trouble.Rate[hungUpAfter] = 1000
				f.script = func(_ context.Context, c *call) error {
					if f.calls.Load() > 1 {
						return last(c.op)
					}
					return nil
				}
				ex := open(t, f, schemas, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond, MaxDelay: time.Second}))
				k := askAll(f, ex, face, []op{{Kind: kind}})[0]
				if outcome, _, _ := outcomeOf(k.err); outcome != api.Unknown || len(f.effectsOf(plain, k.key)) != 1 {
					t.Errorf("%s, then %s: outcome %v, %v", kindNames[kind], name, outcome, k.err)
				}
			})
		}
	}
}

// An answer that got lost counts also if it's the last one, after attempts that were throttled.
func TestALostLastAnswerIsUnknown(t *testing.T) {
	for _, lost := range []fault{hungUpAfter, internalAfter, garbledAfter, panicAfter, exitAfter} {
		for _, kind := range []kind{put, update, del} {
			eachFace(t, func(t *testing.T, face face) {
				f := newFake()
				f.trouble.Rate[lost] = 1000
				f.script = func(_ context.Context, c *call) error {
					if f.calls.Load() <= 2 {
						return answered(c.op, 400, exceeded())
					}
					return nil
				}
				ex := open(t, f, schemas, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond, MaxDelay: time.Second}))
				k := askAll(f, ex, face, []op{{Kind: kind}})[0]
				if outcome, _, _ := outcomeOf(k.err); outcome != api.Unknown || len(f.effectsOf(plain, k.key)) == 0 {
					t.Errorf("%s, fault %d: outcome %v, %v", kindNames[kind], lost, outcome, k.err)
				}
			})
		}
	}
}

// An update whose answer got lost isn't repeated if that's what was asked for; a put is.
func TestOnlyIdempotentRequestsAreRepeated(t *testing.T) {
	for kind, again := range map[kind]bool{put: true, del: true, get: true, update: false, putOnce: false} {
		eachFace(t, func(t *testing.T, face face) {
			f := newFake()
			f.trouble.Rate[hungUpAfter] = 1000
			ex := open(t, f, schemas, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond, MaxDelay: time.Second, OnlyIdempotent: true}))
			k := askAll(f, ex, face, []op{{Kind: kind}})[0]
			outcome, attempts, _ := outcomeOf(k.err)
			want := 1
			if again {
				want = 3
			}
			if attempts != want || int(f.calls.Load()) != want || outcome != api.Unknown {
				t.Errorf("%v: %d attempts, %d calls, outcome %v", kindNames[kind], attempts, f.calls.Load(), outcome)
			}
		})
	}
}

// A panic in an optFn is that call's own.
func TestAPanickingOptFnCostsItsOwnRequest(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		f := newFake()
		ex := open(t, f, schemas)
		bad := func(*options) { panic("option") }
		var errs []error
		in := &putIn{TableName: &tableNames[0], Item: keyAt(plain, 1, 0)}
		if face.sync {
			_, err := ex.Sync().PutItem(context.Background(), in, bad)
			errs = append(errs, err)
		} else {
			_, err := ex.PutItem(context.Background(), in, bad).Await(context.Background())
			errs = append(errs, err)
		}
		for _, err := range errs {
			var panicked *api.PanicError
			if !errors.As(err, &panicked) || panicked.Type != "string" {
				t.Error(err)
			}
		}
		synctest.Wait()
		for _, k := range askAll(f, ex, face, []op{{Kind: put, Key: 1}, {Kind: get, Key: 1}}) {
			if k.err != nil {
				t.Error(k.err)
			}
		}
	})
}
