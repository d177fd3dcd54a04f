// Package server is the benchmark's stand-in for DynamoDB: it answers every
// operation after a fixed latency and counts what arrived. It stores nothing;
// a read finds an item under any key. It is written to stay out of the way,
// since it shares the processors with the client that is measured.
package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
)

const (
	// CountsPath is the control URL that tells what arrived.
	CountsPath = "/counts"

	describeTable = "DescribeTable"
)

// limits are the most items that DynamoDB takes in one call.
var limits = map[string]int{
	"PutItem":        1,
	"UpdateItem":     1,
	"DeleteItem":     1,
	"GetItem":        1,
	"BatchWriteItem": 25,
	"BatchGetItem":   100,
	describeTable:    0,
}

type handler struct {
	latency  time.Duration
	counters map[string]*counter // by operation; never written after newHandler
}

func newHandler(latency time.Duration) *handler {
	h := &handler{latency: latency, counters: map[string]*counter{}}
	for operation := range limits {
		h.counters[operation] = &counter{}
	}
	return h
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == CountsPath {
		h.serveCounts(w)
		return
	}
	target := r.Header.Get("X-Amz-Target")
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

	if problem := h.count(operation, limit, body); problem != "" {
		fail(w, validation, problem)
		return
	}
	time.Sleep(h.latency)
	switch operation {
	case "GetItem":
		buffers.answer = appendGetAnswer(buffers.answer[:0], body)
		answer(w, http.StatusOK, buffers.answer)
	case "BatchGetItem":
		buffers.answer = appendBatchGetAnswer(buffers.answer[:0], body)
		answer(w, http.StatusOK, buffers.answer)
	case "BatchWriteItem":
		answer(w, http.StatusOK, batchWriteAnswer)
	case describeTable:
		answer(w, http.StatusOK, describeAnswer)
	default:
		answer(w, http.StatusOK, emptyAnswer)
	}
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
		hash := items.Hash(key)
		if !seen.add(hash) {
			return "Provided list of item keys contains duplicates"
		}
		sum.Add(hash)
	}
	if n == 0 && limit > 0 {
		return operation + " without a key"
	}
	h.counters[operation].add(n, sum)
	return ""
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
