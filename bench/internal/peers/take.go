package peers

import (
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// takeItems fills a batch with up to n items. An empty one tells that there are
// no more.
func takeItems(batch []asked, n int, next func() (items.Item, bool)) ([]asked, error) {
	batch = batch[:0]
	for len(batch) < n {
		item, ok := next()
		if !ok {
			break
		}
		key, err := items.KeyOf(item)
		if err != nil {
			return nil, err
		}
		batch = append(batch, asked{key, item, time.Now()})
	}
	return batch, nil
}

// takeKeys fills a batch with up to n keys, in the same way.
func takeKeys(batch []asked, n int, next func() (string, bool)) []asked {
	batch = batch[:0]
	for len(batch) < n {
		key, ok := next()
		if !ok {
			break
		}
		batch = append(batch, asked{key: key, start: time.Now()})
	}
	return batch
}
