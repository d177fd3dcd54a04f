package differential

// projections are projection expressions for the item everyType, good and bad.
var projections = []string{
	`pk`, `s, n`, `s,n`, `s , n`, `nope`, `s, nope`, `m.a`, `m.b.c[0]`, `m.b.c[1], m.b.c[0]`, `m.b.c[5]`, `l[0]`, `l[3], l[0]`, `l[0], l[2][0], l[3].k`, `l[9]`, `m`, `m.nope`, `m.nope.x`, `s.x`, `s[0]`, `ss`, `ss[0]`, `el`, `em`, `em.x`, `el[0]`, `#s`, `#m.#a`, `#dot`, `m.#size`, `#undefined`, `m.size`, `name`, `size`, `:x`, ``, ` `, `,`, `s,`, `,s`, `s n`, `s,,n`, `s;n`, `*`, `s, *`, `s AND n`, `(s)`, `s, s`, `s, #s`, `m, m.a`, `m.a, m`, `m.a, m.a`, `l, l[0]`, `l[0], l[0]`, `l[0], l[0].k`, `m.a, m[0]`, `m[0]`, `l.k`, `l[0].k, l[0][1]`, `size(s)`, `l[-1]`, `l[x]`, `l[]`, `m.`, `.m`, `m..a`, `"s"`, `'s'`, `5`, `s = :x`, `pk, s, n, b, t, f, z, ss, ns, bs, l, m, e`, `m.b, m.a`, `m.b.c, m.a, l[1]`, `é`, `_s`, `s-n`, `m.b.c[0], m.b.c`, `l[00]`, `l[01]`,
}

var gets = family{"GetItem", []scenario{
	{
		name: "projections", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			expressed("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ProjectionExpression":%}`, projections...),
			named("4096 bytes", "GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ProjectionExpression":"s<< *4095>>"}`),
			named("4097 bytes", "GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ProjectionExpression":"s<< *4096>>"}`),
			named("path of 32", "GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ProjectionExpression":"a<<.a*31>>"}`),
			named("path of 33", "GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ProjectionExpression":"a<<.a*32>>"}`),
			named("path of 34", "GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ProjectionExpression":"a<<.a*33>>"}`),
			expressed("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"nothing"}},"ProjectionExpression":%}`, `s`, `s,`, `name`),
		),
	},
	{
		name: "parameters", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			each("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},%}`,
				`"ConsistentRead":true`, `"ConsistentRead":false`, `"ConsistentRead":null`, `"ConsistentRead":"true"`, `"ConsistentRead":1`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"NONE"`, `"ReturnConsumedCapacity":"x"`, `"ReturnConsumedCapacity":"TOTAL","ConsistentRead":true`, `"ReturnConsumedCapacity":"INDEXES","ConsistentRead":true`, `"Foo":1`,
				`"AttributesToGet":["s"]`, `"AttributesToGet":["s","n"]`, `"AttributesToGet":["s","s"]`, `"AttributesToGet":[]`, `"AttributesToGet":null`, `"AttributesToGet":["nope"]`, `"AttributesToGet":["m.a"]`, `"AttributesToGet":["l[0]"]`, `"AttributesToGet":[""]`, `"AttributesToGet":"s"`, `"AttributesToGet":["s"],"ProjectionExpression":"n"`, `"AttributesToGet":[],"ProjectionExpression":"n"`, `"AttributesToGet":["s"],"ExpressionAttributeNames":{"#s":"s"}`, `"AttributesToGet":["name"]`, `"AttributesToGet":["<<s*255>>"]`, `"AttributesToGet":["<<s*65536>>"]`,
				`"ExpressionAttributeNames":{"#s":"s"}`, `"ExpressionAttributeNames":{}`, `"ProjectionExpression":"s","ExpressionAttributeNames":{"#s":"s"}`, `"ProjectionExpression":"s","ExpressionAttributeNames":{}`, `"ProjectionExpression":"#a","ExpressionAttributeNames":{"#a":"s","#b":"n"}`, `"ProjectionExpression":"#a, #b","ExpressionAttributeNames":{"#a":"s","#b":"s"}`, `"ProjectionExpression":"#a","ExpressionAttributeNames":{"a":"s"}`, `"ProjectionExpression":"#a","ExpressionAttributeNames":{"#a":""}`),
			each("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"nothing"}},%}`, `"ConsistentRead":true`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"TOTAL","ConsistentRead":true`, `"ReturnConsumedCapacity":"INDEXES"`, `"ProjectionExpression":"s"`),
			ask("GetItem", `{"TableName":"@t"}`), ask("GetItem", `{"Key":{"pk":{"S":"a"}}}`), ask("GetItem", `{}`),
			ask("GetItem", `{"TableName":"@nowhere","Key":{"pk":{"S":"a"}}}`), ask("GetItem", `{"TableName":"@nowhere","Key":{}}`), ask("GetItem", `{"TableName":"@nowhere","Key":{"pk":{"S":"a"}},"ProjectionExpression":"s,"}`), ask("GetItem", `{"TableName":"@nowhere","Key":{"pk":{"N":"x"}}}`), ask("GetItem", `{"TableName":"a","Key":{}}`), ask("GetItem", `{"TableName":"a"}`),
			ask("GetItem", `{"TableName":"arn:aws:dynamodb:us-east-1:000000000000:table/@t","Key":{"pk":{"S":"a"}},"ReturnConsumedCapacity":"TOTAL"}`),
		),
	},
	{
		name: "keys", tables: []string{sortedTable}, items: seeds{"@t": {`{"pk":{"S":"a"},"sk":{"S":"b"},"x":{"S":"y"}}`}},
		steps: each("GetItem", `{"TableName":"@t","Key":%}`, keyTrials...),
	},
	{
		name: "capacity", tables: []string{hashTable}, items: seeds{"@t": {`{"pk":{"S":"a"},"v":{"S":"<<x*4092>>"}}`, `{"pk":{"S":"b"},"v":{"S":"<<x*4093>>"}}`, `{"pk":{"S":"c"},"v":{"S":"<<x*8188>>"}}`, `{"pk":{"S":"d"},"v":{"S":"<<x*400000>>"}}`}},
		steps: steps(
			each("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"%"}},"ReturnConsumedCapacity":"TOTAL","ProjectionExpression":"pk"}`, `a`, `b`, `c`, `d`),
			each("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"%"}},"ReturnConsumedCapacity":"INDEXES","ConsistentRead":true}`, `a`, `b`, `c`, `d`),
			each("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"%"}},"ReturnConsumedCapacity":"TOTAL"}`, `a`, `b`, `c`, `d`, `e`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"%"}},"ReturnConsumedCapacity":"TOTAL"}`, `a`, `b`, `c`, `d`, `e`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"%"}},"ConditionExpression":"attribute_not_exists(pk)","ReturnConsumedCapacity":"TOTAL"}`, `a`, `d`, `e`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"%"}},"UpdateExpression":"REMOVE v","ReturnConsumedCapacity":"TOTAL"}`, `a`, `b`, `c`, `d`, `e`),
		),
	},
}}

