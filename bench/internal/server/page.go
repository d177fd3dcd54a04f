package server

import (
	"encoding/base64"
	"strconv"

	"github.com/dynactor/dynactor/bench/internal/items"
)

const (
	// pageItems is how many items a scan without a limit finds on a page.
	pageItems = 100
	// pageBytes is about how long a page gets. DynamoDB's limit is 1 MB, too.
	pageBytes = 1 << 20
)

// appendPage answers a scan or a query with as many items as its Limit says,
// after the ExclusiveStartKey: other ones for each start, always the same for
// the same. A table that stores nothing has no end: there is always a next page.
func (t *templates) appendPage(to, body []byte) (answer []byte, found int) {
	var start key
	for key := range keysIn(body) {
		start = key
	}
	var (
		template = t.of(tableIn(body))
		limit    = max(1, numberIn(body, `"Limit":`, pageItems))
		at       = start.hash()
		last     key
	)
	to = append(to, `{"Items":[`...)
	for found = 0; found < limit && len(to) < pageBytes; found++ {
		if found > 0 {
			to = append(to, ',')
		}
		at++
		last = scanned(at, start.binary)
		to = template.appendItem(to, last)
	}
	to = append(to, `],"Count":`...)
	to = strconv.AppendInt(to, int64(found), 10)
	to = append(to, `,"ScannedCount":`...)
	to = strconv.AppendInt(to, int64(found), 10)
	to = append(to, `,"LastEvaluatedKey":{"`+items.PartitionKey+`":{"`...)
	mark := stringMark
	if last.binary {
		mark = binaryMark
	}
	to = append(append(to, mark...), last.text...)
	return append(to, `"}}}`...), found
}

// scanned is the key of an item that a scan finds.
func scanned(number uint64, binary bool) key {
	text := strconv.AppendUint([]byte("scanned-"), number, 16)
	if binary {
		text = base64.StdEncoding.AppendEncode(nil, text)
	}
	return key{text, binary}
}
