package truth

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/asynkron/protoactor-go/actor"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
)

// An actor that is stopped from outside, with requests in its mailbox and in every place within: the
// one that takes its place goes on with all of them, and nobody fails for it.
func TestAStoppedActorCostsNobodyAnything(t *testing.T) {
	for name, end := range map[string]func(*api.Executor, *actor.PID){"stop": stop, "poison": poisonPID, "restart": restart} {
		for _, face := range faces {
			t.Run(name+"/"+face.name, func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					h := hold(anyCall)
					f.script = h.script
					busy := make(chan struct{})
					var mu sync.Mutex
					after := 300 // the actor is held at this message, so that its mailbox fills
					ex := open(t, f, schemas, api.WithCallsInFlight(20), func(c *actors.Config) {
						c.OnMessage = func(table string, _ any) {
							mu.Lock()
							after--
							wait := after == 0 && table == plain
							mu.Unlock()
							if wait {
								<-busy
							}
						}
					})
					var all []*ticket
					for k := range 1000 {
						o := op{Kind: []kind{put, get, update, del}[k%4], Key: k / 6, Sync: face.sync}
						all = append(all, o.ticketFor(0, fmt.Sprint(k), context.Background()))
						all[k].ask(f, ex)
					}
					synctest.Wait()
					for _, pid := range pidsOf(ex) {
						end(ex, pid)
					}
					close(busy)
					synctest.Wait()
					h.release()
					if n := unanswered(all); n > 0 {
						t.Fatalf("%d requests are never answered", n)
					}
					for _, k := range all {
						if k.err != nil {
							t.Errorf("%v failed for it: %v", k.op, k.err)
						} else if k.op.labelled() && len(f.byID[k.id]) != 1 {
							t.Errorf("%v was acknowledged and applied %d times", k.op, len(f.byID[k.id]))
						}
					}
					for _, k := range askAll(f, ex, face, []op{{Kind: put}, {Kind: get}, {Kind: update}}) {
						if k.err != nil {
							t.Errorf("after the %s: %v", name, k.err)
						}
					}
				})
			})
		}
	}
}
