package actors

import (
	"time"

	"go.uber.org/zap"

	"github.com/dynactor/dynactor/messages"
)

// refreshing asks DescribeTable what capacity the table has: for limits that are a share of it, first and
// then once a minute, and when a throttle is met for the first time, to know the indexes. What is asked for
// the key schema tells it as well.
type refreshing struct {
	asking bool
	// next is when to ask again, by the engine's clock.
	next   int64
	warned bool
}

const refreshEvery = int64(time.Minute)

// shares says whether a limit of the table or of one of its indexes is a share of what there is.
func (t *table) sharesCapacity() bool {
	if t.config.Limits.shares() {
		return true
	}
	for _, l := range t.config.Indexes {
		if l.shares() {
			return true
		}
	}
	return false
}

// refreshShares asks for what limits are shares of. The first answer may be on its way for the key schema.
func (t *table) refreshShares() {
	if t.schema.Load() != nil {
		t.refreshSoon()
	}
}

// unknownShare says whether a limit isn't known yet, though it will be in a moment.
func (t *table) unknownShare() bool { return t.shared && !t.facts.known && t.refresh.asking }

// refreshSoon asks if it's time to.
func (t *table) refreshSoon() {
	now := t.engine.now()
	if t.refresh.asking || t.closed || t.name == "" || t.name == overflow || now < t.refresh.next {
		return
	}
	t.refresh.asking = true
	t.refresh.next = now + refreshEvery
	c := t.newCall(messages.Interactive, lone, elsewhere)
	c.describe, c.refresh = true, true
	t.start(c)
}

// asked takes what DescribeTable has answered.
func (t *table) asked(c *call) {
	if c.refresh {
		t.refreshed(c)
		return
	}
	t.learnFacts(c.learned)
	t.warnOfShares(c)
	t.described(c)
}

// refreshed takes the answer.
func (t *table) refreshed(c *call) {
	t.refresh.asking = false
	t.learnFacts(c.learned)
	t.warnOfShares(c)
}

// warnOfShares says that what limits are shares of isn't known, once.
func (t *table) warnOfShares(c *call) {
	if c.err != nil && !c.learned.known && !t.refresh.warned && t.sharesCapacity() {
		t.refresh.warned = true
		t.engine.config.Logger.Warn("a limit is a share of the table's capacity, which is unknown since DescribeTable failed: there's no such limit until it's known; allow dynamodb:DescribeTable or set the limit in units",
			zap.String("table", t.name), zap.Error(c.err))
	}
}

// learnFacts puts what DescribeTable has said in use.
func (t *table) learnFacts(f facts) {
	if !f.known {
		return
	}
	t.facts = f
	t.refresh.next = t.engine.now() + refreshEvery
	t.meter.describe(f)
	for name, l := range t.config.Indexes {
		t.limitIndexes(name, l)
	}
	if t.sharesCapacity() && !t.refresh.warned && t.config.Limits.Read.of(f.table.reported[reading])+t.config.Limits.Write.of(f.table.reported[writing]) == 0 && t.config.Limits.shares() {
		t.refresh.warned = true
		t.engine.config.Logger.Warn("a limit is a share of the table's capacity, and DescribeTable reports none: the table is on demand and has no maximum; set the limit in units",
			zap.String("table", t.name))
	}
}

// limitsMessage sets limits while the executor runs.
type limitsMessage struct {
	quiet
	index  string // empty for the table's own
	limits Limits
	done   messages.Promise
}

func (t *table) limitsSet(m *limitsMessage) {
	if m.index == "" {
		t.config.Limits = m.limits
		t.meter.setLimits(m.limits)
	} else {
		indexes := make(map[string]Limits, len(t.config.Indexes)+1) // a copy: the map is the config's
		for name, l := range t.config.Indexes {
			indexes[name] = l
		}
		indexes[m.index] = m.limits
		t.config.Indexes = indexes
		t.meter.setIndexLimits(m.index, m.limits)
		t.limitIndexes(m.index, m.limits)
	}
	if t.shared = t.sharesCapacity(); m.limits.shares() {
		t.refresh.next = 0
		t.refreshSoon()
	}
	m.done.Settle(nil, nil)
	t.paceDue()
}

// SetLimits changes what may be consumed of a table, or of its index if one is named.
func (e *Engine) SetLimits(table, index string, l Limits) error {
	if e.closing.Load() {
		return messages.ErrClosed
	}
	t := e.table(table)
	if t == nil {
		return messages.ErrClosed
	}
	m := &limitsMessage{index: index, limits: l}
	t.send(m)
	m.done.Wait(nil)
	_, err, _ := m.done.Result()
	return err
}
