package actors

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/capacity"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// Operations on several tables have an actor of their own, which charges the meters of the tables that they
// name. A PartiQL statement names its table in its text; what it has consumed is charged afterwards.

// several lists the tables that r names, with what is expected to be consumed of each.
func several(r *messages.Request, each func(name string, a access, units float64)) {
	switch in := r.Input.(type) {
	case *dynamodb.BatchWriteItemInput:
		for name, ws := range in.RequestItems {
			var units float64
			for _, w := range ws {
				if w.PutRequest != nil {
					units += putUnits(w.PutRequest.Item)
				} else {
					units++
				}
			}
			each(name, writing, units)
		}
	case *dynamodb.BatchGetItemInput:
		for name, ks := range in.RequestItems {
			each(name, reading, float64(len(ks.Keys))*readUnit(ks.ConsistentRead))
		}
	case *dynamodb.TransactWriteItemsInput: // twice the units
		for _, w := range in.TransactItems {
			switch {
			case w.Put != nil:
				each(aws.ToString(w.Put.TableName), writing, 2*putUnits(w.Put.Item))
			case w.Update != nil:
				each(aws.ToString(w.Update.TableName), writing, 2)
			case w.Delete != nil:
				each(aws.ToString(w.Delete.TableName), writing, 2)
			case w.ConditionCheck != nil:
				each(aws.ToString(w.ConditionCheck.TableName), writing, 2)
			}
		}
	case *dynamodb.TransactGetItemsInput:
		for _, g := range in.TransactItems {
			if g.Get != nil {
				each(aws.ToString(g.Get.TableName), reading, 2)
			}
		}
	}
}

func putUnits(i map[string]types.AttributeValue) float64 {
	size, _ := item.Size(i)
	return capacity.WriteUnits(size)
}

// meterOf finds a table's meter; nil if nobody has used the table alone, nor set limits for it.
func (e *Engine) meterOf(name string) *meter {
	if t := e.known(name); t != nil && t.name == name {
		return t.meter
	}
	return e.meters[name]
}

// callNext makes the call for the first request of a queue, or for the first that may go of those that name
// several tables.
func (t *table) callNext(q *messages.Queue) bool {
	if t.name != "" {
		t.callLone(q.PopFront())
		return true
	}
	n := 0
	for r := q.Head; r != nil && n < looksAhead; r = r.Book.Next {
		if t.affordsAll(r) {
			q.Remove(r)
			t.callLone(r)
			return true
		}
		n++
	}
	return false
}

// looksAhead bounds how many requests that wait for their tables are passed over to find one that needn't.
const looksAhead = 64

// affordsAll says whether all tables that r names have capacity.
func (t *table) affordsAll(r *messages.Request) bool {
	var longest time.Duration
	several(r, func(name string, a access, _ float64) {
		if m := t.engine.meterOf(name); m != nil {
			longest = max(longest, m.ready(a))
		}
	})
	if longest > 0 {
		t.pace.wake(t.pace.now, longest)
	}
	return longest == 0
}

// part is what a call is expected to consume of one table.
type part struct {
	table string
	a     access
}

// chargeSeveral charges what a call is expected to consume. That's kept, since the input is the caller's again
// when it has its answer.
func (t *table) chargeSeveral(c *call) {
	c.parts = map[part]float64{}
	c.selects = selects(c.reqs[0].Input)
	several(c.reqs[0], func(name string, a access, units float64) {
		c.parts[part{name, a}] += units
		c.named = append(c.named, part{name, a})
	})
	for p, units := range c.parts {
		if m := t.engine.meterOf(p.table); m != nil {
			m.take(p.a, units)
		}
	}
}

// settleSeveral corrects that, and lays a refusal at the door of all tables that were named.
func (t *table) settleSeveral(c *call) {
	now := t.engine.now()
	for i := range c.many {
		name := aws.ToString(c.many[i].TableName)
		m := t.engine.meterOf(name)
		used := consumedBy(&c.many[i])
		if m == nil || !used.known {
			continue
		}
		a := accessOfMany(c)
		m.mu.Lock()
		m.own[a].limiter.Correct(now, used.table-c.parts[part{name, a}])
		m.own[a].limiter.Done(now, c.began, used.table, 0)
		for index, units := range used.indexes {
			if ix := m.index(index); ix != nil {
				ix[a].limiter.Correct(now, units)
				ix[a].limiter.Done(now, c.began, units, 0)
			}
		}
		m.mu.Unlock()
	}
	if c.trouble == trouble.Throttle {
		t.blameSeveral(c, now)
	}
}

// blameSeveral slows the tables whose lack of capacity it was: those that the error names, by its reasons or
// as a transaction's actions; all that the request names if it says nothing.
func (t *table) blameSeveral(c *call, now int64) {
	blame := func(p part, reason string) {
		m := t.engine.meterOf(p.table)
		if m == nil {
			return
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		m.own[p.a].refused(1, reason)
		m.own[p.a].limiter.Done(now, c.began, 0, c.parts[p])
	}
	said := false
	for _, why := range trouble.Reasons(c.err) {
		for p := range c.parts {
			if why.Table == "" || !named(p.table, why.Table) || why.Write != (p.a == writing) {
				continue
			}
			said = true
			if why.Index == "" && !why.KeyRange {
				blame(p, why.Reason)
			}
		}
	}
	for i, throttled := range trouble.ThrottledActions(c.err) {
		if throttled && i < len(c.named) {
			said = true
			blame(c.named[i], "")
		}
	}
	if said {
		return
	}
	for p := range c.parts {
		blame(p, "")
	}
}

// accessOfMany is what an operation on several tables did to them. A batch or a transaction of statements
// reads only or writes only.
func accessOfMany(c *call) access {
	switch c.reqs[0].Op {
	case messages.BatchGetItem, messages.TransactGetItems:
		return reading
	case messages.BatchWriteItem, messages.TransactWriteItems:
		return writing
	}
	if c.selects {
		return reading
	}
	return writing
}

// selects says whether PartiQL statements read.
func selects(input any) bool {
	var statement *string
	switch in := input.(type) {
	case *dynamodb.ExecuteStatementInput:
		statement = in.Statement
	case *dynamodb.BatchExecuteStatementInput:
		if len(in.Statements) > 0 {
			statement = in.Statements[0].Statement
		}
	case *dynamodb.ExecuteTransactionInput:
		if len(in.TransactStatements) > 0 {
			statement = in.TransactStatements[0].Statement
		}
	}
	const word = "SELECT"
	text := strings.TrimSpace(aws.ToString(statement))
	return len(text) > len(word) && strings.EqualFold(text[:len(word)], word)
}

// tooLateForAll has a request that names several tables fail if one of them has no capacity before its
// deadline, and says whether it did.
func (t *table) tooLateForAll(r *messages.Request) bool {
	if _, has := r.Ctx.Deadline(); !has {
		return false
	}
	var longest time.Duration
	var of string
	several(r, func(name string, a access, units float64) {
		if m := t.engine.meterOf(name); m != nil {
			// Not its own units: it's let through as soon as there are some.
			if wait := m.wait(a, 0); wait > longest {
				longest, of = wait, name
			}
		}
	})
	return longest > 0 && t.tooLate(r, of, "", longest)
}
