// Package server is the benchmark's stand-in for DynamoDB: it answers every
// operation after a fixed latency and counts what arrived. It stores nothing;
// a read finds an item under any key of any table. It is written to stay out of
// the way, since it shares the processors with the client that is measured.
package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
)

const (
	// CountsPath is the control URL that tells what arrived.
	CountsPath = "/counts"
	// LatencyPath is the control URL that a latency is posted to, "3ms" for instance.
	LatencyPath = "/latency"

	describeTable = "DescribeTable"
	scan          = "Scan"
	query         = "Query"
)

// limits are the most items that DynamoDB takes in one call. Operations that
// have 0 are counted by what they answer, if by anything.
var limits = map[string]int{
	"PutItem":        1,
	"UpdateItem":     1,
	"DeleteItem":     1,
	"GetItem":        1,
	"BatchWriteItem": 25,
	"BatchGetItem":   100,
	describeTable:    0,
	scan:             0,
	query:            0,
}

type handler struct {
	latency   atomic.Int64
	counters  map[string]*counter // by operation; never written after newHandler
	templates templates
}

func newHandler(latency time.Duration) *handler {
	h := &handler{counters: map[string]*counter{}}
	h.latency.Store(int64(latency))
	for operation := range limits {
		h.counters[operation] = &counter{}
	}
	return h
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	target := r.Header.Get("X-Amz-Target")
	if target == "" {
		h.control(w, r)
		return
	}
	operation := target[strings.LastIndexByte(target, '.')+1:]
	limit, known := limits[operation]
	if !known {
		fail(w, unknownOperation, fmt.Sprintf("no operation %q", target))
		return
	}

	buffers := pool.Get().(*buffers)
	defer pool.Put(buffers)
	body, err := buffers.read(r)
	if err != nil {
		fail(w, validation, "reading the body: "+err.Error())
		return
	}
	if limit > 0 {
		if problem := h.count(operation, limit, body); problem != "" {
			fail(w, validation, problem)
			return
		}
	}
	time.Sleep(time.Duration(h.latency.Load()))
	answer(w, http.StatusOK, h.answerTo(operation, body, buffers))
}

func (h *handler) answerTo(operation string, body []byte, buffers *buffers) []byte {
	switch operation {
	case "BatchWriteItem":
		return batchWriteAnswer
	case "BatchGetItem":
		buffers.answer = h.templates.appendBatchGetAnswer(buffers.answer[:0], body)
	case "GetItem":
		buffers.answer = h.templates.appendGetAnswer(buffers.answer[:0], body)
	case scan, query:
		var found int
		buffers.answer, found = h.templates.appendPage(buffers.answer[:0], body)
		h.counters[operation].add(found, 0)
	case describeTable:
		buffers.answer = appendDescribeAnswer(buffers.answer[:0], body)
		h.counters[operation].add(0, 0)
	default:
		return emptyAnswer
	}
	return buffers.answer
}

// count looks at a body's keys. What DynamoDB would reject isn't counted.
func (h *handler) count(operation string, limit int, body []byte) (problem string) {
	var (
		n    int
		sum  items.Sum
		seen keySet
	)
	for key := range keysIn(body) {
		if n++; n > limit {
			return fmt.Sprintf("%s of more than %d items", operation, limit)
		}
		hash := key.hash()
		if !seen.add(hash) && repeats(body) {
			return "Provided list of item keys contains duplicates"
		}
		sum.Add(hash)
	}
	if n == 0 {
		return operation + " without a key"
	}
	h.counters[operation].add(n, sum)
	return ""
}

// repeats tells whether a batch has a key of one table twice. That it has a
// key twice is known, but tables may have the same ones.
func repeats(body []byte) bool {
	for _, part := range partsIn(body) {
		var seen keySet
		for key := range keysIn(part.body) {
			if !seen.add(key.hash()) {
				return true
			}
		}
	}
	return false
}

// control answers the benchmark itself.
func (h *handler) control(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodGet && r.URL.Path == CountsPath:
		h.serveCounts(w)
	case r.Method == http.MethodPost && r.URL.Path == LatencyPath:
		latency, err := time.ParseDuration(r.URL.RawQuery)
		if err != nil || latency < 0 {
			http.Error(w, fmt.Sprintf("no latency: %q", r.URL.RawQuery), http.StatusBadRequest)
			return
		}
		h.latency.Store(int64(latency))
	default:
		fail(w, unknownOperation, "no operation")
	}
}

func (h *handler) serveCounts(w http.ResponseWriter) {
	counts := Counts{}
	for operation, counter := range h.counters {
		counts[operation] = counter.read()
	}
	text, err := json.Marshal(counts)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(text)
}
