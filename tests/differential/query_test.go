package differential

import (
	"fmt"
	"strings"
)

// keyConditions are for indexedTable, good and bad.
var keyConditions = []string{
	`pk = :a`, `pk = :x`, `pk = :n1`, `pk = :empty`, `#pk = :a`, `:a = pk`, `(pk = :a)`, `((pk = :a))`, `pk = :a AND sk = :s5`, `sk = :s5 AND pk = :a`, `pk = :a and sk = :s5`, `(pk = :a) AND (sk = :s5)`, `(pk = :a AND sk = :s5)`, `pk = :a AND :s5 = sk`, `pk = :a AND sk < :s5`, `pk = :a AND sk <= :s5`, `pk = :a AND sk > :s5`, `pk = :a AND sk >= :s5`, `pk = :a AND :s5 < sk`, `pk = :a AND :s5 >= sk`, `pk = :a AND sk <> :s5`, `pk = :a AND sk BETWEEN :a AND :te`, `pk = :a AND sk BETWEEN :te AND :a`, `pk = :a AND sk BETWEEN :s2 AND :s5`, `pk = :a AND sk BETWEEN :s5 AND :s5`, `pk = :a AND begins_with(sk, :s5)`, `pk = :a AND begins_with(sk, :empty)`, `pk = :a AND begins_with(sk, :n1)`, `begins_with(sk, :s5) AND pk = :a`,
	`pk = :a AND sk = :n1`, `pk = :a AND sk = :empty`, `pk = :a AND sk > :empty`, `pk = :a AND sk BETWEEN :s5 AND :n1`, `pk = :a AND sk = :ss`, `pk = :null`, `pk = :l`, `pk = :ss`,
	`pk > :a`, `pk < :a`, `pk <> :a`, `pk BETWEEN :a AND :x`, `begins_with(pk, :a)`, `begins_with(pk, :a) AND sk = :s5`, `pk IN (:a)`, `pk = :a OR sk = :s5`, `NOT pk = :a`, `pk = :a AND NOT sk = :s5`, `pk = :a AND sk IN (:s5)`, `pk = :a AND contains(sk, :s5)`, `pk = :a AND attribute_exists(sk)`, `attribute_exists(pk)`, `pk = :a AND size(sk) = :n1`, `pk = :a AND attribute_type(sk, :S)`, `pk = :a AND foo(sk)`,
	`sk = :s5`, `g = :x`, `pk = :a AND g = :x`, `pk = :a AND x = :x`, `pk = :a AND sk = :s5 AND x = :x`, `pk = :a AND sk > :s2 AND sk < :s5`, `pk = :a AND pk = :a`, `pk = :a AND pk = :x`, `pk = :a AND sk = :s5 AND pk = :a`, `pk = pk`, `pk = sk`, `pk = :a AND sk = pk`, `pk = :a AND sk = x`, `:a = :a`, `pk = :a AND :a = :a`, `pk.x = :a`, `pk[0] = :a`, `pk = :a AND sk.x = :s5`, `pk = :a AND begins_with(sk.x, :s5)`,
	``, ` `, `pk`, `pk =`, `= :a`, `pk = :a AND`, `AND pk = :a`, `pk == :a`, `pk = :undefined`, `#undefined = :a`, `pk = 'a'`, `pk = :a;`, `pk = (:a)`, `(pk) = :a`, `pk = :a AND sk BETWEEN :s2`, `pk = :a AND begins_with(sk)`, `pk = :a AND begins_with(:s5, sk)`, `pk = :a AND begins_with(sk, sk)`, `name = :a`, `pk = :a AND name = :x`, `pk = :a, sk = :s5`, `(pk = :a`, `pk = :a)`, `pk = :a AND sk BETWEEN sk AND :s5`, `pk = :a AND (sk = :s5 OR sk = :s2)`, `PK = :a`,
}

