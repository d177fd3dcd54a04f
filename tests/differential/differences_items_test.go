package differential

// itemDifferences are those of operations on items, batches and transactions.
//
// Where "recorded" is the source, a public suite that was made against the service has the answer:
// nubo-db/dynamodb-conformance, paritysuite/dynamodb-conformance or architect/dynalite.
var itemDifferences = []*deliberate{
	// Constraints.
	{
		where: `: Transact(Get|Write)Items (10|\{"T|"T|\{"Get":\{)`, path: `^Message$`, local: `^"(Member must have length less than or equal to 100|Value \[\] at 'transactItems' failed|Requested resource not found|Get Condition for key not in key list)`, subject: `^"\d validation errors? detected: Value (at 'TransactItems'|'\[\]' at 'transactItems'|null at 'transactItems\.1\.member\.get\.key') failed`,
		reason: "The service says which constraints are broken. Recorded. See TransactItems of TransactWriteItems in the API Reference.",
	},
	{
		where: `: TransactWriteItems .*"ClientRequestToken"`, path: `^Message$`, local: `^"Value @t+ at 'clientRequestToken' failed to satisfy constraint: `, subject: `^"1 validation error detected: Value '@t+' at 'clientRequestToken' failed to satisfy constraint: `,
		reason: "The service counts the broken constraints. See ClientRequestToken of TransactWriteItems in the API Reference.",
	},
	{
		where: `: TransactWriteItems \{"Update":\{"TableName":"@t","Key":\{"pk":\{"S":"a"\}\}\}\}$`, verdict: `^OK/ValidationException$`, subject: `at 'transactItems\.1\.member\.update\.updateExpression' failed to satisfy constraint: Member must not be null$`,
		reason: "A transaction's update must have an expression. See UpdateExpression of Update in the API Reference.",
	},
	{
		where: `: UpdateItem .*"Action":"(X|put)"`, path: `^Message$`, local: `^"Member must satisfy enum value set: `, subject: `^"1 validation error detected: Value '(X|put)' at 'attributeUpdates\.s\.member\.action' failed to satisfy constraint: `,
		reason: "The service says which constraint is broken. See Action of AttributeValueUpdate in the API Reference.",
	},

	// What a client made of the API's model cannot send, since to it an empty enumeration, or a null in a
	// list or a map, is what is not there.
	{
		where: `/wire: (Put|Update)Item ("ReturnValues":)?""$`, verdict: `^ValidationException/(OK|ConditionalCheckFailedException)$`, local: `(^Return values set to invalid value$|Value '' at 'returnValuesOnConditionCheckFailure' failed)`,
		reason: "An empty enumeration is what is not there: no SDK sends one. See ReturnValues of PutItem in the API Reference.",
	},
	{
		where: `/wire: (Put|Update|Delete)Item .*"ComparisonOperator":""`, path: `^Message$`, local: `^"Comparison type does not exist in DynamoDB"$`, subject: `^"One or more parameter values were invalid: AttributeValueList can only be used with a ComparisonOperator for Attribute: s"$`,
		reason: "An empty enumeration is what is not there: no SDK sends one. See ComparisonOperator of ExpectedAttributeValue in the API Reference.",
	},
	{
		where: `/wire: (Put|Update|Delete)Item \{"s":null\}$`, path: `^Message$`, local: `: ExpectedAttributeValue must not be null for Attribute: s"$`, subject: `: Value must be provided when Exists is null for Attribute: s"$`,
		reason: "A null is a structure without members: no SDK sends one. See Expected of PutItem in the API Reference.",
	},
	{
		where: `/wire: PutItem .*"ExpressionAttributeNames":\{"#s":null\}`, path: `^Message$`, local: `contains invalid value: (null|.* is null) for key #s"$`, subject: `contains invalid value: Empty attribute name for key #s"$`,
		reason: "A null is an empty name: no SDK sends one. See ExpressionAttributeNames of PutItem in the API Reference.",
	},
	{
		where: `/wire: BatchWriteItem null$`, path: `^Message$`, local: `^"The batch write request list for a table cannot be null or empty"$`, subject: `^"Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"$`,
		reason: "A null is a structure without members: no SDK sends one. See WriteRequest in the API Reference.",
	},

	// Values.
	{
		where: `: PutItem size = :x|: PutItem m\.size = :x`, verdict: `^ConditionalCheckFailedException/ValidationException$`, subject: `Attribute name is a reserved keyword; reserved keyword: size$`,
		reason: "DynamoDB Local takes the function's name for an attribute's, where it can be none. To the service it is reserved. See ReservedWords of the Developer Guide.",
	},
	{
		where: `/wire: PutItem \{"B":"AR=="\}$`, verdict: `^OK/SerializationException$`, subject: `^Invalid last non-pad Base64 character dectected$`,
		reason: "The service refuses bits that say nothing; DynamoDB Local drops them. Recorded. See SerializationException in CommonErrors of the API Reference.",
	},
	{
		where: `: PutItem \{"BS":`, path: `^Message$`, local: `: Input collection of type BS contains duplicates\."$`, subject: `: Input collection \[AQ==, AQ==\]of type BS contains duplicates\."$`,
		reason: "The service shows the set, without a space. Recorded. See AttributeValue in the API Reference.",
	},
	{
		where: `: PutItem .*"ExpressionAttributeValues":\{":v":\{"SS":\["a","a"\]\}\}`, path: `^Message$`, local: ` contains duplicates for key :v"$`, subject: ` contains duplicates\. for key :v"$`,
		reason: "The service ends the sentence in here as well. Recorded. See AttributeValue in the API Reference.",
	},
	{
		path: `^Message$`, local: `cannot contain an empty string value\. IndexName: byGN, IndexKey: g"$`, subject: `cannot contain an empty string value\. IndexName: byG, IndexKey: g"$`,
		reason: "Of several indexes with the key the service names the first by name, DynamoDB Local any. Recorded. See GSI of the Developer Guide.",
	},

	// Batches.
	{
		where: `: BatchGetItem 17 MB( consistently)?$`, path: `^Output\.(Responses\.@t\[\d+\]|UnprocessedKeys\.@t\.Keys\[\d+\])\.pk\.S$`, local: `^"big\d+"$`, subject: `^"big\d+"$`,
		reason: "Which keys of too many are left is up to the engine; how many, and that each is answered or left, is not. See BatchGetItem in the API Reference.",
	},
	{
		where: `: BatchWriteItem over 16 MB on the wire$`, path: `^(Code|Message)$`, local: `^(\(absent\)|"UnknownError")$`, subject: `^"(RequestEntityTooLargeException|The request body is longer than 16 MB)"$`,
		reason: "DynamoDB Local says nothing but 413. See BatchWriteItem in the API Reference.",
	},

	// Transactions.
	{
		where: `: TransactWriteItems `, path: `^Output\.CancellationReasons\[0\]\.Message$`, local: `^"(One or more parameter values were invalid: Type mismatch for (key|Index Key)|Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes)"$`, subject: `^"(One or more parameter values were invalid: (Type mismatch for (key pk e|Index Key g E)xpected: S (a|A)ctual: N( IndexName: byG)?|Size of hashkey has exceeded the maximum size limit of2048 bytes)|The provided key element does not match the schema)"$`,
		reason: "The service says in reasons what it says of a single write. Recorded. See CancellationReason in the API Reference.",
	},
	{
		where: `: TransactWriteItems \{"ConditionCheck":.*,\{"Update":`, verdict: `^TransactionCanceledException/ValidationException$`, local: `\[ConditionalCheckFailed, None\]`, subject: `^Transaction request cannot include multiple operations on one item$`,
		reason: "The service refuses the request, whatever the items; DynamoDB Local tries the actions one by one. See TransactWriteItems in the API Reference.",
	},
	{
		where: `: TransactGetItems 4\.3 MB$`, verdict: `^OK/ValidationException$`, subject: `^Payload in response is too large\.4290208$`,
		reason: "What counts is the items' size, whatever is projected. See TransactGetItems in the API Reference.",
	},

	// Capacity.
	{
		where: `: TransactWriteItems `, path: `^Output\.ConsumedCapacity\[\d\]\.((Table|(Local|Global)SecondaryIndexes\.\w+)\.)?(Write)?CapacityUnits$`, local: `^(4|8|16|24)$`, subject: `^(2|4|8|12|200)$`,
		reason: "A transaction takes two units for each kilobyte of an item. DynamoDB Local doubles the first action of a table once more, and forgets the others. See Capacity unit consumption for writes of the Developer Guide.",
	},
	{
		where: `: TransactGetItems "ReturnConsumedCapacity":"INDEXES"$`, path: `^Output\.ConsumedCapacity\[\d\]\.(Table\.)?ReadCapacityUnits$`, local: `^(\(absent\)|2|6)$`, subject: `^(2|6|\(absent\))$`,
		reason: "The service tells a transaction's reads of the table, too, so that they make up the sum, which is then not compared. Recorded. See Capacity in the API Reference.",
	},
	{
		where: `^DeleteItem/index capacity/\w+: PutItem .*<<x\*2000>>`, path: `^Output\.ConsumedCapacity\.LocalSecondaryIndexes\.byN\.CapacityUnits$`, local: `^3$`, subject: `^2$`,
		reason: "An index entry that keeps its key costs the larger of its sizes, in a local index as in a global one; DynamoDB Local adds both up in local ones. See Provisioned throughput considerations of LSI in the Developer Guide.",
	},
	{
		where: `: UpdateItem `, path: `^Message$`, local: `The update expression attempted to update a secondary index key to a value that is not supported\. The AttributeValue for a key attribute cannot contain an empty `, subject: `Type mismatch for Index Key `,
		reason: "Two faults at once, of which DynamoDB Local knows one: it lets an update give an index key any type. The type is told first, as for a put. See GlobalSecondaryIndexes of CreateTable in the API Reference.",
	},
}
