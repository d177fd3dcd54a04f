package differential

// foundFamily is what random scenarios have found, so that it is played in every run.
var foundFamily = family{"Found", []scenario{
	{
		name: "reads", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("Query", `{"TableName":"@t","ExpressionAttributeValues":{":a":{"S":"a"}},%}`,
				`"KeyConditionExpression":"pk pk","FilterExpression":"y <> y"`, `"KeyConditionExpression":"pk pk","ProjectionExpression":"sk,"`),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"pk = :a AND sk > :a","ExpressionAttributeValues":{":a":{"S":"a"}},"ExclusiveStartKey":%}`, `{"pk":{"S":"b"},"sk":{"S":"b"}}`),
			each("Query", `{"TableName":"@t","KeyConditionExpression":"%","ExpressionAttributeValues":{":a":{"S":"a"}}}`, `size = :a AND pk <> :a`),
			each("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"a"},"sk":{"S":"1"}},"ConditionExpression":"%","ExpressionAttributeValues":{":a":{"S":"a"}}}`, `size = :a`, `attribute_type(:a, x)`),
			each("Scan", `{"TableName":"@t","FilterExpression":"n BETWEEN :a AND :b","ExpressionAttributeValues":{":a":{"N":"1e3"},":b":%}}`, `{"N":"1.50"}`, `{"N":"1E+2"}`, `{"S":"1"}`),
			each("Scan", `{"TableName":"@t","FilterExpression":"%","ExpressionAttributeNames":{"#n":"n"},"ExpressionAttributeValues":{":a":{"S":"a"}}}`, `x = y.:a AND #n = :a`, `y.:a = #n`),
		),
	},
	{
		name: "twice one item", tables: []string{indexedTable},
		steps: steps(each("TransactWriteItems", `{"TransactItems":[`+tDelete("@t", `{"pk":{"S":"a"},"sk":{"S":"1"}},"ConditionExpression":"attribute_exists(h)"`)+`,`+tDelete("@t", `{"pk":{"S":"a"},"sk":{"S":"1"}},"ConditionExpression":"attribute_exists(h)"`)+`]%}`, ``)),
	},
	{
		name: "zeros", tables: []string{hashTable},
		steps: each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ReturnValues":"ALL_NEW","UpdateExpression":"SET v = :v","ExpressionAttributeValues":{":v":%}}`, `{"N":"-0"}`, `{"L":[{"N":"-0"}]}`, `{"NS":["3","2","1.0"]}`),
	},
	{
		// Neither item is in the index, which has both as its key.
		name: "halves of a key", tables: []string{indexedTable}, story: true,
		steps: each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"sk":{"S":"1"},%},"ReturnConsumedCapacity":"INDEXES"}`,
			`"g":{"S":"x"}`, `"n":{"N":"1"}`, `"n":{"N":"1"},"w":{"S":"x"}`, `"g":{"S":"x"}`, `"g":{"S":"y"}`),
	},
	{
		name: "empty index key of another type", tables: []string{indexedTable},
		steps: each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"},"sk":{"S":"1"}},"UpdateExpression":"SET g = :v","ExpressionAttributeValues":{":v":%}}`, `{"B":""}`),
	},
}}
