package differential

var scans = family{"Scan", []scenario{
	{
		name: "parameters", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: inAnyOrder(steps(
			each("Scan", `{"TableName":"@t",%}`,
				`"Limit":0`, `"Limit":-1`, `"Limit":9`, `"Limit":10`, `"Limit":"x"`, `"ConsistentRead":true`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"TOTAL","ConsistentRead":true`, `"ReturnConsumedCapacity":"x"`, `"Foo":1`, `"ScanIndexForward":false`, `"KeyConditionExpression":"pk = :a"`,
				`"Segment":0`, `"TotalSegments":1`, `"Segment":0,"TotalSegments":1`, `"Segment":1,"TotalSegments":1`, `"Segment":2,"TotalSegments":1`, `"Segment":-1,"TotalSegments":1`, `"Segment":0,"TotalSegments":0`, `"Segment":0,"TotalSegments":1000001`, `"Segment":999999,"TotalSegments":1000000`, `"Segment":1000000,"TotalSegments":1000000`, `"Segment":"0","TotalSegments":1`,
				`"FilterExpression":"attribute_exists(g)"`, `"FilterExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}`, `"FilterExpression":"sk > :a","ExpressionAttributeValues":{":a":{"S":"3"}}`, `"FilterExpression":""`, `"FilterExpression":"x ="`, `"ExpressionAttributeNames":{"#x":"x"}`, `"ExpressionAttributeValues":{":x":{"S":"x"}}`, `"FilterExpression":"attribute_exists(g)","ReturnConsumedCapacity":"TOTAL"`, `"FilterExpression":"attribute_exists(g)","Select":"COUNT"`),
			each("Scan", `{"TableName":"@t",%}`, selects...),
			each("Scan", `{"TableName":"@t","IndexName":"byGN",%}`, selects...),
			each("Scan", `{"TableName":"@t","IndexName":"byH",%}`, selects...),
			each("Scan", `{"TableName":"@t","IndexName":"byM",%}`, selects...),
			each("Scan", `{"TableName":"@t","IndexName":"byGN",%}`, `"ConsistentRead":true`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"TOTAL"`, `"FilterExpression":"g = :x","ExpressionAttributeValues":{":x":{"S":"x"}}`),
			each("Scan", `{"TableName":"@t","IndexName":"byM",%}`, `"ConsistentRead":true`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnConsumedCapacity":"INDEXES","ConsistentRead":true`),
			each("Scan", `{"TableName":"@t","IndexName":"%"}`, ``, `ab`, `nope`, `byN`, `a b`),
			ask("Scan", `{}`), ask("Scan", `{"TableName":"@nowhere"}`), ask("Scan", `{"TableName":"@nowhere","FilterExpression":"x ="}`), ask("Scan", `{"TableName":"@nowhere","IndexName":"nope"}`), ask("Scan", `{"TableName":"a"}`), ask("Scan", `{"TableName":""}`),
			each("Scan", `{"TableName":"@t","ExclusiveStartKey":%}`, startKeys[8:22]...),
			each("Scan", `{"TableName":"@t","IndexName":"byGN","ExclusiveStartKey":%}`, startKeys[8:22]...),
		)),
	},
	{
		name: "pages", tables: []string{indexedTable}, items: seeds{"@t": append(manyItems("a", 20, 10), indexedItems[6:]...)},
		steps: steps(
			allPages("Scan", `{"TableName":"@t","Limit":3}`), allPages("Scan", `{"TableName":"@t","Limit":1}`), allPages("Scan", `{"TableName":"@t","Limit":7,"FilterExpression":"attribute_exists(n)"}`), allPages("Scan", `{"TableName":"@t","Limit":4,"Select":"COUNT"}`),
			allPages("Scan", `{"TableName":"@t","Limit":3,"IndexName":"byGN"}`), allPages("Scan", `{"TableName":"@t","Limit":3,"IndexName":"byG"}`), allPages("Scan", `{"TableName":"@t","Limit":3,"IndexName":"byN"}`), allPages("Scan", `{"TableName":"@t","Limit":3,"IndexName":"byM"}`), allPages("Scan", `{"TableName":"@t","Limit":1,"IndexName":"byH"}`),
			allPages("Scan", `{"TableName":"@t","Limit":4,"Segment":0,"TotalSegments":1}`),
		),
	},
	{
		name: "legacy", tables: []string{indexedTable}, items: seeds{"@t": indexedItems},
		steps: inAnyOrder(steps(
			each("Scan", `{"TableName":"@t","ScanFilter":%}`, legacyFilters...),
			each("Scan", `{"TableName":"@t",%}`, `"ConditionalOperator":"OR","ScanFilter":{"g":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"x"}]},"n":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"200"}]}}`, `"ConditionalOperator":"OR"`, `"ScanFilter":{"g":{"ComparisonOperator":"NULL"}},"FilterExpression":"attribute_exists(g)"`, `"ScanFilter":{"g":{"ComparisonOperator":"NULL"}},"ProjectionExpression":"sk"`, `"ScanFilter":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}`, `"AttributesToGet":["sk"],"ProjectionExpression":"sk"`, `"AttributesToGet":["sk","g"],"ScanFilter":{"g":{"ComparisonOperator":"NOT_NULL"}}`, `"QueryFilter":{"g":{"ComparisonOperator":"NULL"}}`, `"AttributesToGet":["sk"],"FilterExpression":"attribute_exists(g)"`),
		)),
	},
}}
