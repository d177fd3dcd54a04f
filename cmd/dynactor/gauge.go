package main

import (
	"math"

	"github.com/dynactor/dynactor/api"
)

// gauge reads what a task uses of its tables.
type gauge struct {
	places []place
	on     []*connection
	before []api.TableStats
}

// reading is what a gauge shows.
type reading struct {
	read, write units
	// throttled is the share of requests that DynamoDB refused since the last reading.
	throttled float64
}

// units of one kind. limit is 0 if nothing limits, or it isn't known yet.
type units struct {
	used      bool
	perSecond float64
	limit     float64
	consumed  float64
}

func newGauge(t *task, on []*connection) *gauge {
	return &gauge{places: t.places, on: on, before: make([]api.TableStats, len(on))}
}

func (g *gauge) stats(i int) api.TableStats {
	if g.on[i].stats == nil {
		return api.TableStats{}
	}
	return g.on[i].stats().Tables[g.places[i].table]
}

// read is called by one goroutine at a time.
func (g *gauge) read() (r reading) {
	var throttles, carried int64
	for i, p := range g.places {
		now := g.stats(i)
		if p.read {
			capacity := now.Read
			if p.index != "" {
				capacity = now.Indexes[p.index].Read
			}
			r.read.add(capacity)
		}
		if p.write {
			r.write.add(now.Write)
		}
		since := now.Since(g.before[i])
		throttles += since.Throttles
		carried += since.Carried
		g.before[i] = now
	}
	if carried > 0 {
		r.throttled = min(1, float64(throttles)/float64(carried))
	}
	return r
}

func (u *units) add(c api.CapacityStats) {
	u.used = true
	u.perSecond += c.UsedPerSecond
	u.consumed += c.Used
	if c.Limit > 0 && !math.IsInf(c.Limit, 0) {
		u.limit += c.Limit
	}
}

// hotKey is a partition key that's worth being told of.
type hotKey struct {
	Table     string  `json:"table"`
	Key       string  `json:"key"`
	Access    string  `json:"access"`
	Share     float64 `json:"share"`
	Units     float64 `json:"units"`
	Throttled float64 `json:"throttled"`
}

// hotShare is the share of a table's units from which on a key is told of. In a table of many keys of even use
// none comes near it.
const hotShare = 0.05

// hotUnits is how many units a key must have taken in that minute: what a partition serves of writes in a second. Small tables have
// no hot keys.
const hotUnits = 1_000

// hotKeys are those that were refused, or that took much of their table in the last minute.
func (g *gauge) hotKeys() (keys []hotKey) {
	seen := map[hotKey]bool{}
	for i, p := range g.places {
		found := g.stats(i).HotKeys
		for _, k := range append(found.ByThrottles, found.ByUnits...) {
			access := "write"
			if k.Read {
				access = "read"
			}
			id := hotKey{Table: p.table, Key: k.Key, Access: access}
			if seen[id] || k.Throttled == 0 && (k.Share < hotShare || k.Units < hotUnits) {
				continue
			}
			seen[id] = true
			id.Share, id.Units, id.Throttled = finite(k.Share), finite(k.Units), finite(k.Throttled)
			keys = append(keys, id)
		}
	}
	return keys
}

// finite is for JSON, which has no other numbers.
func finite(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
