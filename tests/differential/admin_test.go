package differential

var adminFamily = family{"Tables", []scenario{
	{
		name: "describe", tables: []string{indexedTable, otherTable}, items: seeds{"@t": indexedItems},
		steps: steps(
			each("DescribeTable", `{%}`, ``, `"TableName":"@t"`, `"TableName":"@u"`, `"TableName":"@nowhere"`, `"TableName":""`, `"TableName":"a"`, `"TableName":null`, `"TableName":1`, `"TableName":"arn:aws:dynamodb:us-east-1:000000000000:table/@t"`, `"TableName":"a b"`),
			each("DeleteTable", `{%}`, ``, `"TableName":"@nowhere"`, `"TableName":"a"`, `"TableName":null`),
			each("DescribeLimits", `{%}`, ``, `"Foo":1`),
			each("DescribeEndpoints", `{%}`, ``, `"Foo":1`),
			each("DescribeTimeToLive", `{%}`, ``, `"TableName":"@t"`, `"TableName":"@nowhere"`, `"TableName":"a"`),
		),
	},
	{
		name: "list", tables: []string{otherTable, hashTable}, story: true,
		steps: steps(
			each("ListTables", `{"ExclusiveStartTableName":"@",%}`, `"Limit":0`, `"Limit":-1`, `"Limit":101`, `"Limit":"x"`, `"Foo":1`),
			ask("ListTables", `{"ExclusiveStartTableName":"@a","Limit":1}`),
			ask("ListTables", `{"ExclusiveStartTableName":""}`), ask("ListTables", `{"ExclusiveStartTableName":"a"}`), ask("ListTables", `{"ExclusiveStartTableName":"a b c"}`),
		),
	},
	{
		name: "throughput", tables: []string{`{"TableName":"@t","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5},"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],"GlobalSecondaryIndexes":[{"IndexName":"byG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},"ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":4}}]}`}, story: false,
		steps: steps(
			each("UpdateTable", `{"TableName":"@t"%}`, ``, `,"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}`, `,"ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":5}`, `,"ProvisionedThroughput":{"ReadCapacityUnits":5}`, `,"ProvisionedThroughput":{}`, `,"ProvisionedThroughput":{"ReadCapacityUnits":-5,"WriteCapacityUnits":5}`, `,"BillingMode":"PROVISIONED"`, `,"BillingMode":"X"`, `,"BillingMode":"PAY_PER_REQUEST","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}`, `,"GlobalSecondaryIndexUpdates":[]`, `,"GlobalSecondaryIndexUpdates":[{}]`, `,"GlobalSecondaryIndexUpdates":[{"Update":{"IndexName":"byG"}}]`, `,"GlobalSecondaryIndexUpdates":[{"Update":{"IndexName":"nope","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}}]`, `,"GlobalSecondaryIndexUpdates":[{"Update":{"IndexName":"byG","ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":4}}}]`, `,"GlobalSecondaryIndexUpdates":[{"Update":{"IndexName":"byG","ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":4}}}]`, `,"GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"nope"}}]`, `,"GlobalSecondaryIndexUpdates":[{"Delete":{}}]`, `,"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]`, `,"DeletionProtectionEnabled":false`, `,"TableClass":"X"`, `,"Foo":1`),
			each("UpdateTable", `{%}`, ``, `"TableName":"@nowhere"`, `"TableName":"@nowhere","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}`, `"TableName":"a","BillingMode":"PAY_PER_REQUEST"`),
		),
	},
	{
		name: "updates", tables: []string{`{"TableName":"@t","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5},"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}`}, items: seeds{"@t": {`{"pk":{"S":"a"},"g":{"S":"x"},"v":{"S":"w"}}`, `{"pk":{"S":"b"}}`, `{"pk":{"S":"c"},"g":{"N":"1"}}`}}, story: true,
		steps: steps(
			ask("UpdateTable", `{"TableName":"@t","ProvisionedThroughput":{"ReadCapacityUnits":7,"WriteCapacityUnits":8}}`), ask("DescribeTable", `{"TableName":"@t"}`),
			ask("UpdateTable", `{"TableName":"@t","BillingMode":"PAY_PER_REQUEST"}`), ask("DescribeTable", `{"TableName":"@t"}`),
			ask("UpdateTable", `{"TableName":"@t","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]}`),
			ask("DescribeTable", `{"TableName":"@t"}`),
			ask("Scan", `{"TableName":"@t","IndexName":"byG"}`),
			ask("Query", `{"TableName":"@t","IndexName":"byG","KeyConditionExpression":"g = :x","ExpressionAttributeValues":{":x":{"S":"x"}}}`),
			ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"d"},"g":{"N":"1"}}}`),
			ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"d"},"g":{"S":"1"}}}`),
			bag("Scan", `{"TableName":"@t","IndexName":"byG"}`),
			ask("UpdateTable", `{"TableName":"@t","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"byG"}}]}`),
			ask("DescribeTable", `{"TableName":"@t"}`),
			ask("Scan", `{"TableName":"@t","IndexName":"byG"}`),
			ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"d"},"g":{"N":"1"}}}`),
			ask("UpdateTable", `{"TableName":"@t","BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}`), ask("DescribeTable", `{"TableName":"@t"}`),
			ask("UpdateTable", `{"TableName":"@t","DeletionProtectionEnabled":true}`), ask("DeleteTable", `{"TableName":"@t"}`), ask("UpdateTable", `{"TableName":"@t","DeletionProtectionEnabled":false}`), ask("DeleteTable", `{"TableName":"@t"}`),
		),
	},
	{
		name: "index creation", tables: []string{indexedTable},
		steps: each("UpdateTable", `{"TableName":"@t",%}`,
			`"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byQ","KeySchema":[{"AttributeName":"q","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]`, `"AttributeDefinitions":[{"AttributeName":"q","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byG","KeySchema":[{"AttributeName":"q","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]`, `"AttributeDefinitions":[{"AttributeName":"q","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byN","KeySchema":[{"AttributeName":"q","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]`, `"AttributeDefinitions":[{"AttributeName":"q","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byQ","KeySchema":[{"AttributeName":"q","KeyType":"HASH"}]}}]`, `"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byQ"}}]`, `"GlobalSecondaryIndexUpdates":[{"Create":{}}]`, `"GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"byG"}},{"Delete":{"IndexName":"byGN"}}]`, `"AttributeDefinitions":[{"AttributeName":"q","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byQ","KeySchema":[{"AttributeName":"q","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}},{"Create":{"IndexName":"byR","KeySchema":[{"AttributeName":"q","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]`, `"GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"byN"}}]`, `"AttributeDefinitions":[{"AttributeName":"q","AttributeType":"S"},{"AttributeName":"r","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byQ","KeySchema":[{"AttributeName":"q","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]`),
	},
	{
		name: "two actions in one", tables: []string{indexedTable},
		steps: each("UpdateTable", `{"TableName":"@t",%}`, `"GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"byG"},"Update":{"IndexName":"byG","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}}]`),
	},
	{
		name: "redefined key", tables: []string{indexedTable},
		steps: each("UpdateTable", `{"TableName":"@t",%}`, `"AttributeDefinitions":[{"AttributeName":"g","AttributeType":"N"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"byQ","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]`),
	},
	{
		name: "time to live", tables: []string{hashTable}, story: true,
		steps: steps(
			ask("DescribeTimeToLive", `{"TableName":"@t"}`),
			each("UpdateTimeToLive", `{"TableName":"@t"%}`, ``, `,"TimeToLiveSpecification":{}`, `,"TimeToLiveSpecification":{"Enabled":true}`, `,"TimeToLiveSpecification":{"AttributeName":"ttl"}`, `,"TimeToLiveSpecification":{"Enabled":true,"AttributeName":""}`, `,"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"<<t*256>>"}`, `,"TimeToLiveSpecification":{"Enabled":false,"AttributeName":"ttl"}`),
			ask("UpdateTimeToLive", `{"TableName":"@nowhere","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}}`),
			ask("UpdateTimeToLive", `{"TableName":"@t","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}}`),
			ask("DescribeTimeToLive", `{"TableName":"@t"}`),
			ask("UpdateTimeToLive", `{"TableName":"@t","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}}`),
			ask("UpdateTimeToLive", `{"TableName":"@t","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"other"}}`),
			ask("UpdateTimeToLive", `{"TableName":"@t","TimeToLiveSpecification":{"Enabled":false,"AttributeName":"other"}}`),
			ask("UpdateTimeToLive", `{"TableName":"@t","TimeToLiveSpecification":{"Enabled":false,"AttributeName":"ttl"}}`),
			ask("DescribeTimeToLive", `{"TableName":"@t"}`),
		),
	},
	{
		name: "tags", tables: []string{hashTable}, story: true,
		steps: steps(
			each("ListTagsOfResource", `{%}`, ``, `"ResourceArn":""`, `"ResourceArn":"x"`, `"ResourceArn":"@t"`, `"ResourceArn":"arn:aws:dynamodb:ddblocal:000000000000:table/@nowhere"`),
			each("TagResource", `{%}`, ``, `"ResourceArn":"x"`, `"ResourceArn":"x","Tags":[]`, `"Tags":[{"Key":"k","Value":"v"}]`, `"ResourceArn":"x","Tags":[{"Key":"k","Value":"v"}]`),
			each("UntagResource", `{%}`, ``, `"ResourceArn":"x"`, `"ResourceArn":"x","TagKeys":[]`, `"ResourceArn":"x","TagKeys":["k"]`),
			tagged("ListTagsOfResource", ``), tagged("TagResource", `,"Tags":[{"Key":"k","Value":"v"},{"Key":"l","Value":""}]`), tagged("ListTagsOfResource", ``), tagged("TagResource", `,"Tags":[{"Key":"k","Value":"w"}]`), tagged("ListTagsOfResource", ``), tagged("UntagResource", `,"TagKeys":["l","nope"]`), tagged("ListTagsOfResource", ``),
			tagged("TagResource", `,"Tags":[{"Key":"d","Value":"1"},{"Key":"d","Value":"2"}]`), tagged("TagResource", `,"Tags":[{"Key":"","Value":"1"}]`), tagged("TagResource", `,"Tags":[{"Key":"<<k*129>>","Value":"1"}]`), tagged("TagResource", `,"Tags":[{"Key":"k","Value":"<<v*257>>"}]`), tagged("TagResource", `,"Tags":[]`), tagged("TagResource", `,"Tags":[{"Key":"aws:x","Value":"1"}]`), tagged("TagResource", `,"Tags":[`+listed(51, `{"Key":"k%d","Value":""}`)+`]`), tagged("UntagResource", `,"TagKeys":[]`),
		),
	},
}}

// tagged asks for something of the table that was described before it, by its ARN.
func tagged(op, rest string) []request {
	return []request{ask("DescribeTable", `{"TableName":"@t"}`), ask(op, `{"ResourceArn":"$TableArn"`+rest+`}`)}
}
