package truth

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
)

// eachFace runs a test in both faces.
func eachFace(t *testing.T, f func(t *testing.T, face face)) {
	for _, face := range faces {
		t.Run(face.name, func(t *testing.T) { inBubble(t, func(t *testing.T) { f(t, face) }) })
	}
}

// send asks for o and returns when the executor has taken it and everything is at rest.
func send(f *fake, ex *api.Executor, o op, id string, ctx context.Context) *ticket {
	t := o.ticketFor(0, id, ctx)
	t.ask(f, ex)
	synctest.Wait()
	return t
}

func playOrFail(t *testing.T, s *scenario) {
	t.Helper()
	if problems := s.play(t); len(problems) > 0 {
		t.Errorf("%s\n%s", strings.Join(problems, "\n"), s)
	}
}

// pipeline is a list of operations on a few keys in which every one would be noticed that comes
// too early or too late.
func pipeline(sync bool, keys, rounds int) (ops []op) {
	for i := range rounds {
		for _, kind := range []kind{put, get, update, get, update, del, get, putOnce, get, putOld, put, get, get, del, update} {
			for k := range keys {
				ops = append(ops, op{Kind: kind, Key: k, Table: (i + k) % 3, Own: true, Sync: sync, Consistent: true, Spelling: i + k})
			}
		}
	}
	return ops
}

func TestPipelineOnAKeyTakesEffectAsTheProgramReads(t *testing.T) {
	setups := map[string]scenario{
		"schema told":         {Told: true},
		"schema asked for":    {},
		"DescribeTable fails": {Trouble: trouble{Blind: true}},
		"batches denied":      {Trouble: trouble{Denied: true}},
		"no coalescing": {More: []api.Option{
			api.WithTableNoCoalescing(plain), api.WithTableNoCoalescing(pairs), api.WithTableNoCoalescing(numbers),
		}},
		"tables beyond the limit": {More: []api.Option{api.WithMaxTables(1)}},
		"little room":             {Pending: 3, Calls: 2, Parts: 1},
		"unprocessed items":       {Trouble: trouble{Unprocessed: 300}},
		"throttling":              {Trouble: trouble{Rate: [faults]int{exceededBefore: 100}}},
		"lost answers":            {Trouble: trouble{Rate: [faults]int{hungUpAfter: 50, internalAfter: 50, internalHalfway: 50}}},
		"DescribeTable is slow":   {Trouble: trouble{Slow: 300}},
	}
	for name, s := range setups {
		for _, face := range faces {
			t.Run(name+"/"+face.name, func(t *testing.T) {
				s.Trouble.Seed, s.Trouble.Latency = 1, 20*time.Millisecond
				s.Clients = [][]op{pipeline(face.sync, 3, 3), pipeline(face.sync, 5, 2)}
				playOrFail(t, &s)
			})
		}
	}
}

// A caller of the sync face waits for what the async face sent before on its key, also if the key
// schema isn't known.
func TestSyncWaitsForEarlierAsync(t *testing.T) {
	for name, opts := range map[string][]api.Option{"told": {schemas}, "asked": nil} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				h := hold(func(c *call) bool { return c.carries("first") })
				f.script = h.script
				ex := open(t, f, opts...)
				send(f, ex, op{Kind: update}, "first", context.Background())
				kinds := []kind{get, put, update, del}
				var later []*ticket
				for i, kind := range kinds {
					later = append(later, send(f, ex, op{Kind: kind, Sync: true, Consistent: true}, fmt.Sprint(i), context.Background()))
				}
				for _, c := range h.calls() {
					if c.op != "DescribeTable" && !c.carries("first") {
						t.Errorf("a %s went before the update that was asked for before it had ended", c.op)
					}
				}
				h.release()
				for _, k := range later {
					if <-k.done; k.err != nil {
						t.Error(k.err)
					}
				}
			})
		})
	}
}

// What the sync face sent makes nobody wait: all callers on one hot key are at the service at once.
func TestSyncCallersOnAHotKeyMakeNobodyWait(t *testing.T) {
	for _, kind := range []kind{update, get, putOnce} {
		hotKey(t, kind, 2, 64, 128)
	}
	for _, kind := range []kind{put, del} {
		hotKey(t, kind, 2, 16)
	}
}

// hotKey has n callers ask about one key, none of whom is served before all are there.
func hotKey(t *testing.T, kind kind, callers ...int) {
	for _, n := range callers {
		t.Run(fmt.Sprintf("%d %s", n, kindNames[kind]), func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				f.script = together(n)
				ex := open(t, f, schemas, api.WithCallTimeout(0), api.WithPartCallsInFlight(16))
				ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
				defer cancel()
				// Reads of one key share a call, which is better than to be at the service at once,
				// so these are told to go alone.
				o := op{Kind: kind, Sync: true, Alone: kind == get}
				var all []*ticket
				for i := range n {
					all = append(all, send(f, ex, o, fmt.Sprint(i), ctx))
				}
				waiting := 0
				for _, k := range all {
					if <-k.done; k.err != nil && codeOf(k.err) == "" {
						waiting++
					}
				}
				if waiting > 0 {
					t.Errorf("of %d callers on one key only %d were at the service at once", n, f.calls.Load())
				}
			})
		})
	}
}

func TestGetsDoNotWaitForGets(t *testing.T) {
	eachFace(t, func(t *testing.T, face face) {
		const n = 20
		f := newFake()
		f.script = together(n)
		ex := open(t, f, schemas)
		var all []*ticket
		for i := range n {
			all = append(all, send(f, ex, op{Kind: get, Sync: face.sync, Alone: true, Consistent: true}, fmt.Sprint(i), context.Background()))
		}
		for _, k := range all {
			if <-k.done; k.err != nil {
				t.Error(k.err)
			}
		}
	})
}

