package truth

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// oneOf is a small rate, mostly 0, so that what shrinks loses its kinds of trouble one by one.
func rate(t *rapid.T, name string, most int) int {
	if rapid.IntRange(0, 2).Draw(t, name+"?") != 1 {
		return 0
	}
	return rapid.IntRange(1, most).Draw(t, name)
}

func drawTrouble(t *rapid.T) trouble {
	tr := trouble{
		Seed:    rapid.Uint64().Draw(t, "seed"),
		Latency: time.Duration(rapid.IntRange(0, 20).Draw(t, "latency")) * time.Millisecond,
	}
	names := map[fault]string{
		exceededBefore: "exceeded", throttledBefore: "throttled", internalBefore: "500 before", internalAfter: "500 after",
		internalHalfway: "500 halfway", refusedBefore: "refused", hungUpBefore: "hung up before", hungUpAfter: "hung up after",
		resetAfter: "reset after", garbledAfter: "garbled", silentBefore: "silent before", silentAfter: "silent after",
		panicBefore: "panic before", panicAfter: "panic after", exitBefore: "exit before", exitAfter: "exit after",
	}
	for kind := noFault + 1; kind < faults; kind++ {
		tr.Rate[kind] = rate(t, names[kind], 60)
	}
	tr.Unprocessed = rate(t, "unprocessed", 400)
	tr.Stale = rate(t, "stale", 500)
	tr.Slow = rate(t, "slow", 50)
	tr.Denied = rapid.IntRange(0, 5).Draw(t, "denied") == 5
	tr.Blind = rapid.IntRange(0, 5).Draw(t, "blind") == 5
	return tr
}

var drawOp = rapid.Custom(func(t *rapid.T) op {
	n := rapid.IntRange(0, 99)
	o := op{
		Kind:  rapid.SampledFrom([]kind{put, get, put, get, update, del, put, get, putOnce, putOld, del, update, scan}).Draw(t, "kind"),
		Table: rapid.IntRange(0, len(shapes)-1).Draw(t, "table"),
		Key:   rapid.IntRange(0, 12).Draw(t, "key"),
		Own:   rapid.Bool().Draw(t, "own"),
		Sync:  n.Draw(t, "sync") >= 80,
	}
	// One number for what is rare, so that most requests cost few draws.
	switch rare := n.Draw(t, "rare"); {
	case rare < 60:
	case rare < 64:
		o.Alone = true
	case rare < 68:
		o.Unordered, o.Own = true, false
	case rare < 76 && o.Kind == get:
		o.Names = rapid.IntRange(1, len(projections)-1).Draw(t, "projection")
	case rare < 82:
		o.Poison = poison(rapid.IntRange(1, int(hugeKey)).Draw(t, "poison"))
	case rare < 86:
		o.Pause = time.Duration(rapid.IntRange(1, 50).Draw(t, "pause")) * time.Millisecond
	case rare < 88:
		o.Pad = rapid.IntRange(1, 5000).Draw(t, "pad")
	case rare < 90:
		o.Leaving = gone
	case rare < 95:
		o.Leaving, o.After = leaves, time.Duration(rapid.IntRange(0, 60).Draw(t, "after"))*time.Millisecond
	default:
		o.Leaving = allLeave
	}
	if o.Kind == get {
		o.Consistent = rapid.Bool().Draw(t, "consistent")
	}
	if o.Table > 0 {
		o.Spelling = rapid.IntRange(0, len(spellings)-1).Draw(t, "spelling")
	}
	return o
})

func drawScenario(t *rapid.T) *scenario {
	s := &scenario{
		Trouble: drawTrouble(t),
		Told:    rapid.Bool().Draw(t, "told"),
		Timeout: time.Second,
	}
	if rapid.IntRange(0, 3).Draw(t, "limits?") == 3 {
		s.Pending = rapid.IntRange(1, 200).Draw(t, "pending")
		s.Fail = rapid.Bool().Draw(t, "fail")
		s.Calls = rapid.IntRange(1, 40).Draw(t, "calls")
		s.Parts = rapid.IntRange(1, 20).Draw(t, "parts")
	}
	if rapid.IntRange(0, 5).Draw(t, "missing?") == 5 {
		s.Missing = time.Duration(rapid.IntRange(1, 100).Draw(t, "missing")) * time.Millisecond
	}
	// rapid draws short lists by itself, which never fill a batch.
	least := rapid.SampledFrom([]int{0, 1, 10, 40, 120}).Draw(t, "least")
	s.Clients = rapid.SliceOfN(rapid.SliceOfN(drawOp, least, 2*least+20), 1, 8).Draw(t, "clients")
	return s
}

// property plays drawn scenarios, which shrink to the smallest one that still goes wrong.
func property(t *testing.T, adjust func(*rapid.T, *scenario)) {
	ops := 0
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScenario(rt)
		adjust(rt, s)
		ops += s.ops()
		if problems := s.play(t); len(problems) > 0 {
			rt.Fatalf("%s\n%s", strings.Join(problems, "\n"), s)
		}
	})
	t.Logf("%d operations", ops)
}

func TestWhateverTheServiceDoes(t *testing.T) {
	property(t, func(*rapid.T, *scenario) {})
}

func TestWhateverPanicsInsideActors(t *testing.T) {
	property(t, func(rt *rapid.T, s *scenario) {
		s.Chaos = chaos{Seed: rapid.Uint64().Draw(rt, "chaos"), Panic: rapid.IntRange(1, 200).Draw(rt, "panic")}
		if rapid.Bool().Draw(rt, "restarts") {
			s.Chaos.Restart, s.Chaos.Every, s.Chaos.Strikes = true, 5*time.Millisecond, 20
		}
	})
}

func TestWhateverStopsActors(t *testing.T) {
	property(t, func(rt *rapid.T, s *scenario) {
		s.Chaos = chaos{
			Seed: rapid.Uint64().Draw(rt, "chaos"), Panic: rapid.IntRange(0, 50).Draw(rt, "panic"),
			Stop: true, Poison: true, Restart: true,
			Every: time.Duration(rapid.IntRange(1, 50).Draw(rt, "every")) * time.Millisecond, Strikes: rapid.IntRange(1, 20).Draw(rt, "strikes"),
		}
	})
}

func TestWheneverItIsClosed(t *testing.T) {
	property(t, func(rt *rapid.T, s *scenario) {
		s.Close = time.Duration(rapid.IntRange(1, 200).Draw(rt, "close")) * time.Millisecond
		s.Drain = long
		if rapid.Bool().Draw(rt, "hasty") {
			s.Drain = time.Duration(rapid.IntRange(0, 50).Draw(rt, "drain")) * time.Millisecond
		}
	})
}
