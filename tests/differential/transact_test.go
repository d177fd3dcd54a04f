package differential

func tPut(table, rest string) string {
	return `{"Put":{"TableName":"` + table + `","Item":` + rest + `}}`
}
func tDelete(table, rest string) string {
	return `{"Delete":{"TableName":"` + table + `","Key":` + rest + `}}`
}
func tUpdate(table, rest string) string {
	return `{"Update":{"TableName":"` + table + `","Key":` + rest + `}}`
}
func tCheck(table, rest string) string {
	return `{"ConditionCheck":{"TableName":"` + table + `","Key":` + rest + `}}`
}
func tGet(table, rest string) string {
	return `{"Get":{"TableName":"` + table + `","Key":` + rest + `}}`
}

var transactWrites = family{"TransactWriteItems", []scenario{
	{
		name: "actions", tables: []string{hashTable, otherTable}, items: seeds{"@t": someItems, "@u": {`{"id":{"N":"1"},"at":{"N":"2"},"x":{"S":"y"}}`}},
		steps: steps(
			each("TransactWriteItems", `{"TransactItems":[%]}`,
				tPut("@t", `{"pk":{"S":"n"}}`), tPut("@t", `{"pk":{"S":"a"}}`), tDelete("@t", `{"pk":{"S":"a"}}`), tDelete("@t", `{"pk":{"S":"nothing"}}`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET y = x"`), tUpdate("@t", `{"pk":{"S":"n"}},"UpdateExpression":"SET y = :y","ExpressionAttributeValues":{":y":{"S":"z"}}`), tCheck("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(x)"`), tCheck("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(x)"`), tCheck("@t", `{"pk":{"S":"nothing"}},"ConditionExpression":"attribute_not_exists(x)"`),
				tPut("@t", `{"pk":{"S":"n"}}`)+","+tDelete("@t", `{"pk":{"S":"a"}}`)+","+tUpdate("@t", `{"pk":{"S":"b"}},"UpdateExpression":"REMOVE m"`)+","+tCheck("@t", `{"pk":{"S":"c"}},"ConditionExpression":"attribute_exists(v)"`)+","+tPut("@u", `{"id":{"N":"7"},"at":{"N":"8"}}`),
				// Cancelled.
				tPut("@t", `{"pk":{"S":"n"}}`)+","+tCheck("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(x)"`), tCheck("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(x)"`)+","+tPut("@t", `{"pk":{"S":"n"}}`)+","+tCheck("@t", `{"pk":{"S":"b"}},"ConditionExpression":"attribute_not_exists(x)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"`), tCheck("@t", `{"pk":{"S":"nothing"}},"ConditionExpression":"attribute_exists(x)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"`), tPut("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET y = x","ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"`), tDelete("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"`), tDelete("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":"NONE"`), tDelete("@t", `{"pk":{"S":"a"}},"ReturnValuesOnConditionCheckFailure":"X"`),
				tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET y = nope"`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET x = x + pk"`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET nope.x = x"`)+","+tPut("@t", `{"pk":{"S":"n"}}`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"ADD pk :n","ExpressionAttributeValues":{":n":{"N":"1"}}`), tUpdate("@t", `{"pk":{"S":"b"}},"UpdateExpression":"ADD m :n","ExpressionAttributeValues":{":n":{"N":"1"}}`), tUpdate("@t", `{"pk":{"S":"c"}},"UpdateExpression":"SET w = :w","ExpressionAttributeValues":{":w":{"S":"<<x*405000>>"}}`)+","+tPut("@t", `{"pk":{"S":"n"}}`),
				tPut("@t", `{"pk":{"S":"n"},"v":{"S":"<<x*409597>>"}}`), tPut("@t", `{"pk":{"S":"n"},"v":{"S":"<<x*409596>>"}}`), tPut("@t", `{"pk":{"N":"1"}}`)+","+tPut("@t", `{"pk":{"S":"n"}}`), tPut("@t", `{"x":{"N":"1"}}`), tPut("@t", `{"pk":{"S":""}}`), tPut("@t", `{"pk":{"S":"<<k*2049>>"}}`), tDelete("@t", `{"pk":{"N":"1"}}`), tDelete("@t", `{"pk":{"S":"a"},"x":{"S":"b"}}`), tDelete("@t", `{}`), tUpdate("@t", `{"pk":{"N":"1"}},"UpdateExpression":"SET y = x"`), tCheck("@t", `{"pk":{"N":"1"}},"ConditionExpression":"attribute_exists(x)"`),
				// Duplicates.
				tPut("@t", `{"pk":{"S":"n"}}`)+","+tPut("@t", `{"pk":{"S":"n"}}`), tPut("@t", `{"pk":{"S":"n"}}`)+","+tDelete("@t", `{"pk":{"S":"n"}}`), tCheck("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(x)"`)+","+tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET y = x"`), tPut("@u", `{"id":{"N":"1"},"at":{"N":"1"}}`)+","+tPut("@u", `{"id":{"N":"1.0"},"at":{"N":"1e0"}}`), tCheck("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(x)"`)+","+tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET y = x"`),
				// Shapes.
				``, `{}`, `null`, `{"Put":{}}`, `{"Put":null}`, `{"Put":{"TableName":"@t"}}`, `{"Put":{"Item":{"pk":{"S":"n"}}}}`, `{"X":{}}`, `{"Put":{"TableName":"@t","Item":{"pk":{"S":"n"}}},"Delete":{"TableName":"@t","Key":{"pk":{"S":"b"}}}}`, `{"ConditionCheck":{"TableName":"@t","Key":{"pk":{"S":"a"}}}}`, `{"Update":{"TableName":"@t","Key":{"pk":{"S":"a"}}}}`, `{"Get":{"TableName":"@t","Key":{"pk":{"S":"a"}}}}`, tPut("@nowhere", `{"pk":{"S":"n"}}`), tPut("@t", `{"pk":{"S":"n"}}`)+","+tPut("@nowhere", `{"pk":{"S":"n"}}`), tPut("a", `{"pk":{"S":"n"}}`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":""`),
				// Expressions.
				tPut("@t", `{"pk":{"S":"n"}},"ConditionExpression":"x ="`), tPut("@t", `{"pk":{"S":"n"}},"ConditionExpression":"x = :x"`), tPut("@t", `{"pk":{"S":"n"}},"ConditionExpression":""`), tPut("@t", `{"pk":{"S":"n"}},"ExpressionAttributeValues":{":x":{"S":"x"}}`), tPut("@t", `{"pk":{"S":"n"}},"ExpressionAttributeNames":{"#x":"x"}`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET y"`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET pk = x"`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET x = x, x = y"`), tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"SET y = x","ExpressionAttributeValues":{":x":{"S":"x"}}`), tCheck("@t", `{"pk":{"S":"a"}},"ConditionExpression":"name = x"`), tPut("@t", `{"pk":{"S":"n"}}`)+","+tPut("@t", `{"pk":{"S":"o"}},"ConditionExpression":"x ="`), tPut("@t", `{"pk":{"S":"n"},"v":{"SS":[]}}`), tPut("@t", `{"pk":{"S":"n"},"v":{"N":"x"}}`), tPut("@t", `{"pk":{"S":"n"},"v":{"SS":["a","a"]}}`), tPut("@t", `{"pk":{"S":"n"},"v":`+nested(33)+`}`)),
			each("TransactWriteItems", `{"TransactItems":[`+tPut("@t", `{"pk":{"S":"n"}}`)+`,`+tUpdate("@u", `{"id":{"N":"1"},"at":{"N":"2"}},"UpdateExpression":"SET z = x"`)+`,`+tCheck("@t", `{"pk":{"S":"c"}},"ConditionExpression":"attribute_exists(v)"`)+`],%}`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"X"`, `"ReturnItemCollectionMetrics":"SIZE"`, `"ReturnItemCollectionMetrics":"X"`, `"ClientRequestToken":"@<<t*22>>"`, `"ClientRequestToken":"@<<t*23>>"`, `"Foo":1`),
			each("TransactWriteItems", `{%}`, ``, `"TransactItems":null`, `"TransactItems":[]`, `"TransactItems":{}`),
			named("100", "TransactWriteItems", `{"TransactItems":[`+listed(100, tPut("@t", `{"pk":{"S":"n%d"}}`))+`],"ReturnConsumedCapacity":"TOTAL"}`),
			named("101", "TransactWriteItems", `{"TransactItems":[`+listed(101, tPut("@t", `{"pk":{"S":"n%d"}}`))+`]}`),
			named("101 bad", "TransactWriteItems", `{"TransactItems":[`+listed(101, tPut("@t", `{"x":{"S":"n%d"}}`))+`]}`),
			named("3.9 MB", "TransactWriteItems", `{"TransactItems":[`+listed(10, tPut("@t", `{"pk":{"S":"n%d"},"v":{"S":"<<x*390000>>"}}`))+`]}`),
			named("4.3 MB", "TransactWriteItems", `{"TransactItems":[`+listed(11, tPut("@t", `{"pk":{"S":"n%d"},"v":{"S":"<<x*390000>>"}}`))+`]}`),
			ask("TransactWriteItems", `{"TransactItems":[`+tCheck("@t", `{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(x)"`)+`,`+tPut("@t", `{"pk":{"S":"n"}}`)+`],"ReturnConsumedCapacity":"TOTAL"}`),
		),
	},
	{
		name: "tokens", tables: []string{hashTable}, items: seeds{"@t": someItems}, story: true,
		steps: steps(
			ask("TransactWriteItems", `{"ClientRequestToken":"@1","TransactItems":[`+tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"ADD x :n","ExpressionAttributeValues":{":n":{"N":"1"}}`)+`],"ReturnConsumedCapacity":"TOTAL"}`),
			ask("TransactWriteItems", `{"ClientRequestToken":"@1","TransactItems":[`+tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"ADD x :n","ExpressionAttributeValues":{":n":{"N":"1"}}`)+`],"ReturnConsumedCapacity":"TOTAL"}`),
			ask("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}}}`),
			ask("TransactWriteItems", `{"ClientRequestToken":"@1","TransactItems":[`+tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"ADD x :n","ExpressionAttributeValues":{":n":{"N":"2"}}`)+`]}`),
			ask("TransactWriteItems", `{"ClientRequestToken":"@1","TransactItems":[`+tPut("@t", `{"pk":{"S":"a"}}`)+`]}`),
			ask("TransactWriteItems", `{"ClientRequestToken":"@2","TransactItems":[`+tUpdate("@t", `{"pk":{"S":"a"}},"UpdateExpression":"ADD x :n","ExpressionAttributeValues":{":n":{"N":"1"}}`)+`]}`),
			// A failure is not remembered.
			ask("TransactWriteItems", `{"ClientRequestToken":"@3","TransactItems":[`+tPut("@t", `{"pk":{"S":"n"}},"ConditionExpression":"attribute_exists(pk)"`)+`]}`),
			ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"n"}}}`),
			ask("TransactWriteItems", `{"ClientRequestToken":"@3","TransactItems":[`+tPut("@t", `{"pk":{"S":"n"}},"ConditionExpression":"attribute_exists(pk)"`)+`]}`),
			ask("TransactWriteItems", `{"ClientRequestToken":"@3","TransactItems":[`+tPut("@t", `{"pk":{"S":"other"}}`)+`]}`),
		),
	},
	{
		name: "indexes", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: each("TransactWriteItems", `{"TransactItems":[%],"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"}`, tPut("@t", `{"pk":{"S":"a"},"sk":{"S":"1"}}`), tPut("@t", `{"pk":{"S":"a"},"sk":{"S":"new"},"g":{"S":"x"},"n":{"N":"1"}}`), tPut("@t", `{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"N":"1"}}`), tPut("@t", `{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"S":""}}`), tUpdate("@t", `{"pk":{"S":"a"},"sk":{"S":"1"}},"UpdateExpression":"SET g = w"`), tUpdate("@t", `{"pk":{"S":"a"},"sk":{"S":"1"}},"UpdateExpression":"SET g = n"`)+","+tPut("@t", `{"pk":{"S":"a"},"sk":{"S":"new"}}`), tDelete("@t", `{"pk":{"S":"a"},"sk":{"S":"1"}}`)+","+tDelete("@t", `{"pk":{"S":"b"},"sk":{"S":"1"}}`)),
	},
}}

