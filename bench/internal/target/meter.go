package target

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/server"
)

// meter counts what goes to a target that doesn't count for itself, and what
// that throws back for lack of capacity. It stands between the SDK and the
// network; clients that aren't the target's own aren't counted.
type meter struct {
	mu        sync.Mutex
	counts    server.Counts
	throttled int // items
	scanned   int // bytes that scans were answered
}

func newMeter() *meter { return &meter{counts: server.Counts{}} }

// read returns what was counted so far.
func (m *meter) read() (counts server.Counts, throttled, scanned int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.counts), m.throttled, m.scanned
}

func (m *meter) add(operation string, items, throttled, scanned int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	count := m.counts[operation]
	count.Calls++
	count.Items += items
	m.counts[operation] = count
	m.throttled += throttled
	m.scanned += scanned
}

// metered is a transport with a meter.
type metered struct {
	transport http.RoundTripper
	meter     *meter
}

// mark stands in a body before every key of an item.
var mark = []byte(`"` + items.PartitionKey + `":{"`)

// RoundTrip implements http.RoundTripper.
func (t metered) RoundTrip(request *http.Request) (*http.Response, error) {
	target := request.Header.Get("X-Amz-Target")
	operation := target[strings.LastIndexByte(target, '.')+1:]
	counted := &countedBody{}
	if request.Body != nil {
		own := *request // the caller's stays as it is
		counted.ReadCloser = request.Body
		own.Body = counted
		request = &own
	}
	response, err := t.transport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	asked := int(counted.found.Load())
	switch operation {
	case "BatchWriteItem", "BatchGetItem":
	case "Scan", "Query":
		t.meter.add(operation, 0, 0, int(max(0, response.ContentLength)))
		return response, nil
	case "PutItem", "UpdateItem", "DeleteItem", "GetItem":
		if response.StatusCode == http.StatusOK {
			t.meter.add(operation, asked, 0, 0)
			return response, nil
		}
	default:
		return response, nil
	}
	throttled, err := thrownBack(response, asked)
	if err != nil {
		return nil, err
	}
	t.meter.add(operation, asked-throttled, throttled, 0)
	return response, nil
}

// thrownBack reads an answer, leaves it as it was, and returns how many of the
// items that were asked for came back for lack of capacity.
func thrownBack(response *http.Response, asked int) (int, error) {
	body, err := io.ReadAll(response.Body)
	closed := response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if response.StatusCode == http.StatusOK {
		return unprocessed(body), closed
	}
	for _, kind := range []string{"ProvisionedThroughputExceeded", "ThrottlingException", "RequestLimitExceeded"} {
		if bytes.Contains(body, []byte(kind)) {
			return asked, closed
		}
	}
	return 0, closed
}

// unprocessed is how many items a batch's answer has as unprocessed.
func unprocessed(body []byte) int {
	for _, name := range []string{`"UnprocessedItems":{"`, `"UnprocessedKeys":{"`} {
		if at := bytes.Index(body, []byte(name)); at >= 0 {
			rest := body[at:]
			// An engine may put what was found behind it.
			if end := bytes.Index(rest, []byte(`"Responses":{`)); end >= 0 {
				rest = rest[:end]
			}
			return bytes.Count(rest, mark)
		}
	}
	return 0
}

// countedBody counts marks in what is read from it.
type countedBody struct {
	io.ReadCloser
	last  []byte // the end of what was read before, one byte shorter than a mark
	found atomic.Int64
}

// Read implements io.Reader.
func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	read := p[:n]
	b.found.Add(int64(bytes.Count(read, mark)))
	// A mark may begin in one read and end in the next.
	short := len(mark) - 1
	seam := append(b.last, read[:min(n, short)]...)
	if len(b.last) > 0 {
		b.found.Add(int64(bytes.Count(seam, mark)))
	}
	if n >= short {
		seam = append(seam[:0], read[n-short:]...)
	}
	b.last = append(b.last[:0], seam[max(0, len(seam)-short):]...)
	return n, err
}
