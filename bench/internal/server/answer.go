package server

import (
	"bytes"
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
)

func appendDescribeAnswer(to, body []byte) []byte {
	to = append(to, `{"Table":{"TableName":"`...)
	to = append(to, tableIn(body)...)
	return append(to, `","TableStatus":"ACTIVE","ItemCount":0,`+
		`"AttributeDefinitions":[{"AttributeName":"`+items.PartitionKey+`","AttributeType":"S"}],`+
		`"KeySchema":[{"AttributeName":"`+items.PartitionKey+`","KeyType":"HASH"}]}}`...)
}

func (t *templates) appendGetAnswer(to, body []byte) []byte {
	to = append(to, `{"Item":`...)
	for key := range keysIn(body) { // one: see limits
		to = t.of(tableIn(body)).appendItem(to, key)
	}
	return append(to, '}')
}

var keysMark = []byte(`"Keys":[`)

func (t *templates) appendBatchGetAnswer(to, body []byte) []byte {
	to = append(to, `{"Responses":{`...)
	if bytes.Count(body, keysMark) <= 1 {
		to = t.appendFound(to, text(body, `"RequestItems":{"`), body)
	} else {
		for i, part := range partsIn(body) {
			if i > 0 {
				to = append(to, ',')
			}
			to = t.appendFound(to, part.table, part.body)
		}
	}
	return append(to, `},"UnprocessedKeys":{}}`...)
}

// appendFound appends a table's items in the answer of a batch.
func (t *templates) appendFound(to, table, body []byte) []byte {
	to = append(append(append(to, '"'), table...), `":[`...)
	template, first := t.of(table), true
	for key := range keysIn(body) {
		if !first {
			to = append(to, ',')
		}
		first = false
		to = template.appendItem(to, key)
	}
	return append(to, ']')
}