// A write waits for the reads before it.
func TestWritesWaitForEarlierGets(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		h := hold(func(c *call) bool { return c.op == "GetItem" })
		f.script = h.script
		ex := open(t, f, schemas)
		read := send(f, ex, op{Kind: get, Consistent: true}, "", context.Background())
		write := send(f, ex, op{Kind: put}, "w", context.Background())
		if f.sawID("w") != 0 {
			t.Error("the put went before the get that was asked for before it had ended")
		}
		h.release()
		<-read.done
		<-write.done
		if len(read.item) != 0 {
			t.Errorf("the get saw a put that was asked for after it: %v", printItem(read.item))
		}
	})
}

// Keys whose calls hang make no other key wait.
func TestKeysNeverWaitForEachOther(t *testing.T) {
	for _, kind := range []kind{update, put, get, del} {
		hungKeys(t, kind, 1, 12)
	}
	hungKeys(t, update, 100)
}

// hungKeys has calls on some keys hang, and asks about others.
func hungKeys(t *testing.T, kind kind, hungs ...int) {
	for _, hung := range hungs {
		for _, face := range faces {
			t.Run(fmt.Sprintf("%d hung %s/%s", hung, kindNames[kind], face.name), func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					stuck := true
					h := hold(func(*call) bool { return stuck })
					f.script = h.script
					ex := open(t, f, schemas, api.WithCallTimeout(0), api.WithPartCallsInFlight(16))
					var all []*ticket
					for k := range hung {
						all = append(all, send(f, ex, op{Kind: kind, Key: k, Sync: face.sync}, fmt.Sprintf("hung%d", k), context.Background()))
					}
					stuck = false
					for k := range 30 {
						free := send(f, ex, op{Kind: kind, Key: 1000 + k, Sync: face.sync}, fmt.Sprint(k), context.Background())
						time.Sleep(2 * time.Second) // of virtual time: far less than a hung call takes
						if !free.answeredNow() {
							t.Errorf("request %d on a key of its own waits for calls on other keys, %d of which hang", k, hung)
							break
						}
					}
					h.release()
					for _, k := range all {
						<-k.done
					}
				})
			})
		}
	}
}

func TestUnorderedLiftsTheOrder(t *testing.T) {
	for name, opts := range map[string][]api.Option{
		"per call":  {schemas},
		"per table": {schemas, api.WithTableUnordered(plain)},
		"blind":     {api.WithTableUnordered(plain)},
	} {
		for _, kind := range []kind{put, update, del, get} {
			t.Run(name+"/"+kindNames[kind], func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					const n = 8
					f := newFake()
					f.trouble.Blind = name == "blind"
					all := together(n)
					f.script = func(ctx context.Context, c *call) error {
						if c.op == "DescribeTable" {
							return nil
						}
						return all(ctx, c)
					}
					ex := open(t, f, opts...)
					var tickets []*ticket
					for i := range n {
						tickets = append(tickets, send(f, ex, op{Kind: kind, Unordered: name == "per call", Alone: kind == get}, fmt.Sprint(i), context.Background()))
					}
					for _, k := range tickets {
						if <-k.done; k.err != nil {
							t.Error(k.err)
						}
					}
				})
			})
		}
	}
}

// Who leaves doesn't let the next one go: its write may still be on its way.
func TestALaneIsHeldUntilTheCallHasEnded(t *testing.T) {
	for name, kinds := range map[string][2]kind{"lone": {update, put}, "batch": {put, update}} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				gate := make(chan struct{})
				f.script = func(_ context.Context, c *call) error {
					if c.carries("first") { // deaf to its ctx, as a service is
						<-gate
					}
					return nil
				}
				ex := open(t, f, schemas)
				ctx, leave := context.WithCancel(context.Background())
				first := op{Kind: kinds[0]}.ticketFor(0, "first", ctx)
				first.ask(f, ex)
				if name == "batch" {
					op{Kind: put, Key: 1}.ticketFor(0, "companion", context.Background()).ask(f, ex)
				}
				synctest.Wait()
				leave()
				synctest.Wait()
				if outcome, _, _ := outcomeOf(first.err); !first.answeredNow() || outcome != api.Unknown {
					t.Errorf("the caller has left, and its request's outcome is %v: %v", outcome, first.err)
				}
				second := send(f, ex, op{Kind: kinds[1]}, "second", context.Background())
				if f.sawID("second") != 0 {
					t.Error("the second write went while the first was on its way")
				}
				close(gate)
				if <-second.done; second.err != nil {
					t.Error(second.err)
				}
				if e := f.effectsOf(plain, second.key); len(e) == 0 || e[len(e)-1].id != "second" {
					t.Errorf("effects %s", printEffects(e))
				}
			})
		})
	}
}

// A panic of the actor at any one message on the way doesn't let a later write overtake.
func TestOrderSurvivesPanicsAtEveryMessage(t *testing.T) {
	for at := range 40 {
		n := 0
		s := scenario{
			Told:    at%2 == 0,
			Trouble: trouble{Seed: uint64(at), Latency: 5 * time.Millisecond, Unprocessed: 200},
			Clients: [][]op{pipeline(false, 2, 1)},
			More: []api.Option{func(c *actors.Config) {
				c.OnMessage = func(table string, _ any) {
					if table != plain { // one actor, so that n needs no lock
						return
					}
					if n++; n == at {
						panic("out of order")
					}
				}
			}},
		}
		s.Trouble.Rate[panicAfter] = 1 // so that a request may fail for a panic
		playOrFail(t, &s)
	}
}