// manyItems are items of one partition, each of about so many bytes.
func manyItems(partition string, count, size int) (items []string) {
	for i := range count {
		items = append(items, fmt.Sprintf(`{"pk":{"S":%q},"sk":{"S":"%04d"},"g":{"S":"g%d"},"n":{"N":"%d"},"v":{"S":"<<x*%d>>"}}`, partition, i, i%3, i%7, size))
	}
	return items
}

var queries = family{"Query", []scenario{
	{
		name: "key conditions", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			expressed("Query", `{"TableName":"@t","KeyConditionExpression":%}`, keyConditions...),
			expressed("Query", `{"TableName":"@t","ScanIndexForward":false,"KeyConditionExpression":%}`, `pk = :a`, `pk = :a AND sk > :s2`, `pk = :a AND sk BETWEEN :s2 AND :s5`, `pk = :a AND sk <= :s2`),
		),
	},
	{
		name: "index key conditions", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			inAnyOrder(expressed("Query", `{"TableName":"@t","IndexName":"byGN","KeyConditionExpression":%}`, `g = :x`, `g = :y`, `g = :x AND n > :n1`, `g = :x AND n BETWEEN :n0 AND :n9`, `g = :x AND n = :n3`, `g = :x AND n = :text`, `g = :n1`, `g = :x AND begins_with(n, :n1)`, `n = :n1`, `pk = :a`, `g = :x AND pk = :a`, `g = :x AND sk = :s5`, `g = :empty`, `g = :x AND n < :n0`, `g = :x AND n = :n3 AND pk = :a`)),
			inAnyOrder(expressed("Query", `{"TableName":"@t","IndexName":"byGN","ScanIndexForward":false,"KeyConditionExpression":%}`, `g = :x`, `g = :x AND n < :n9`)),
			inAnyOrder(expressed("Query", `{"TableName":"@t","IndexName":"byG","KeyConditionExpression":%}`, `g = :x`, `g = :y`, `g = :x AND n = :n3`)),
			inAnyOrder(expressed("Query", `{"TableName":"@t","IndexName":"byH","KeyConditionExpression":%}`, `h = :b1`, `h = :b1 AND pk = :a`, `h = :b1 AND begins_with(pk, :a)`, `h = :x`)),
			expressed("Query", `{"TableName":"@t","IndexName":"byN","KeyConditionExpression":%}`, `pk = :a`, `pk = :a AND n > :n1`, `pk = :a AND n < :n1`, `pk = :a AND sk = :s5`, `n = :n1`, `pk = :a AND n = :text`, `pk = :a AND begins_with(n, :te)`),
			expressed("Query", `{"TableName":"@t","IndexName":"byM","KeyConditionExpression":%}`, `pk = :a`, `pk = :a AND m > :a`, `pk = :a AND begins_with(m, :M)`, `pk = :a AND m = :n1`),
			each("Query", `{"TableName":"@t","IndexName":"%","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}}`, ``, `a`, `ab`, `nope`, `BYN`, `a b`, `<<i*256>>`),
		),
	},
	{
		name: "select", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},%}`, selects...),
			inAnyOrder(each("Query", `{"TableName":"@t","IndexName":"byGN","KeyConditionExpression":"g = :a","ExpressionAttributeValues":{":a":{"S":"x"}},%}`, selects...)),
			inAnyOrder(each("Query", `{"TableName":"@t","IndexName":"byG","KeyConditionExpression":"g = :a","ExpressionAttributeValues":{":a":{"S":"x"}},%}`, selects...)),
			inAnyOrder(each("Query", `{"TableName":"@t","IndexName":"byH","KeyConditionExpression":"h = :a","ExpressionAttributeValues":{":a":{"B":"AQ=="}},%}`, selects...)),
			each("Query", `{"TableName":"@t","IndexName":"byN","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},%}`, selects...),
			each("Query", `{"TableName":"@t","IndexName":"byM","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},%}`, selects...),
		),
	},
	{
		name: "filters", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"},":v":{"S":"x"}},"ReturnConsumedCapacity":"TOTAL","FilterExpression":%}`, `"g = :v"`, `"g <> :v"`, `"attribute_exists(g) AND g = :v"`, `"w = :v"`, `"pk = :v"`, `"sk = :v"`, `"sk > :v"`, `"attribute_exists(pk) AND g = :v"`, `"sk.x = :v"`, `"g = :v AND"`, `""`, `"g = :v OR :a = :v"`),
			each("Query", `{"TableName":"@t","IndexName":"byN","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"},":v":{"N":"3"}},"FilterExpression":%}`, `"n = :v"`, `"sk <> :v"`, `"y < :v"`, `"pk = :v"`),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"},":v":{"S":"x"}},"FilterExpression":"g = :v",%}`, `"Limit":1`, `"Limit":3`, `"Limit":4`, `"Limit":6`, `"Limit":7`, `"Select":"COUNT"`, `"ScanIndexForward":false,"Limit":2`, `"Limit":1,"Select":"COUNT"`),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a",%}`, `"ExpressionAttributeValues":{":a":{"S":"a"},":u":{"S":"a"}}`, `"ExpressionAttributeValues":{":a":{"S":"a"}},"ExpressionAttributeNames":{"#u":"u"}`, `"ExpressionAttributeValues":{}`, `"ProjectionExpression":"sk,","ExpressionAttributeValues":{":a":{"S":"a"}}`, `"FilterExpression":"g =","ProjectionExpression":"sk,","ExpressionAttributeValues":{":a":{"S":"a"}}`, `"FilterExpression":"name = :a","ProjectionExpression":"name","ExpressionAttributeValues":{":a":{"S":"a"}}`),
		),
	},
	{
		name: "parameters", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},%}`,
				`"Limit":1`, `"Limit":0`, `"Limit":-1`, `"Limit":6`, `"Limit":7`, `"Limit":1.5`, `"Limit":"1"`, `"Limit":2147483647`, `"Limit":2147483648`, `"Limit":null`, `"ScanIndexForward":false`, `"ScanIndexForward":true`, `"ScanIndexForward":"x"`, `"ScanIndexForward":null`, `"ConsistentRead":true`, `"ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"X"`, `"Segment":0`, `"TotalSegments":1`, `"ConditionalOperator":"AND"`, `"ConditionalOperator":"X"`, `"Foo":1`,
				`"KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}`, `"QueryFilter":{"g":{"ComparisonOperator":"NOT_NULL"}}`, `"AttributesToGet":["sk"]`, `"Limit":-1,"Select":"X","ReturnConsumedCapacity":"Y"`),
			inAnyOrder(each("Query", `{"TableName":"@t","IndexName":"byGN","KeyConditionExpression":"g = :a","ExpressionAttributeValues":{":a":{"S":"x"}},%}`, `"ConsistentRead":true`, `"ConsistentRead":false`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`)),
			each("Query", `{"TableName":"@t","IndexName":"byN","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},%}`, `"ConsistentRead":true`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"INDEXES","ConsistentRead":true`),
			each("Query", `{"TableName":"@t","IndexName":"byM","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ReturnConsumedCapacity":"INDEXES",%}`, `"ProjectionExpression":"sk"`, `"ProjectionExpression":"w"`, `"Select":"ALL_ATTRIBUTES"`, `"Select":"ALL_ATTRIBUTES","ConsistentRead":true`, `"Select":"COUNT"`),
			ask("Query", `{"TableName":"@t"}`), ask("Query", `{}`), ask("Query", `{"TableName":"@nowhere","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}}`), ask("Query", `{"TableName":"@nowhere","KeyConditionExpression":"pk ="}`), ask("Query", `{"TableName":"@nowhere"}`), ask("Query", `{"TableName":"@t","IndexName":"byN"}`), ask("Query", `{"TableName":"@t","FilterExpression":"g = :v","ExpressionAttributeValues":{":v":{"S":"a"}}}`),
		),
	},
	{
		name: "start keys", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ExclusiveStartKey":%}`, startKeys...),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a","ScanIndexForward":false,"ExpressionAttributeValues":{":a":{"S":"a"}},"ExclusiveStartKey":%}`, startKeys[:6]...),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a AND sk > :s","ExpressionAttributeValues":{":a":{"S":"a"},":s":{"S":"3"}},"ExclusiveStartKey":%}`, startKeys[:8]...),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a AND sk BETWEEN :s AND :s","ExpressionAttributeValues":{":a":{"S":"a"},":s":{"S":"3"}},"ExclusiveStartKey":%}`, startKeys[:8]...),
			inAnyOrder(each("Query", `{"TableName":"@t","IndexName":"byGN","KeyConditionExpression":"g = :a","ExpressionAttributeValues":{":a":{"S":"x"}},"ExclusiveStartKey":%}`, startKeys...)),
			each("Query", `{"TableName":"@t","IndexName":"byN","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ExclusiveStartKey":%}`, startKeys...),
		),
	},
	{
		name: "paging", tables: []string{indexedTable}, items: seeds{"@t": manyItems("a", 23, 10)}, story: true,
		steps: steps(
			paging(5, "Query", `{"TableName":"@t","Limit":6,"KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ReturnConsumedCapacity":"TOTAL"%}`),
			paging(5, "Query", `{"TableName":"@t","Limit":6,"ScanIndexForward":false,"KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}%}`),
			paging(4, "Query", `{"TableName":"@t","Limit":4,"KeyConditionExpression":"pk = :a AND sk BETWEEN :l AND :h","ExpressionAttributeValues":{":a":{"S":"a"},":l":{"S":"0003"},":h":{"S":"0012"}}%}`),
			paging(4, "Query", `{"TableName":"@t","Limit":6,"FilterExpression":"n = :n","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"},":n":{"N":"3"}}%}`),
			paging(4, "Query", `{"TableName":"@t","Limit":6,"Select":"COUNT","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}%}`),
			allPages("Query", `{"TableName":"@t","IndexName":"byGN","Limit":3,"KeyConditionExpression":"g = :a","ExpressionAttributeValues":{":a":{"S":"g1"}}}`),
			allPages("Query", `{"TableName":"@t","IndexName":"byGN","Limit":1,"ScanIndexForward":false,"KeyConditionExpression":"g = :a AND n > :n","ExpressionAttributeValues":{":a":{"S":"g1"},":n":{"N":"2"}}}`),
			allPages("Query", `{"TableName":"@t","IndexName":"byN","Limit":2,"KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}}`),
			allPages("Query", `{"TableName":"@t","IndexName":"byN","Limit":5,"ScanIndexForward":false,"KeyConditionExpression":"pk = :a AND n BETWEEN :l AND :h","ExpressionAttributeValues":{":a":{"S":"a"},":l":{"N":"2"},":h":{"N":"4"}}}`),
			allPages("Query", `{"TableName":"@t","IndexName":"byG","Limit":2,"KeyConditionExpression":"g = :a","ExpressionAttributeValues":{":a":{"S":"g2"}}}`),
		),
	},
	{
		name: "megabytes", tables: []string{indexedTable}, items: seeds{"@t": manyItems("a", 22, 100000)}, story: true,
		steps: steps(
			paging(3, "Query", `{"TableName":"@t","ProjectionExpression":"sk","ReturnConsumedCapacity":"TOTAL","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}%}`),
			paging(3, "Query", `{"TableName":"@t","Select":"COUNT","ReturnConsumedCapacity":"TOTAL","ConsistentRead":true,"KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}%}`),
			paging(3, "Query", `{"TableName":"@t","ProjectionExpression":"sk","FilterExpression":"sk = :s","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"},":s":{"S":"0020"}}%}`),
			paging(3, "Query", `{"TableName":"@t","ProjectionExpression":"sk","ScanIndexForward":false,"Limit":15,"KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}%}`),
			paging(3, "Scan", `{"TableName":"@t","ProjectionExpression":"sk","ReturnConsumedCapacity":"TOTAL"%}`),
			allPages("Query", `{"TableName":"@t","IndexName":"byG","KeyConditionExpression":"g = :a","ExpressionAttributeValues":{":a":{"S":"g2"}},"ReturnConsumedCapacity":"INDEXES"}`),
			allPages("Query", `{"TableName":"@t","IndexName":"byM","Select":"ALL_ATTRIBUTES","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ReturnConsumedCapacity":"INDEXES"}`),
		),
	},
	{
		name: "order of numbers", tables: []string{numberTable}, story: true,
		items: seeds{"@t": numbered("0", "-1", "1", "10", "9", "2", "1.5", "-10", "-9", "-0.5", "1e10", "1e-10", "-1e10", "-1e-10", "9.9e125", "-9.9e125", "1e-130", "-1e-130", "100", "99.99", "12345678901234567890123456789012345678", "12345678901234567890123456789012345677")},
		steps: steps(
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p%","ExpressionAttributeValues":{":p":{"N":"1"}}}`, ``),
			each("Query", `{"TableName":"@t","ScanIndexForward":false,"KeyConditionExpression":"pk = :p%","ExpressionAttributeValues":{":p":{"N":"1"}}}`, ``),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p AND sk > :v","ExpressionAttributeValues":{":p":{"N":"1.0"},":v":{"N":"%"}}}`, `0`, `-0`, `-1`, `1.50`, `9.95`, `1e126`, `x`, `12345678901234567890123456789012345677`),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p AND sk BETWEEN :v AND :w","ExpressionAttributeValues":{":p":{"N":"1.0"},":v":{"N":"-9"},":w":{"N":"%"}}}`, `0`, `-9.0`, `-10`, `1e3`),
		),
	},
	{
		name: "order of bytes", tables: []string{binaryTable}, story: true,
		items: seeds{"@t": {`{"pk":{"B":"AQ=="},"sk":{"B":"AA=="}}`, `{"pk":{"B":"AQ=="},"sk":{"B":"fw=="}}`, `{"pk":{"B":"AQ=="},"sk":{"B":"gA=="}}`, `{"pk":{"B":"AQ=="},"sk":{"B":"/w=="}}`, `{"pk":{"B":"AQ=="},"sk":{"B":"AAA="}}`, `{"pk":{"B":"AQ=="},"sk":{"B":"fwA="}}`}},
		steps: steps(
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p%","ExpressionAttributeValues":{":p":{"B":"AQ=="}}}`, ``),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p AND sk > :v","ExpressionAttributeValues":{":p":{"B":"AQ=="},":v":{"B":"%"}}}`, `AA==`, `fw==`, `gA==`, ``),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p AND begins_with(sk, :v)","ExpressionAttributeValues":{":p":{"B":"AQ=="},":v":{"B":"%"}}}`, `AA==`, `fw==`, `gA==`, ``),
		),
	},
	{
		name: "order of texts", tables: []string{sortedTable}, story: true,
		items: seeds{"@t": texts("a", "A", "aa", "b", "Z", "é", "z", "~", "\uffff", "😀", "\u0000", "a\u0000", "ab", "10", "9", " ")},
		steps: steps(
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p%","ExpressionAttributeValues":{":p":{"S":"p"}}}`, ``),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p AND sk > :v","ExpressionAttributeValues":{":p":{"S":"p"},":v":{"S":"%"}}}`, `a`, `z`, `é`, "\uffff", "😀"),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :p AND begins_with(sk, :v)","ExpressionAttributeValues":{":p":{"S":"p"},":v":{"S":"%"}}}`, `a`, `aa`, `é`, "😀"),
		),
	},
	{
		name: "legacy", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("Query", `{"TableName":"@t","KeyConditions":%}`,
				`{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"GT","AttributeValueList":[{"S":"2"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"S":"2"},{"S":"4"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"BEGINS_WITH","AttributeValueList":[{"S":"2"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"NE","AttributeValueList":[{"S":"2"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"IN","AttributeValueList":[{"S":"2"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"CONTAINS","AttributeValueList":[{"S":"2"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"NULL"}}`,
				`{"pk":{"ComparisonOperator":"GT","AttributeValueList":[{"S":"a"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[]}}`, `{"pk":{"ComparisonOperator":"EQ"}}`, `{"pk":{"AttributeValueList":[{"S":"a"}]}}`, `{"pk":{}}`, `{"sk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}`, `{}`, `null`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"x":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"x":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":""}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"S":"4"},{"S":"2"}]}}`, `{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"S":"4"}]}}`, `{"pk":{"ComparisonOperator":"XX","AttributeValueList":[{"S":"a"}]}}`, `{"g":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}`),
			each("Query", `{"TableName":"@t","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}},"QueryFilter":%}`, legacyFilters...),
			each("Query", `{"TableName":"@t","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}},%}`, legacyMixes...),
			each("Query", `{"TableName":"@t","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}},"QueryFilter":{"%":{"ComparisonOperator":"NOT_NULL"}}}`, `pk`, `sk`, `g`),
		),
	},
}}

// paging asks for that many pages, one after the other; % is where the start key goes.
func paging(pages int, op, body string) []request {
	all := []request{ask(op, strings.Replace(body, "%", "", 1))}
	for range pages - 1 {
		all = append(all, ask(op, strings.Replace(body, "%", `,"ExclusiveStartKey":"$LastEvaluatedKey"`, 1)))
	}
	return all
}

func numbered(numbers ...string) (items []string) {
	for i, n := range numbers {
		items = append(items, fmt.Sprintf(`{"pk":{"N":"1"},"sk":{"N":%q},"i":{"N":"%d"}}`, n, i))
	}
	return items
}

func texts(keys ...string) (items []string) {
	for _, key := range keys {
		items = append(items, `{"pk":{"S":"p"},"sk":{"S":`+render(key)+`}}`)
	}
	return items
}

// selects are what of an item is asked for.
var selects = []string{
	`"Select":"ALL_ATTRIBUTES"`, `"Select":"ALL_PROJECTED_ATTRIBUTES"`, `"Select":"COUNT"`, `"Select":"SPECIFIC_ATTRIBUTES"`, `"Select":"X"`, `"Select":""`, `"Select":null`,
	`"Select":"SPECIFIC_ATTRIBUTES","ProjectionExpression":"sk"`, `"Select":"ALL_ATTRIBUTES","ProjectionExpression":"sk"`, `"Select":"COUNT","ProjectionExpression":"sk"`, `"Select":"ALL_PROJECTED_ATTRIBUTES","ProjectionExpression":"sk"`, `"ProjectionExpression":"sk"`, `"ProjectionExpression":"sk, x"`, `"ProjectionExpression":"sk, w"`, `"ProjectionExpression":"y[0]"`, `"ProjectionExpression":"w[0]"`, `"ProjectionExpression":"nope"`, `"ProjectionExpression":"pk, pk"`,
	`"AttributesToGet":["sk"]`, `"AttributesToGet":["w"]`, `"AttributesToGet":[]`, `"Select":"SPECIFIC_ATTRIBUTES","AttributesToGet":["sk","x"]`, `"Select":"COUNT","AttributesToGet":["sk"]`, `"Select":"ALL_ATTRIBUTES","AttributesToGet":["sk"]`,
}

// startKeys are values of ExclusiveStartKey for indexedTable and its indexes.
var startKeys = []string{
	`{"pk":{"S":"a"},"sk":{"S":"3"}}`, `{"pk":{"S":"a"},"sk":{"S":"6"}}`, `{"pk":{"S":"a"},"sk":{"S":"35"}}`, `{"pk":{"S":"a"},"sk":{"S":"0"}}`, `{"pk":{"S":"b"},"sk":{"S":"3"}}`, `{"pk":{"S":"zz"},"sk":{"S":"3"}}`, `{"pk":{"S":"a"},"sk":{"S":"1"}}`, `{"pk":{"S":"a"},"sk":{"S":"9"}}`,
	`{"pk":{"S":"a"}}`, `{"sk":{"S":"3"}}`, `{}`, `null`, `[]`, `{"pk":{"N":"1"},"sk":{"S":"3"}}`, `{"pk":{"S":"a"},"sk":{"N":"3"}}`, `{"pk":{"S":"a"},"sk":{"S":"3"},"x":{"S":"y"}}`, `{"x":{"S":"a"},"y":{"S":"3"}}`, `{"pk":{"S":""},"sk":{"S":"3"}}`, `{"pk":{"S":"a"},"sk":{}}`, `{"pk":{"S":"a"},"sk":{"SS":[]}}`, `{"pk":{"S":"a"},"sk":{"N":"x"}}`, `{"pk":{"S":"<<k*2049>>"},"sk":{"S":"3"}}`,
	`{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"S":"x"},"n":{"N":"3"}}`, `{"pk":{"S":"a"},"sk":{"S":"2"},"g":{"S":"x"},"n":{"N":"-1.5"}}`, `{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"S":"other"},"n":{"N":"3"}}`, `{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"S":"x"}}`, `{"g":{"S":"x"},"n":{"N":"3"}}`, `{"pk":{"S":"a"},"sk":{"S":"1"},"n":{"N":"3"}}`, `{"pk":{"S":"b"},"sk":{"S":"1"},"n":{"N":"3"}}`, `{"pk":{"S":"a"},"sk":{"S":"1"},"n":{"S":"3"}}`, `{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"N":"1"},"n":{"N":"3"}}`, `{"pk":{"S":"q"},"sk":{"S":"1"},"g":{"S":"x"},"n":{"N":"5"}}`, `{"pk":{"S":"a"},"n":{"N":"3"}}`,
}

var legacyFilters = []string{
	`{"g":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"x"}]}}`, `{"g":{"ComparisonOperator":"NE","AttributeValueList":[{"S":"x"}]}}`, `{"g":{"ComparisonOperator":"NULL"}}`, `{"g":{"ComparisonOperator":"NOT_NULL"},"w":{"ComparisonOperator":"CONTAINS","AttributeValueList":[{"S":"v"}]}}`, `{"n":{"ComparisonOperator":"GT","AttributeValueList":[{"N":"3"}]}}`, `{"n":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"0"},{"N":"50"}]}}`, `{"g":{"ComparisonOperator":"IN","AttributeValueList":[{"S":"x"},{"S":"y"}]}}`, `{"w":{"ComparisonOperator":"NOT_CONTAINS","AttributeValueList":[{"S":"v"}]}}`, `{"w":{"ComparisonOperator":"BEGINS_WITH","AttributeValueList":[{"S":"v"}]}}`, `{"g":{"AttributeValueList":[{"S":"x"}]}}`, `{"g":{"ComparisonOperator":"EQ"}}`, `{"g":{}}`, `{}`, `null`, `{"g":{"ComparisonOperator":"XX","AttributeValueList":[{"S":"x"}]}}`, `{"g":{"ComparisonOperator":"LT","AttributeValueList":[{"SS":["x"]}]}}`, `{"g":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"x"}]}}`, `{"":{"ComparisonOperator":"NULL"}}`,
}

var legacyMixes = []string{
	`"ConditionalOperator":"OR","QueryFilter":{"g":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"x"}]},"n":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"200"}]}}`, `"ConditionalOperator":"AND","QueryFilter":{"g":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"x"}]},"n":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"10"}]}}`, `"ConditionalOperator":"OR"`, `"ConditionalOperator":"OR","QueryFilter":{"g":{"ComparisonOperator":"NULL"}}`, `"FilterExpression":"attribute_exists(g)"`, `"ProjectionExpression":"sk"`, `"AttributesToGet":["sk"]`, `"AttributesToGet":["sk","sk"]`, `"KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}`, `"ExpressionAttributeNames":{"#a":"a"}`, `"ExpressionAttributeValues":{":a":{"S":"a"}}`, `"QueryFilter":{"g":{"ComparisonOperator":"NULL"}},"FilterExpression":"attribute_exists(g)"`, `"AttributesToGet":["sk"],"Select":"COUNT"`, `"IndexName":"byN","AttributesToGet":["w"]`, `"IndexName":"byN"`, `"IndexName":"byGN"`, `"ScanFilter":{"g":{"ComparisonOperator":"NULL"}}`,
}
