package truth

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
)

// busy is a lot of everything that a well-behaved service answers without trouble.
func busy(clients, rounds int) (all [][]op) {
	for i := range clients {
		ops := pipeline(i%3 == 2, 4, rounds)
		for j := range ops {
			if j%5 == 0 {
				ops[j].Own, ops[j].Key = false, j%7
			}
			if j%11 == 0 {
				ops[j].Pause = time.Millisecond
			}
		}
		all = append(all, ops)
	}
	return all
}

// A panic in any kind of message costs what the message carries: a new request its own life, all
// others nothing while the service answers.
func TestAPanicCostsOnlyWhatItsMessageCarries(t *testing.T) {
	var mu sync.Mutex
	types := map[string]bool{}
	all := scenario{
		Clients: busy(4, 2), Trouble: trouble{Seed: 1, Latency: 5 * time.Millisecond, Unprocessed: 200},
		Chaos: chaos{Restart: true, Every: 10 * time.Millisecond, Strikes: 10},
		More: []api.Option{func(c *actors.Config) {
			c.OnMessage = func(_ string, message any) {
				mu.Lock()
				defer mu.Unlock()
				types[fmt.Sprintf("%T", message)] = true
			}
		}},
	}
	playOrFail(t, &all)
	if len(types) < 5 {
		t.Fatalf("only %v were seen", types)
	}
	for kind := range types {
		for _, often := range []int{100, 500} {
			t.Run(fmt.Sprintf("%s/%d", kind, often), func(t *testing.T) {
				s := scenario{
					Clients: busy(4, 2), Trouble: trouble{Seed: uint64(often), Latency: 5 * time.Millisecond},
					Chaos: chaos{Seed: uint64(often), Panic: often, Only: kind},
				}
				if kind == "*actors.retryGroup" {
					s.Trouble.Unprocessed = 200
				}
				playOrFail(t, &s)
			})
		}
	}
}

// Every table message panics: nothing works, everybody hears so.
func TestNobodyHangsWhenEveryMessagePanics(t *testing.T) {
	s := scenario{Clients: busy(4, 2), Chaos: chaos{Panic: 1000}}
	playOrFail(t, &s)
}

// An actor that is replaced, be it every millisecond, costs nobody anything.
func TestReplacingActorsCostsNothing(t *testing.T) {
	for name, c := range map[string]chaos{"restart": {Restart: true}, "stop": {Stop: true}, "poison": {Poison: true}} {
		t.Run(name, func(t *testing.T) {
			c.Every, c.Strikes = time.Millisecond, 500
			s := scenario{Clients: busy(6, 4), Trouble: trouble{Seed: 3, Latency: 5 * time.Millisecond}, Chaos: c}
			playOrFail(t, &s)
		})
	}
}

// A client that panics, or whose goroutine is made to exit, costs the request that it was for;
// a batch that did is tried in smaller ones.
func TestAClientsPanicCostsOnlyItsRequest(t *testing.T) {
	for _, kind := range []fault{panicBefore, panicAfter, exitBefore, exitAfter} {
		s := scenario{Clients: busy(4, 2), Trouble: trouble{Seed: 4, Latency: 5 * time.Millisecond}, Told: true}
		s.Trouble.Rate[kind] = 50
		playOrFail(t, &s)
	}
}
