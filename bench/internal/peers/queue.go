package peers

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// asked is one item on its way to a batch worker.
type asked struct {
	key   string
	item  items.Item
	start time.Time
}

// queue is the channel between producers and batch workers.
type queue struct {
	channel   chan asked
	abandoned atomic.Bool
}

// feed returns a queue that producers fill until the time is over and then
// close. Without a worker that fills batches or abandons it, they would hang.
func feed(size, producers int, until time.Time, build func(key string) items.Item) *queue {
	var (
		q    = &queue{channel: make(chan asked, size)}
		wait sync.WaitGroup
	)
	for range producers {
		wait.Go(func() {
			var keys items.Keys
			for {
				start := time.Now()
				if !start.Before(until) || q.abandoned.Load() {
					return
				}
				key := keys.Next()
				q.channel <- asked{key, build(key), start}
			}
		})
	}
	go func() {
		wait.Wait()
		close(q.channel)
	}()
	return q
}

// fill takes items until the batch is full. An empty batch tells that the
// queue is at its end.
func (q *queue) fill(batch []asked, size int) []asked {
	batch = batch[:0]
	for len(batch) < size {
		next, ok := <-q.channel
		if !ok {
			break
		}
		batch = append(batch, next)
	}
	return batch
}

// abandon ends the producers when a worker has failed: one of them may be
// about to send, so what they still send is taken.
func (q *queue) abandon() {
	q.abandoned.Store(true)
	for range q.channel {
	}
}
