package server

import (
	"hash/crc32"
	"net/http"
	"strconv"
	"sync/atomic"

	"github.com/dynactor/dynactor/bench/internal/items"
)

var (
	contentType = []string{"application/x-amz-json-1.0"}
	requestIDs  atomic.Uint64
)

// answer writes a body with the headers that DynamoDB's protocol asks for.
// The header names are spelled as net/http keeps them, to spare their folding.
func answer(w http.ResponseWriter, status int, body []byte) {
	header := w.Header()
	header["Content-Type"] = contentType
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	header["X-Amz-Crc32"] = []string{strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10)}
	header["X-Amzn-Requestid"] = []string{"BENCH" + strconv.FormatUint(requestIDs.Add(1), 10)}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the peer may be gone: then nobody reads the answer
}

// fail answers with an error of DynamoDB's.
func fail(w http.ResponseWriter, code, message string) {
	answer(w, http.StatusBadRequest, []byte(`{"__type":"`+code+`","message":`+strconv.Quote(message)+`}`))
}

const (
	validation       = "com.amazon.coral.validate#ValidationException"
	unknownOperation = "com.amazon.coral.service#UnknownOperationException"
)

var (
	emptyAnswer      = []byte(`{}`)
	batchWriteAnswer = []byte(`{"UnprocessedItems":{}}`)
	describeAnswer   = []byte(`{"Table":{"TableName":"` + items.Table + `","TableStatus":"ACTIVE","ItemCount":0,` +
		`"AttributeDefinitions":[{"AttributeName":"` + items.PartitionKey + `","AttributeType":"S"}],` +
		`"KeySchema":[{"AttributeName":"` + items.PartitionKey + `","KeyType":"HASH"}]}}`)

	itemHead, itemTail = items.Wire()
)

func appendItem(to, key []byte) []byte {
	to = append(to, itemHead...)
	to = append(to, key...)
	return append(to, itemTail...)
}

func appendGetAnswer(to, body []byte) []byte {
	to = append(to, `{"Item":`...)
	for key := range keysIn(body) { // one: see limits
		to = appendItem(to, key)
	}
	return append(to, '}')
}

func appendBatchGetAnswer(to, body []byte) []byte {
	to = append(to, `{"Responses":{"`+items.Table+`":[`...)
	first := true
	for key := range keysIn(body) {
		if !first {
			to = append(to, ',')
		}
		first = false
		to = appendItem(to, key)
	}
	return append(to, `]},"UnprocessedKeys":{}}`...)
}
