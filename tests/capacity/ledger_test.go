package capacity

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api/local"
)

// tally is what the service did in some time for some items: how many it served and refused, and what the
// served ones took.
type tally struct {
	served, refused int
	units           float64
}

func (c *tally) add(o tally) {
	c.served += o.served
	c.refused += o.refused
	c.units += o.units
}

// share of the items was refused.
func (c tally) share() float64 {
	if c.refused == 0 {
		return 0
	}
	return float64(c.refused) / float64(c.served+c.refused)
}

// ledger is the truth: what the service has served and refused in each second, by groups of items. It looks
// at the requests where they're applied, so no fault on the way back is seen by it.
type ledger struct {
	began time.Time

	mu sync.Mutex
	// calls that came, applied or not, for each second.
	calls   []int
	seconds []map[string]*tally
}

func newLedger() *ledger { return &ledger{began: time.Now()} }

// restart forgets what was, and counts seconds from now on.
func (l *ledger) restart() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.began, l.calls, l.seconds = time.Now(), nil, nil
}

// arrived is the control that counts calls. It goes before all other controls.
func (l *ledger) arrived(_ context.Context, r *local.Request) error {
	if len(asked(r.Input)) > 0 {
		l.mu.Lock()
		defer l.mu.Unlock()
		n := l.now()
		for len(l.calls) <= n {
			l.calls = append(l.calls, 0)
		}
		l.calls[n]++
	}
	return nil
}

// applied is the control that counts what comes of the requests. It goes after all other controls, so that
// it's the first to see the answer.
func (l *ledger) applied(_ context.Context, r *local.Request) error {
	items := asked(r.Input)
	if len(items) == 0 {
		return nil
	}
	r.After(func(_ context.Context, output any, err error) error {
		left := items // all are refused
		if err == nil {
			left = unprocessed(output)
		}
		byGroup := map[string]*tally{}
		of := func(group string) *tally {
			if byGroup[group] == nil {
				byGroup[group] = &tally{}
			}
			return byGroup[group]
		}
		for _, e := range items {
			of(e.group).served++
			of(e.group).units += e.units
		}
		for _, e := range left {
			of(e.group).served--
			of(e.group).refused++
			of(e.group).units -= e.units
		}
		for _, e := range found(output, items) {
			of(e.group).units += e.units
		}
		l.enter(byGroup)
		return nil
	})
	return nil
}

func (l *ledger) enter(byGroup map[string]*tally) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.now()
	for len(l.seconds) <= n {
		l.seconds = append(l.seconds, map[string]*tally{})
	}
	for group, c := range byGroup {
		if l.seconds[n][group] == nil {
			l.seconds[n][group] = &tally{}
		}
		l.seconds[n][group].add(*c)
	}
}

// now is the running second.
func (l *ledger) now() int { return int(time.Since(l.began) / time.Second) }

// between is what was done from one second on up to another, which isn't included, for the named groups or
// for all.
func (l *ledger) between(from, to int, groups ...string) (sum tally) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n := max(0, from); n < min(to, len(l.seconds)); n++ {
		if len(groups) == 0 {
			for _, c := range l.seconds[n] {
				sum.add(*c)
			}
		}
		for _, group := range groups {
			if c := l.seconds[n][group]; c != nil {
				sum.add(*c)
			}
		}
	}
	return sum
}

// callsBetween is how many calls came.
func (l *ledger) callsBetween(from, to int) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, calls := range l.calls[min(from, len(l.calls)):min(to, len(l.calls))] {
		n += calls
	}
	return n
}

// allCalls are those of the whole run.
func (l *ledger) allCalls() int { return l.callsBetween(0, len(l.calls)) }

// entry is one item of a request, with what it takes as far as the request tells.
type entry struct {
	group      string
	units      float64 // of a write
	consistent bool    // of a read
}

// asked are the items of a request, none if it's of no interest.
func asked(input any) (all []entry) {
	write := func(i item) { all = append(all, entry{group: groupOf(i), units: writeUnits(i)}) }
	read := func(key item, consistent *bool) {
		all = append(all, entry{group: groupOf(key), consistent: consistent != nil && *consistent})
	}
	switch in := input.(type) {
	case *dynamodb.PutItemInput:
		write(in.Item)
	case *dynamodb.BatchWriteItemInput:
		for _, w := range in.RequestItems[tableName] {
			write(w.PutRequest.Item)
		}
	case *dynamodb.GetItemInput:
		read(in.Key, in.ConsistentRead)
	case *dynamodb.BatchGetItemInput:
		k := in.RequestItems[tableName]
		for _, key := range k.Keys {
			read(key, k.ConsistentRead)
		}
	}
	return all
}

// unprocessed are the items that an answer gives back.
func unprocessed(output any) []entry {
	switch out := output.(type) {
	case *dynamodb.BatchWriteItemOutput:
		return asked(&dynamodb.BatchWriteItemInput{RequestItems: out.UnprocessedItems})
	case *dynamodb.BatchGetItemOutput:
		return asked(&dynamodb.BatchGetItemInput{RequestItems: out.UnprocessedKeys})
	}
	return nil
}

// found are the items that an answer to a read of items has, with what they took. All that are asked for in
// these tests are there.
func found(output any, items []entry) (all []entry) {
	read := func(i item) {
		all = append(all, entry{group: groupOf(i), units: readUnits(i, items[0].consistent)})
	}
	switch out := output.(type) {
	case *dynamodb.GetItemOutput:
		read(out.Item)
	case *dynamodb.BatchGetItemOutput:
		for _, i := range out.Responses[tableName] {
			read(i)
		}
	}
	return all
}
