package differential

// readDifferences are those of Query and Scan.
//
// Where "recorded" is the source, a public suite that was made against the service has the answer:
// architect/dynalite.
var readDifferences = []*deliberate{
	// The order of checks.
	{
		where: `: Query "AttributesToGet":\[\]`, path: `^Message$`, local: `^"Can not use both expression and non-expression parameters in the same request: `, subject: `^"1 validation error detected: Value '\[\]' at 'attributesToGet' failed`,
		reason: "The service checks constraints first. Recorded. See AttributesToGet of Query in the API Reference.",
	},
	{
		where: `: Query `, path: `^Message$`, local: `^"Invalid (Filter|Projection)Expression: `, subject: `^"Invalid KeyConditionExpression: `,
		reason: "Of several expressions the service looks at the key condition first; DynamoDB Local looks at it last. Recorded. See ValidationException in CommonErrors of the API Reference.",
	},
	{
		where: `: Query .*"sk":\{"ComparisonOperator":"NULL"\}`, path: `^Message$`, local: `^"Only scalar types can be used as Range Key values"$`, subject: `^"Attempted conditional constraint is not an indexable operation"$`,
		reason: "The service looks at the operator first, DynamoDB Local at the values that it hasn't got. Recorded. See KeyConditions in LegacyConditionalParameters of the Developer Guide.",
	},
	// Found by random stories.
	{
		where: `/(halves of a key|Stories)/\w+: (PutItem|UpdateItem|BatchWriteItem) `, path: `^Output\.ConsumedCapacity(\[0\])?\.GlobalSecondaryIndexes(\.byGN)?$`, local: `^(\{"byGN":)?\{"CapacityUnits":1\}{1,2}$`, subject: `^\(absent\)$`,
		reason: "DynamoDB Local charges an index when one half of its key goes and the other comes; the item is in the index neither before nor after. See GSI.ThroughputConsiderations.Writes of the Developer Guide.",
	},
	{
		where: `/(zeros|Updates|Stories)/\w+: `, path: `\.N$`, local: `^"-0"$`, subject: `^"0"$`,
		reason: "DynamoDB Local stores the zero of a put as 0, but not that of an update or within a list. To the service it is one number. See Number in HowItWorks.NamingRulesDataTypes of the Developer Guide.",
	},
	{
		where: `/(zeros|Updates|Stories)/\w+: `, path: `\.NS\[\d+\]$`, local: `^"(-?\d+\.\d*0|-0|-?[\d.]+[eE][-+]?\d+)"$`, subject: `^"-?\d+(\.\d+)?"$`,
		reason: "DynamoDB Local stores the numbers of a set as an update has them; the service trims their zeros. See Number in HowItWorks.NamingRulesDataTypes of the Developer Guide.",
	},
	{
		where: `/(reads|Conditions|Updates|Projections|KeyConditions|Stories)/\w+: `, path: `^Message$`, local: `^"Invalid \w+Expression: Internal server error"$`, subject: `^"Invalid \w+Expression: An expression attribute name used in the document path is not defined; attribute name: :\w+"$`,
		reason: "DynamoDB Local fails where a value's placeholder stands within a path, which is no name. See Expressions.ExpressionAttributeNames of the Developer Guide.",
	},
	{
		where: `\bsize\b`, path: `^Message$`, local: `^"`, subject: `^"Invalid \w+Expression: Attribute name is a reserved keyword; reserved keyword: size"$`,
		reason: "DynamoDB Local takes the function's name for an attribute's, and complains of what comes next. To the service it is reserved. See ReservedWords of the Developer Guide.",
	},
	{
		where: `\bsize\b`, verdict: `^ConditionalCheckFailedException/ValidationException$`, subject: `Attribute name is a reserved keyword; reserved keyword: size`,
		reason: "DynamoDB Local takes the function's name for an attribute's. To the service it is reserved. See ReservedWords of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `operator or function: attribute_type, operand type: \{[A-Z,]*DICT[A-Z,]*\}"$`, subject: `operator or function: attribute_type, operand type: \{[A-Z,]*\}"$`,
		reason: "DynamoDB Local lists types that no attribute can have. See attribute_type in Expressions.OperatorsAndFunctions of the Developer Guide.",
	},
	{
		where: `/(twice one item|Stories)/\w+: TransactWriteItems `, verdict: `^TransactionCanceledException/ValidationException$`, local: `ConditionalCheckFailed`, subject: `^Transaction request cannot include multiple operations on one item$`,
		reason: "DynamoDB Local looks at conditions before it sees that two actions are on one item, which makes the request invalid. See TransactWriteItems in the API Reference.",
	},
	// Start keys.
	{
		where: `: Query `, path: `^Message$`, local: `^"The provided starting key does not match the range key predicate"$`, subject: `^"The query can return at most one row and cannot be restarted"$`,
		reason: "The service tells a start key of another partition from one that the sort key's condition excludes. Recorded. See ExclusiveStartKey of Query in the API Reference.",
	},
	{
		where: `: (Query|Scan) `, path: `^Message$`, local: `^"The query can return at most one row and cannot be restarted\. The provided starting key is invalid: `, subject: `^"The provided starting key is invalid: One or more parameter values are not valid\. The AttributeValue for a key attribute cannot contain an empty string value\. Key: pk"$`,
		reason: "What DynamoDB Local puts before is not so: no key could be restarted from there, and a Scan is no query. The service does not say it of other keys. Recorded. See ExclusiveStartKey of Query in the API Reference.",
	},
	{
		where: `: Scan .*"x":`, path: `^Message$`, local: `^"The provided starting key is invalid"$`, subject: `^"The provided starting key is invalid: The provided key element does not match the schema"$`,
		reason: "The service's words for a Scan of a table. Recorded. See ExclusiveStartKey of Scan in the API Reference.",
	},
	{
		where: `: Query .*<<k\*2049>>`, path: `^Message$`, local: `^"The provided starting key does not match the range key predicate"$`, subject: `^"The provided starting key is invalid: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"$`,
		reason: "DynamoDB Local does not measure start keys. No item can have that key. See Partition key length in ServiceQuotas of the Developer Guide.",
	},
	{
		where: `: Scan .*<<k\*2049>>`, verdict: `^OK/ValidationException$`, subject: `^The provided starting key is invalid: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes$`,
		reason: "DynamoDB Local does not measure start keys. No item can have that key. See Partition key length in ServiceQuotas of the Developer Guide.",
	},
	// Capacity.
	{
		where: `Query/parameters/\w+: Query "ProjectionExpression":"sk"`, path: `^Output\.ConsumedCapacity\.(CapacityUnits|Table\.CapacityUnits)$`, local: `^(2|1\.5)$`, subject: `^(0\.5|0)$`,
		reason: "The service fetches from the table only what a local index has not got; DynamoDB Local fetches for every projection. See Projections of LSI in the Developer Guide.",
	},
	{
		where: `Query/megabytes/.*"IndexName":"byM"`, path: `^Output\.ConsumedCapacity\.(CapacityUnits|LocalSecondaryIndexes\.byM\.CapacityUnits)$`, local: `^0$`, subject: `^0\.5$`,
		reason: "The service charges the least that a read costs for a page without items. See Capacity unit consumption for reads in the Developer Guide.",
	},
}
