package differential

import (
	"strings"
)

func put(item string) string { return `{"PutRequest":{"Item":` + item + `}}` }
func del(key string) string  { return `{"DeleteRequest":{"Key":` + key + `}}` }

var someItems = []string{`{"pk":{"S":"a"},"x":{"N":"1"}}`, `{"pk":{"S":"b"},"x":{"N":"2"},"m":{"M":{"k":{"S":"v"}}}}`, `{"pk":{"S":"c"},"v":{"S":"<<x*5000>>"}}`}

var batchWriteFamily = family{"BatchWriteItem", []scenario{
	{
		name: "shapes", tables: []string{hashTable, otherTable}, items: seeds{"@t": someItems},
		steps: steps(
			each("BatchWriteItem", `{"RequestItems":{"@t":[%]}}`,
				put(`{"pk":{"S":"n"}}`), put(`{"pk":{"S":"a"},"y":{"S":"z"}}`), del(`{"pk":{"S":"a"}}`), del(`{"pk":{"S":"nothing"}}`), put(`{"pk":{"S":"n"}}`)+","+del(`{"pk":{"S":"a"}}`), put(`{"pk":{"S":"n"}}`)+","+put(`{"pk":{"S":"n"}}`), put(`{"pk":{"S":"n"}}`)+","+del(`{"pk":{"S":"n"}}`), del(`{"pk":{"S":"n"}}`)+","+del(`{"pk":{"S":"n"}}`),
				``, `{}`, `null`, `{"PutRequest":{}}`, `{"PutRequest":null}`, `{"DeleteRequest":{}}`, `{"PutRequest":{"Item":{}}}`, `{"PutRequest":{"Item":null}}`, `{"PutRequest":{"Item":{"pk":{"S":"a"}}},"DeleteRequest":{"Key":{"pk":{"S":"b"}}}}`, `{"X":{"Key":{"pk":{"S":"b"}}}}`, `{"PutRequest":{"Key":{"pk":{"S":"b"}}}}`,
				put(`{"x":{"S":"n"}}`), put(`{"pk":{"N":"1"}}`), put(`{"pk":{"S":""}}`), put(`{"pk":{"S":"<<k*2049>>"}}`), put(`{"pk":{"S":"n"},"v":{"SS":[]}}`), put(`{"pk":{"S":"n"},"v":{"N":"x"}}`), put(`{"pk":{"S":"n"},"v":{"S":"<<x*409597>>"}}`), put(`{"pk":{"S":"n"},"v":{"S":"<<x*409596>>"}}`), put(`{"pk":{"S":"n"},"v":`+nested(33)+`}`), put(`{"pk":{"S":"n"},"":{"S":"x"}}`),
				del(`{"pk":{"S":"a"},"x":{"N":"1"}}`), del(`{"x":{"N":"1"}}`), del(`{}`), del(`{"pk":{"N":"1"}}`), del(`{"pk":{"S":""}}`), del(`{"pk":{"S":"<<k*2049>>"}}`),
				put(`{"pk":{"S":"n"}}`)+","+put(`{"pk":{"N":"1"}}`), put(`{"pk":{"S":"n"}}`)+`,{}`),
			each("BatchWriteItem", `{%}`, `"RequestItems":{}`, `"RequestItems":null`, `"RequestItems":[]`, ``, `"RequestItems":{"@t":null}`, `"RequestItems":{"@t":{}}`, `"RequestItems":{"@nowhere":[`+put(`{"pk":{"S":"n"}}`)+`]}`, `"RequestItems":{"@nowhere":[]}`, `"RequestItems":{"a":[`+put(`{"pk":{"S":"n"}}`)+`]}`, `"RequestItems":{"":[`+put(`{"pk":{"S":"n"}}`)+`]}`,
				`"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`],"@nowhere":[`+put(`{"pk":{"S":"n"}}`)+`]}`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`],"@u":[`+put(`{"id":{"N":"1"},"at":{"N":"1"}}`)+`]},"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`],"@u":[]}`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`],"@u":[`+put(`{"id":{"N":"1"},"at":{"N":"1"}}`)+`,`+put(`{"id":{"N":"1.0"},"at":{"N":"1e0"}}`)+`]}`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`],"@u":[`+put(`{"id":{"N":"1"}}`)+`]}`,
				`"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`]},"ReturnConsumedCapacity":"TOTAL"`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`]},"ReturnConsumedCapacity":"NONE"`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`]},"ReturnConsumedCapacity":"X"`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`]},"ReturnItemCollectionMetrics":"X"`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`,`+put(`{"pk":{"S":"o"},"v":{"S":"<<x*3000>>"}}`)+`,`+del(`{"pk":{"S":"c"}}`)+`]},"ReturnConsumedCapacity":"TOTAL"`, `"RequestItems":{"@t":[`+put(`{"pk":{"S":"n"}}`)+`],"arn:aws:dynamodb:us-east-1:000000000000:table/@t":[`+put(`{"pk":{"S":"o"}}`)+`]}`),
			named("25", "BatchWriteItem", `{"RequestItems":{"@t":[`+listed(25, put(`{"pk":{"S":"n%d"}}`))+`]},"ReturnConsumedCapacity":"TOTAL"}`),
			named("26", "BatchWriteItem", `{"RequestItems":{"@t":[`+listed(26, put(`{"pk":{"S":"n%d"}}`))+`]}}`),
			named("26 bad", "BatchWriteItem", `{"RequestItems":{"@t":[`+listed(26, put(`{"x":{"S":"n%d"}}`))+`]}}`),
			named("13 and 13", "BatchWriteItem", `{"RequestItems":{"@t":[`+listed(13, put(`{"pk":{"S":"n%d"}}`))+`],"@u":[`+listed(13, put(`{"id":{"N":"%d"},"at":{"N":"0"}}`))+`]}}`),
			named("26 in no table", "BatchWriteItem", `{"RequestItems":{"@nowhere":[`+listed(26, put(`{"pk":{"S":"n%d"}}`))+`]}}`),
		),
	},
	{
		name: "sizes", tables: []string{hashTable},
		steps: steps(
			named("10 MB", "BatchWriteItem", `{"RequestItems":{"@t":[`+listed(25, put(`{"pk":{"S":"n%d"},"v":{"S":"<<x*400000>>"}}`))+`]},"ReturnConsumedCapacity":"TOTAL"}`),
			named("over 16 MB on the wire", "BatchWriteItem", `{"RequestItems":{"@t":[`+listed(25, put(`{"pk":{"S":"n%d"},"v":{"S":"<<\u0001*115000>>"}}`))+`]}}`),
		),
	},
	{
		name: "indexes", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("BatchWriteItem", `{"RequestItems":{"@t":[%]},"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"}`, put(`{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"S":"q"}}`), put(`{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"N":"1"}}`), put(`{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"S":""}}`), del(`{"pk":{"S":"a"},"sk":{"S":"1"}}`)+`,`+del(`{"pk":{"S":"a"},"sk":{"S":"2"}}`)+`,`+put(`{"pk":{"S":"b"},"sk":{"S":"1"},"n":{"N":"1"}}`), del(`{"pk":{"S":"a"}}`), put(`{"pk":{"S":"a"}}`)),
		),
	},
}}

var batchGetFamily = family{"BatchGetItem", []scenario{
	{
		name: "shapes", tables: []string{hashTable, otherTable}, items: seeds{"@t": append(someItems, strings.Replace(everyType, `"a"`, `"every"`, 1)), "@u": {`{"id":{"N":"1"},"at":{"N":"2"},"x":{"S":"y"}}`}},
		steps: steps(
			each("BatchGetItem", `{"RequestItems":{"@t":{"Keys":[%]}}}`, `{"pk":{"S":"a"}}`, `{"pk":{"S":"a"}},{"pk":{"S":"b"}}`, `{"pk":{"S":"a"}},{"pk":{"S":"nothing"}}`, `{"pk":{"S":"nothing"}}`, `{"pk":{"S":"a"}},{"pk":{"S":"a"}}`, ``, `{}`, `null`, `{"pk":{"N":"1"}}`, `{"pk":{"S":""}}`, `{"x":{"S":"a"}}`, `{"pk":{"S":"a"},"x":{"S":"a"}}`, `{"pk":{"S":"<<k*2049>>"}}`, `{"pk":{}}`, `{"pk":{"SS":[]}}`, `{"pk":{"N":"x"}}`, `{"pk":{"S":"a"}},{"pk":{"N":"1"}}`, `{"pk":{"S":"nothing"}},{"pk":{"S":"nothing"}}`),
			each("BatchGetItem", `{"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"every"}}],%}}}`, `"ConsistentRead":true`, `"ConsistentRead":false`, `"ProjectionExpression":"pk"`, `"ProjectionExpression":"x, m.a"`, `"ProjectionExpression":"nope"`, `"ProjectionExpression":"x,"`, `"ProjectionExpression":""`, `"ProjectionExpression":"name"`, `"ProjectionExpression":"#x","ExpressionAttributeNames":{"#x":"x"}`, `"ProjectionExpression":"#x"`, `"ProjectionExpression":"x","ExpressionAttributeNames":{"#x":"x"}`, `"ExpressionAttributeNames":{"#x":"x"}`, `"AttributesToGet":["x"]`, `"AttributesToGet":["x","x"]`, `"AttributesToGet":[]`, `"AttributesToGet":["x"],"ProjectionExpression":"x"`, `"Foo":1`),
			each("BatchGetItem", `{%}`, ``, `"RequestItems":{}`, `"RequestItems":null`, `"RequestItems":{"@t":{}}`, `"RequestItems":{"@t":null}`, `"RequestItems":{"@t":{"Keys":null}}`, `"RequestItems":{"@nowhere":{"Keys":[{"pk":{"S":"a"}}]}}`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}}]},"@nowhere":{"Keys":[{"pk":{"S":"a"}}]}}`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}}]},"@u":{"Keys":[{"id":{"N":"1.0"},"at":{"N":"2e0"}}]}}`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}}]},"@u":{"Keys":[{"id":{"N":"1"},"at":{"N":"2"}},{"id":{"N":"1.0"},"at":{"N":"2"}}]}}`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}}]},"@u":{"Keys":[{"id":{"N":"1"}}]}}`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"c"}},{"pk":{"S":"nothing"}}]},"@u":{"Keys":[{"id":{"N":"1"},"at":{"N":"2"}}],"ConsistentRead":true}},"ReturnConsumedCapacity":"TOTAL"`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"c"}}]}},"ReturnConsumedCapacity":"INDEXES"`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"nothing"}}]}},"ReturnConsumedCapacity":"TOTAL"`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}}]}},"ReturnConsumedCapacity":"X"`, `"RequestItems":{"@t":{"Keys":[{"pk":{"S":"a"}}]},"@u":{"Keys":[]}}`, `"RequestItems":{"a":{"Keys":[{"pk":{"S":"a"}}]}}`, `"RequestItems":{"":{"Keys":[{"pk":{"S":"a"}}]}}`),
			named("100", "BatchGetItem", `{"RequestItems":{"@t":{"Keys":[`+listed(100, `{"pk":{"S":"n%d"}}`)+`]}},"ReturnConsumedCapacity":"TOTAL"}`),
			named("101", "BatchGetItem", `{"RequestItems":{"@t":{"Keys":[`+listed(101, `{"pk":{"S":"n%d"}}`)+`]}}}`),
			named("101 bad", "BatchGetItem", `{"RequestItems":{"@t":{"Keys":[`+listed(101, `{"x":{"S":"n%d"}}`)+`]}}}`),
			named("51 and 50", "BatchGetItem", `{"RequestItems":{"@t":{"Keys":[`+listed(51, `{"pk":{"S":"n%d"}}`)+`]},"@u":{"Keys":[`+listed(50, `{"id":{"N":"%d"},"at":{"N":"0"}}`)+`]}}}`),
			named("100 equal", "BatchGetItem", `{"RequestItems":{"@t":{"Keys":[`+listed(100, `{"pk":{"S":"n"}}`)+`]}}}`),
		),
	},
	{
		name: "sizes", tables: []string{hashTable}, items: seeds{"@t": bigItems(45, 390000)}, story: true,
		steps: steps(
			named("15.6 MB", "BatchGetItem", `{"RequestItems":{"@t":{"ProjectionExpression":"pk","Keys":[`+listed(40, `{"pk":{"S":"big%d"}}`)+`]}},"ReturnConsumedCapacity":"TOTAL"}`),
			named("17 MB", "BatchGetItem", `{"RequestItems":{"@t":{"ProjectionExpression":"pk","Keys":[`+listed(45, `{"pk":{"S":"big%d"}}`)+`]}},"ReturnConsumedCapacity":"TOTAL"}`),
			named("17 MB consistently", "BatchGetItem", `{"RequestItems":{"@t":{"ProjectionExpression":"pk","ConsistentRead":true,"Keys":[`+listed(45, `{"pk":{"S":"big%d"}}`)+`]}},"ReturnConsumedCapacity":"TOTAL"}`),
		),
	},
}}

func bigItems(count, size int) (items []string) {
	for _, item := range manyItems("x", count, size) {
		var i string
		if _, after, found := strings.Cut(item, `"sk":{"S":"`); found {
			i = strings.TrimLeft(after[:3], "0") + after[3:4]
		}
		items = append(items, strings.Replace(item, `"pk":{"S":"x"}`, `"pk":{"S":"big`+i+`"}`, 1))
	}
	return items
}
