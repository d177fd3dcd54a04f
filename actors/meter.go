package actors

import (
	"sync"
	"time"

	"github.com/dynactor/dynactor/internal/capacity"
	"github.com/dynactor/dynactor/internal/hotkeys"
)

// meter is what a table may consume, and what it has consumed. Besides the table's actor those of
// operations on several tables charge it, and Stats reads it, so it has a lock; it's taken once or
// twice for a call.
type meter struct {
	now      func() int64
	adaptive bool

	mu      sync.Mutex
	own     [accesses]resource
	indexes map[string]*[accesses]resource
	// keys are the hot ones; nil before the first request with a key.
	keys *hotkeys.Tracker
}

// resource is one kind of capacity of a table or a global secondary index.
type resource struct {
	limiter *capacity.Limiter
	// limit is the user's, and reported what DescribeTable says there is; 0 if that isn't known.
	limit    Limit
	burst    time.Duration
	reported float64
	// throttled counts refused requests by the service's reason, "" where it gave none.
	throttled map[string]int64
}

// coldUnits are what a table is taken to bear before anything is known of it: what DynamoDB gives a new
// table on demand (developer guide, "On-demand capacity mode", initial throughput).
var coldUnits = [accesses]float64{reading: 12_000, writing: 4_000}

// maxIndexes bounds the indexes that are kept books of: a table has 20 at the most by default.
const maxIndexes = 64

func newMeter(e *Engine, config TableConfig) *meter {
	m := &meter{now: e.now, adaptive: !e.config.FixedCapacity, indexes: map[string]*[accesses]resource{}}
	m.own = m.resources()
	m.setLimits(config.Limits)
	for name, l := range config.Indexes {
		m.setIndexLimits(name, l)
	}
	return m
}

func (m *meter) resources() (all [accesses]resource) {
	for a := range accesses {
		all[a].limiter = capacity.New(m.now(), capacity.Config{Adaptive: m.adaptive, Start: coldUnits[a]})
	}
	return all
}

func (m *meter) setLimits(l Limits) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for a := range accesses {
		m.own[a].set(m.now(), a, l)
	}
}

func (m *meter) setIndexLimits(name string, l Limits) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if index := m.index(name); index != nil {
		for a := range accesses {
			index[a].set(m.now(), a, l)
		}
	}
}

// index returns the books of an index; nil if there are too many. mu is held, as for all below.
func (m *meter) index(name string) *[accesses]resource {
	index := m.indexes[name]
	if index == nil && len(m.indexes) < maxIndexes {
		of := m.resources()
		index = &of
		m.indexes[name] = index
	}
	return index
}

func (r *resource) set(now int64, a access, l Limits) {
	r.limit, r.burst = l.limit(a), l.burst()
	r.apply(now)
}

// apply puts the user's limit in force, as far as it's known.
func (r *resource) apply(now int64) {
	r.limiter.Set(now, r.limit.of(r.reported), r.burst)
}

// describe takes what DescribeTable says.
func (m *meter) describe(f facts) {
	if !f.known {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	for a := range accesses {
		own := &m.own[a]
		own.reported = f.table.reported[a]
		own.apply(now)
		if start := f.table.start(a); start > 0 {
			own.limiter.Hint(now, start)
		}
		for name, of := range f.indexes {
			if index := m.index(name); index != nil {
				index[a].reported = of.reported[a]
				index[a].apply(now)
			}
		}
	}
}

// ready is how long until a call may be made that draws on the table's own capacity, 0 if it may now.
func (m *meter) ready(a access) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.own[a].limiter.Ready(m.now())
}

// room is how many units a call should ask for at the most.
func (m *meter) room(a access) float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.own[a].limiter.Room(m.now())
}

// wait is how long until that many units more have been let through.
func (m *meter) wait(a access, units float64) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.own[a].limiter.Wait(m.now(), units)
}

// take charges what a call is expected to consume, and returns how long until the next may go.
func (m *meter) take(a access, units float64) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.own[a].limiter.Take(now, units)
	return m.own[a].limiter.Wait(now, 0)
}

// refused notes refused requests by their reason.
func (r *resource) refused(requests int, reason string) {
	if r.throttled == nil {
		r.throttled = map[string]int64{}
	}
	if _, known := r.throttled[reason]; !known && len(r.throttled) >= maxReasons {
		reason = "" // no service has so many
	}
	r.throttled[reason] += int64(requests)
}

// maxReasons bounds the reasons that are told apart. DynamoDB has 16.
const maxReasons = 32