var deletes = family{"DeleteItem", []scenario{
	{
		name: "parameters", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			each("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},%}`,
				`"ReturnValues":"NONE"`, `"ReturnValues":"ALL_OLD"`, `"ReturnValues":"ALL_NEW"`, `"ReturnValues":"UPDATED_OLD"`, `"ReturnValues":"UPDATED_NEW"`, `"ReturnValues":"X"`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"X"`, `"ReturnItemCollectionMetrics":"SIZE"`, `"ReturnItemCollectionMetrics":"X"`,
				`"ConditionExpression":"attribute_exists(s)"`, `"ConditionExpression":"attribute_not_exists(s)"`, `"ConditionExpression":"attribute_not_exists(s)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"`, `"ConditionExpression":"attribute_not_exists(s)","ReturnConsumedCapacity":"TOTAL"`, `"ConditionExpression":"s = :x"`, `"ConditionExpression":"s ="`, `"ConditionExpression":""`, `"ExpressionAttributeNames":{"#x":"x"}`, `"ExpressionAttributeValues":{":x":{"S":"x"}}`),
			each("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"nothing"}},%}`, `"ReturnValues":"ALL_OLD"`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"NONE"`, `"ConditionExpression":"attribute_exists(pk)"`, `"ConditionExpression":"attribute_not_exists(pk)"`, `"ConditionExpression":"attribute_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"`),
			ask("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"nothing"}}}`),
			each("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"Expected":%}`, expectations...),
			each("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},%}`, expectationMixes...),
			ask("DeleteItem", `{"TableName":"@t"}`), ask("DeleteItem", `{"Key":{"pk":{"S":"a"}}}`), ask("DeleteItem", `{}`), ask("DeleteItem", `{"TableName":"@nowhere","Key":{"pk":{"S":"a"}}}`),
		),
	},
	{
		name: "keys", tables: []string{sortedTable}, items: seeds{"@t": {`{"pk":{"S":"a"},"sk":{"S":"b"},"x":{"S":"y"}}`}},
		steps: each("DeleteItem", `{"TableName":"@t","Key":%,"ReturnValues":"ALL_OLD"}`, keyTrials...),
	},
	{
		name: "index capacity", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"a"},"sk":{"S":"%"}},"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"}`, `1`, `2`, `3`, `4`, `5`, `6`, `7`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"sk":{"S":"1"}%},"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"}`, ``, `,"g":{"S":"x"}`, `,"g":{"S":"other"}`, `,"g":{"S":"x"},"n":{"N":"3"},"m":{"S":"mm"},"h":{"B":"AQ=="},"x":{"S":"xx"},"y":{"N":"1"},"w":{"S":"wide"}`, `,"g":{"S":"x"},"n":{"N":"3"},"m":{"S":"mm"},"h":{"B":"AQ=="},"x":{"S":"xx"},"y":{"N":"1"},"w":{"S":"<<x*2000>>"}`, `,"g":{"S":"x"},"n":{"N":"3"},"m":{"S":"mm"},"h":{"B":"AQ=="},"x":{"S":"changed"},"y":{"N":"1"},"w":{"S":"wide"}`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"sk":{"S":"1"},"n":{"N":"1"}},"ReturnConsumedCapacity":%}`, `"TOTAL"`, `"INDEXES"`),
			ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"sk":{"S":"1"}},"ReturnConsumedCapacity":"INDEXES","ConditionExpression":"attribute_not_exists(pk)"}`),
		),
	},
}}