var transactGets = family{"TransactGetItems", []scenario{{
	name: "actions", tables: []string{hashTable, otherTable}, items: seeds{"@t": append(someItems[:3:3], everyType[:7]+`"S":"every"`+everyType[14:]), "@u": {`{"id":{"N":"1"},"at":{"N":"2"},"x":{"S":"y"}}`}},
	steps: steps(
		each("TransactGetItems", `{"TransactItems":[%]}`, tGet("@t", `{"pk":{"S":"a"}}`), tGet("@t", `{"pk":{"S":"nothing"}}`), tGet("@t", `{"pk":{"S":"nothing"}}`)+","+tGet("@t", `{"pk":{"S":"a"}}`)+","+tGet("@u", `{"id":{"N":"1"},"at":{"N":"2.0"}}`), tGet("@t", `{"pk":{"S":"a"}}`)+","+tGet("@t", `{"pk":{"S":"a"}}`), tGet("@t", `{"pk":{"S":"every"}},"ProjectionExpression":"s, m.a, l[0]"`), tGet("@t", `{"pk":{"S":"a"}},"ProjectionExpression":"nope"`), tGet("@t", `{"pk":{"S":"a"}},"ProjectionExpression":"x,"`), tGet("@t", `{"pk":{"S":"a"}},"ProjectionExpression":"#x","ExpressionAttributeNames":{"#x":"x"}`), tGet("@t", `{"pk":{"S":"a"}},"ProjectionExpression":"x","ExpressionAttributeNames":{"#x":"x"}`), tGet("@t", `{"pk":{"S":"a"}},"ExpressionAttributeNames":{"#x":"x"}`), tGet("@t", `{"pk":{"S":"a"}},"ProjectionExpression":"name"`), tGet("@t", `{"pk":{"N":"1"}}`), tGet("@t", `{"pk":{"N":"1"}}`)+","+tGet("@t", `{"pk":{"S":"a"}}`), tGet("@t", `{"pk":{"S":""}}`), tGet("@t", `{}`), tGet("@t", `{"x":{"S":"a"}}`), tGet("@nowhere", `{"pk":{"S":"a"}}`), tGet("a", `{"pk":{"S":"a"}}`), ``, `{}`, `null`, `{"Get":{}}`, `{"Get":null}`, `{"Get":{"TableName":"@t"}}`, `{"Put":{"TableName":"@t","Item":{"pk":{"S":"a"}}}}`, `{"Get":{"TableName":"@t","Key":{"pk":{"S":"a"}},"ConsistentRead":true}}`),
		each("TransactGetItems", `{"TransactItems":[`+tGet("@t", `{"pk":{"S":"a"}}`)+`,`+tGet("@t", `{"pk":{"S":"c"}}`)+`,`+tGet("@u", `{"id":{"N":"9"},"at":{"N":"2.0"}}`)+`],%}`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"NONE"`, `"ReturnConsumedCapacity":"X"`),
		each("TransactGetItems", `{%}`, ``, `"TransactItems":null`, `"TransactItems":[]`),
		named("100", "TransactGetItems", `{"TransactItems":[`+listed(100, tGet("@t", `{"pk":{"S":"n%d"}}`))+`],"ReturnConsumedCapacity":"TOTAL"}`),
		named("101", "TransactGetItems", `{"TransactItems":[`+listed(101, tGet("@t", `{"pk":{"S":"n%d"}}`))+`]}`),
	),
}, {
	name: "sizes", tables: []string{hashTable}, items: seeds{"@t": bigItems(11, 390000)}, story: true,
	steps: steps(
		named("3.9 MB", "TransactGetItems", `{"TransactItems":[`+listed(10, tGet("@t", `{"pk":{"S":"big%d"}},"ProjectionExpression":"pk"`))+`]}`),
		named("4.3 MB", "TransactGetItems", `{"TransactItems":[`+listed(11, tGet("@t", `{"pk":{"S":"big%d"}},"ProjectionExpression":"pk"`))+`]}`),
	),
}}}
