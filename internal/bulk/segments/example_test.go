package segments_test

import (
	"encoding/json"
	"fmt"

	"github.com/dynactor/dynactor/internal/bulk/segments"
)

// A worker's loop. scan stands for reading a page behind a position and settling its items; it returns the
// position behind it, nil behind the last page.
func Example() {
	scan := func(segment, total int, after json.RawMessage) (next json.RawMessage, items int64) {
		if after == nil {
			return json.RawMessage(`{"id":{"S":"…"}}`), 100
		}
		return nil, 50
	}

	const gb = 1 << 30
	total := segments.Plan(segments.Options{SizeBytes: 3 * gb, Items: 1e6, Workers: 4})
	q, err := segments.New(total, 1)
	if err != nil {
		panic(err)
	}
	for {
		c, ok := q.Next()
		if !ok {
			break
		}
		for after := c.Start.After; ; {
			next, items := scan(c.Start.Segment, c.Start.Total, after)
			if next == nil {
				err = c.Done(items)
				break
			}
			if err = c.Settle(next, items); err != nil {
				break
			}
			after = next
		}
		if err != nil {
			panic(err)
		}
	}
	p := q.Progress()
	fmt.Printf("%d of %d segments, %d items\n", p.Done, p.Total, p.Items)
	// Output: 384 of 384 segments, 57600 items
}
