package capacity

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// load is what callers ask an executor for.
type load struct {
	w    *world
	ex   *api.Executor
	b    *book
	face face
	// group is that of the items.
	group string
	// rate is how many requests a second are asked for.
	rate int
	// ask makes the n-th request; put if nil.
	ask func(l *load, n int)
	// ctx of the requests, Background if nil.
	ctx context.Context

	next atomic.Int64
}

func (l *load) context() context.Context {
	if l.ctx != nil {
		return l.ctx
	}
	return context.Background()
}

func (l *load) one() {
	n := int(l.next.Add(1))
	if l.ask != nil {
		l.ask(l, n)
		return
	}
	l.put(keyOf(l.group, n), n)
}

// put writes an item.
func (l *load) put(i item, v int) {
	i[version] = number(v)
	a := l.b.enter(l.group, nameOf(i))
	l.face.put(l.context(), l.ex, &dynamodb.PutItemInput{TableName: aws.String(tableName), Item: i}, a.done)
	if !l.face.waits {
		l.b.returned(a)
	}
}

// getsOf reads one of so many items that are there, consistently.
func getsOf(items int) func(*load, int) {
	return func(l *load, n int) {
		key := keyOf(l.group, 1+n%items)
		a := l.b.enter(l.group, nameOf(key))
		l.face.get(l.context(), l.ex, &dynamodb.GetItemInput{TableName: aws.String(tableName), Key: key, ConsistentRead: aws.Bool(true)}, a.done)
	}
}

// pending bounds what waits in the executor of a flood: a few seconds' worth, so that it ends soon after.
const pending = 4_000

func bounded() api.Option { return api.WithMaxPending(pending, 64<<20) }

// flood asks up to the end of a second for as much as is taken. The async face is asked by one goroutine at
// the load's rate, the sync one by callers that ask one after the other, as many as would make more than that
// rate if nothing held them back. It returns when all callers have stopped asking.
func (l *load) flood(end int) {
	last := l.w.at(end)
	if !l.face.waits {
		const tick = 10 * time.Millisecond
		for time.Now().Before(last) {
			next := time.Now().Add(tick)
			for range l.rate / 100 {
				l.one()
			}
			time.Sleep(time.Until(next))
		}
		return
	}
	var callers sync.WaitGroup
	for range l.rate / 20 {
		callers.Go(func() {
			for time.Now().Before(last) {
				l.one()
			}
		})
	}
	callers.Wait()
}

// open asks at its rate up to the end of a second, whatever becomes of the requests: each has a caller of its
// own. With alone the async face is asked by a single goroutine, so it's held up by a single request that is.
func (l *load) open(end int, alone bool) {
	last := l.w.at(end)
	began, asked := time.Now(), 0
	var callers sync.WaitGroup
	for time.Now().Before(last) {
		for due := int(time.Since(began).Seconds() * float64(l.rate)); asked < due; asked++ {
			if alone && !l.face.waits {
				l.one()
			} else {
				callers.Go(l.one)
			}
		}
		time.Sleep(time.Millisecond)
	}
	callers.Wait()
}
