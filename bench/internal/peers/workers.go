package peers

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// openWorkers is what a team writes when its handlers' single puts and gets
// have to be fast: workers behind a channel that make batches of what is waiting,
// and tell each caller how it went. Updates and scans can't be batched: they are
// plain calls.
func openWorkers(_ context.Context, on Target) (*Opened, error) {
	sdk := on.Client()
	return startWorkers(sdk, sdk), nil
}

// batcher is the part of the SDK's client that works on batches.
type batcher interface {
	BatchWriter
	BatchReader
}

// startWorkers starts workers that send their batches by batches, which has the
// same client behind it.
func startWorkers(sdk *dynamodb.Client, batches batcher) *Opened {
	ctx, cancel := context.WithCancel(context.Background())
	s := &workerStore{
		clientStore: clientStore{sdk},
		puts:        make(chan *errand, putCrew*writeBatch),
		gets:        make(chan *errand, getCrew*readBatch),
	}
	for range putCrew {
		s.wait.Go(func() {
			var w putWorker
			work(ctx, s.puts, writeBatch, func(batch []*errand) { w.send(ctx, batches, batch) })
		})
	}
	for range getCrew {
		s.wait.Go(func() {
			var w getWorker
			work(ctx, s.gets, readBatch, func(batch []*errand) { w.send(ctx, batches, batch) })
		})
	}
	end := func(context.Context) error {
		cancel()
		s.wait.Wait()
		return nil
	}
	return &Opened{Store: s, Bulk: workerBulk{sdk}, Close: end}
}

// How many workers there are for puts and for gets, and how many goroutines in
// bulk. Of 8, 16 and 32, tried at 64 to 8,192 callers and 3 ms: 8 can't keep up with
// puts, of which a batch has only 25, and 32 take gets before they fill a batch.
const (
	putCrew = 32
	getCrew = 16
	crew    = 32
)

// workerStore is a Store whose puts and gets go to workers.
type workerStore struct {
	clientStore
	puts, gets chan *errand
	wait       sync.WaitGroup
}

// errand is a caller's item on its way to a worker and back.
type errand struct {
	at   place
	item items.Item
	// done has room for the answer, so that no worker waits for a caller that has left.
	done chan error
}

// place is a key of a table.
type place struct{ table, key string }

var errands = sync.Pool{New: func() any { return &errand{done: make(chan error, 1)} }}

func (s *workerStore) Put(ctx context.Context, table string, item items.Item) error {
	key, err := items.KeyOf(item)
	if err != nil {
		return err
	}
	return s.run(ctx, s.puts, place{table, key}, item)
}

func (s *workerStore) Read(ctx context.Context, table, key string) error {
	return s.run(ctx, s.gets, place{table, key}, nil)
}

func (s *workerStore) run(ctx context.Context, queue chan<- *errand, at place, item items.Item) error {
	e := errands.Get().(*errand)
	e.at, e.item = at, item
	select {
	case queue <- e:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-e.done:
		e.item = nil
		errands.Put(e)
		return err
	case <-ctx.Done():
		return context.Cause(ctx) // the errand is still a worker's, so it isn't used again
	}
}

// work sends batches of what waits in the queue: full ones while there's enough,
// and what there is as soon as there's no more. So a lone item doesn't wait.
func work(ctx context.Context, queue <-chan *errand, size int, send func([]*errand)) {
	batch := make([]*errand, 0, size)
	for {
		select {
		case e := <-queue:
			batch = append(batch[:0], e)
		case <-ctx.Done():
			return
		}
		for waiting := true; waiting && len(batch) < size; {
			select {
			case e := <-queue:
				batch = append(batch, e)
			default:
				waiting = false
			}
		}
		send(batch)
	}
}

// putWorker keeps its map from batch to batch.
type putWorker struct{ index map[place]int }

// send writes a batch. DynamoDB takes no key twice in one, so of several puts
// of a key the last one is sent, as if the others had come just before it.
func (w *putWorker) send(ctx context.Context, sdk BatchWriter, batch []*errand) {
	if w.index == nil {
		w.index = make(map[place]int, writeBatch)
	}
	clear(w.index)
	requests := make(map[string][]types.WriteRequest, 1)
	for _, e := range batch {
		put := types.WriteRequest{PutRequest: &types.PutRequest{Item: e.item}}
		of := requests[e.at.table]
		if i, again := w.index[e.at]; again {
			of[i] = put
			continue
		}
		w.index[e.at] = len(of)
		requests[e.at.table] = append(of, put)
	}
	err := writeUntilProcessed(ctx, sdk, requests)
	for _, e := range batch {
		e.done <- err
	}
}

// getWorker keeps its map from batch to batch.
type getWorker struct{ found map[place]bool }

// send reads a batch, each key once, however many wait for it.
func (w *getWorker) send(ctx context.Context, sdk BatchReader, batch []*errand) {
	if w.found == nil {
		w.found = make(map[place]bool, readBatch)
	}
	clear(w.found)
	keys := make(map[string]types.KeysAndAttributes, 1)
	for _, e := range batch {
		if _, again := w.found[e.at]; again {
			continue
		}
		w.found[e.at] = false
		of := keys[e.at.table]
		of.Keys = append(of.Keys, items.Key(e.at.key))
		keys[e.at.table] = of
	}
	err := readUntilProcessed(ctx, sdk, keys, func(table string, item items.Item) error {
		key, err := items.KeyOf(item)
		w.found[place{table, key}] = true
		return err
	})
	for _, e := range batch {
		if err == nil && !w.found[e.at] {
			e.done <- errAbsent
			continue
		}
		e.done <- err
	}
}
