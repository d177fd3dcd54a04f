package hotkeys

import (
	"math/rand/v2"
	"strconv"
	"time"
)

const second = int64(time.Second)

// seeded makes a tracker's samples the same in each run.
func seeded(t *Tracker, seed uint64) *Tracker {
	for a := range t.flows {
		t.flows[a].sampler.random = rand.New(rand.NewPCG(seed, uint64(a)))
	}
	return t
}

// mix makes neighbours' hashes far apart, as a good hash function does (the finalizer of
// SplitMix64).
func mix(key int) uint64 {
	z := uint64(key)*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func named(key int) func() string { return func() string { return strconv.Itoa(key) } }

// A stream is an endless series of keys.
type stream func() int

// streams are the shapes of traffic that the bounds have to hold for. All of them have about the
// given number of keys.
var streams = map[string]func(r *rand.Rand, keys int) stream{
	"zipf": func(r *rand.Rand, keys int) stream {
		z := rand.NewZipf(r, 1.2, 1, uint64(keys))
		return func() int { return int(z.Uint64()) }
	},
	"uniform": func(r *rand.Rand, keys int) stream {
		return func() int { return r.IntN(keys) }
	},
	// Each key comes when all others have just been here: its counter is always the smallest.
	"in turns": func(_ *rand.Rand, keys int) stream {
		i := 0
		return func() int { i++; return i % keys }
	},
	// A heavy key begins after the counters are full of others, and never comes twice in a row.
	"late and hidden": func(_ *rand.Rand, keys int) stream {
		i := 0
		return func() int {
			i++
			if i > 3*counters && i%4 == 0 {
				return 0
			}
			return 1 + i
		}
	},
	// The heavy keys change all the time.
	"moving": func(r *rand.Rand, keys int) stream {
		i := 0
		return func() int {
			i++
			if r.IntN(2) == 0 {
				return keys + i/200
			}
			return r.IntN(keys)
		}
	},
}
