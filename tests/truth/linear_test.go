package truth

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/dynactor/dynactor/api"
)

// access is what one operation did to the register that a key is: it wrote an id ("" is a
// delete), or read one.
type access struct {
	key   string
	write bool
	id    string
}

// register is a key's item as porcupine's model: what was written last is what's read.
var register = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byKey := map[string][]porcupine.Operation{}
		for _, o := range history {
			key := o.Input.(access).key
			byKey[key] = append(byKey[key], o)
		}
		var parts [][]porcupine.Operation
		for _, part := range byKey {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() any { return "" },
	Step: func(state, input, _ any) (bool, any) {
		if a := input.(access); a.write {
			return true, a.id
		} else {
			return a.id == state, state
		}
	},
	DescribeOperation: func(input, _ any) string { return fmt.Sprintf("%+v", input) },
}

const never = int64(1) << 62

// history turns tickets into porcupine's operations. A write that failed for certain isn't one. A
// write of unknown outcome may take effect at any time from its call on, or never, which is the
// same as at the end of all time. Where an answer got lost and the executor tried again, the
// lost application took effect too, at an instant that the fake has written down.
func (r *run) history() (ops []porcupine.Operation) {
	r.all(func(t *ticket) {
		key, err := r.f.tables[t.table].key(t.key)
		if err != nil || t.op.Kind == scan {
			return
		}
		key = t.table + key
		o := porcupine.Operation{ClientId: t.client, Call: t.issued, Return: t.answered}
		switch outcome, _, _ := outcomeOf(t.err); {
		case t.op.Kind == get:
			if t.err != nil || !t.op.Consistent {
				return
			}
			o.Input = access{key, false, text(t.item["id"])}
		case t.err == nil:
			o.Input = access{key, true, label(t)}
		case outcome == api.Unknown:
			o.Input = access{key, true, label(t)}
			o.Return = never
		default:
			return
		}
		ops = append(ops, o)
	})
	for name, t := range r.f.tables {
		for key, effects := range t.effects {
			for _, e := range effects {
				if e.lost {
					ops = append(ops, porcupine.Operation{ClientId: 1000, Call: e.at, Return: e.at, Input: access{name + key, true, e.id}})
				}
			}
		}
	}
	return ops
}

// Many clients on few keys, all faces and kinds mixed, whatever the service does: what they saw
// can be explained by a register for each key.
func TestConcurrentHistoriesAreLinearizable(t *testing.T) {
	kinds := []kind{put, get, update, get, del, get, put, get}
	storm := [faults]int{}
	for kind := noFault + 1; kind < faults; kind++ {
		storm[kind] = 8
	}
	setups := map[string]scenario{
		"calm":    {Told: true},
		"asked":   {},
		"blind":   {Trouble: trouble{Blind: true}},
		"narrow":  {Told: true, Calls: 2, Parts: 1, Pending: 20},
		"storm":   {Told: true, Trouble: trouble{Rate: storm, Unprocessed: 100}},
		"denied":  {Trouble: trouble{Denied: true, Unprocessed: 100}},
		"panics":  {Trouble: trouble{Rate: storm}, Chaos: chaos{Panic: 30}},
		"stopped": {Trouble: trouble{Rate: storm}, Chaos: chaos{Stop: true, Poison: true, Every: 20 * time.Millisecond, Strikes: 10}},
		"leaving": {Told: true, Trouble: trouble{Slow: 100}},
	}
	var mu sync.Mutex
	total := 0
	for name, s := range setups {
		for seed := range uint64(5) {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(seed, 11))
				s.Timeout = time.Second
				s.Trouble.Seed, s.Trouble.Latency, s.Chaos.Seed = seed, 10*time.Millisecond, seed
				s.Clients = nil
				for range 12 {
					ops := make([]op, 50)
					for i := range ops {
						ops[i] = op{
							Kind: kinds[rng.IntN(len(kinds))], Table: rng.IntN(3), Key: rng.IntN(5), Consistent: true,
							Sync: rng.IntN(2) == 0, Unordered: rng.IntN(10) == 0, Spelling: rng.IntN(6), Pause: time.Duration(rng.IntN(8)) * time.Millisecond,
						}
						if name == "leaving" && rng.IntN(5) == 0 {
							ops[i].Leaving, ops[i].After = leaves, time.Duration(rng.IntN(20))*time.Millisecond
						}
					}
					s.Clients = append(s.Clients, ops)
				}
				r := &run{s: &s, f: newFake(), tickets: make([][]*ticket, len(s.Clients))}
				r.f.trouble = s.Trouble
				if err := bubble(t, func(*testing.T) { r.play() }); err != nil {
					r.problem("%v", err)
				}
				for _, p := range r.problems {
					t.Fatal(p)
				}
				history := r.history()
				mu.Lock()
				total += len(history)
				mu.Unlock()
				result, info := porcupine.CheckOperationsVerbose(register, history, time.Minute)
				if result != porcupine.Ok {
					longest := 0
					for _, partition := range info.PartialLinearizations() {
						for _, p := range partition {
							longest = max(longest, len(p))
						}
					}
					t.Errorf("%v: of %d operations at the most %d of one key can be explained", result, len(history), longest)
				}
			})
		}
	}
	t.Logf("%d operations", total)
}
