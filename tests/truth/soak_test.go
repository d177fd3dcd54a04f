package truth

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// randomOps is what drawOp draws, without the cost of being able to shrink.
func randomOps(rng *rand.Rand, n, tables, keys int) []op {
	kinds := []kind{put, get, put, get, update, del, put, get, putOnce, putOld, del, update, get, put, get, scan}
	ops := make([]op, n)
	for i := range ops {
		o := op{
			Kind: kinds[rng.IntN(len(kinds))], Table: rng.IntN(tables), Key: rng.IntN(keys),
			Own: rng.IntN(3) > 0, Sync: rng.IntN(20) == 0, Consistent: rng.IntN(2) == 0, Spelling: rng.IntN(len(spellings)),
		}
		switch rare := rng.IntN(200); {
		case rare < 4:
			o.Alone = true
		case rare < 8:
			o.Unordered, o.Own = true, false
		case rare < 20 && o.Kind == get:
			o.Names = rng.IntN(len(projections))
		case rare < 22:
			o.Poison = poison(1 + rng.IntN(int(hugeKey)))
		case rare < 30:
			o.Pause = time.Duration(rng.IntN(20)) * time.Millisecond
		case rare < 34:
			o.Pad = rng.IntN(2000)
		case rare < 36:
			o.Leaving = gone
		case rare < 44:
			o.Leaving, o.After = leaves, time.Duration(rng.IntN(80))*time.Millisecond
		case rare < 48:
			o.Leaving = allLeave
		}
		ops[i] = o
	}
	return ops
}

// The same properties at length, where queues are deep and batches full.
func TestSoak(t *testing.T) {
	stormy := trouble{Latency: 20 * time.Millisecond, Unprocessed: 60, Stale: 100, Slow: 5}
	for kind := noFault + 1; kind < faults; kind++ {
		stormy.Rate[kind] = 4
	}
	kinds := map[string]scenario{
		"calm":   {Told: true, Trouble: trouble{Latency: 10 * time.Millisecond}},
		"stormy": {Trouble: stormy},
		"narrow": {Trouble: stormy, Pending: 300, Calls: 5, Parts: 2},
		"panics": {Trouble: stormy, Chaos: chaos{Panic: 20, Restart: true, Every: 10 * time.Millisecond, Strikes: 50}},
		"stops":  {Trouble: stormy, Chaos: chaos{Stop: true, Poison: true, Restart: true, Every: 20 * time.Millisecond, Strikes: 50}},
		"closed": {Trouble: stormy, Close: 300 * time.Millisecond, Drain: long},
		"hasty":  {Trouble: stormy, Close: 300 * time.Millisecond, Drain: 30 * time.Millisecond},
		// Some dozen requests each on many tables. What is refused keeps its table from sharing calls
		// for a while, so that most are shared where nothing is.
		"scattered":        {Trouble: stormy},
		"scattered sound":  {Told: true, Trouble: stormy},
		"scattered panics": {Trouble: stormy, Chaos: chaos{Panic: 20, Stop: true, Restart: true, Every: 10 * time.Millisecond, Strikes: 50}},
		"scattered closed": {Trouble: stormy, Close: 100 * time.Millisecond, Drain: 30 * time.Millisecond},
	}
	total := 0
	for name, s := range kinds {
		for seed := range uint64(2) {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(seed, 7))
				s.Timeout = time.Second
				s.Trouble.Seed, s.Chaos.Seed = seed, seed
				s.Clients = nil
				s.Mixes = s.Calls == 0
				n, tables, keys := 1000, len(shapes), 150
				if strings.HasPrefix(name, "scattered") {
					n, tables, keys = 300, len(tableNames), 5
				}
				for range 8 {
					ops := randomOps(rng, n, tables, keys)
					if name == "scattered sound" {
						for i := range ops {
							ops[i].Poison = sound
						}
					}
					s.Clients = append(s.Clients, ops)
				}
				total += s.ops()
				for _, p := range s.play(t) {
					t.Error(p)
				}
			})
		}
	}
	t.Logf("%d operations", total)
}
