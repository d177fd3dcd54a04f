package differential

import "slices"

// differences is all differences between DynamoDB Local and api/local that are meant: there DynamoDB
// Local differs from the service, and api/local follows the service. The suite fails for any other
// difference, and for an entry that no longer occurs.
var differences = slices.Concat(commonDifferences, tableDifferences, itemDifferences, readDifferences, partiqlDifferences)

var commonDifferences = []*deliberate{
	// One accepts what the other refuses.
	{
		verdict: `^OK/ValidationException$`, subject: `(at 'returnItemCollectionMetrics' failed|Invalid table-class parameter)`,
		reason: "DynamoDB Local takes any text for these; the service knows a few. See ReturnItemCollectionMetrics of PutItem and TableClass of CreateTable in the API Reference.",
	},
	{
		where: `PutItem ١`, verdict: `^OK/ValidationException$`, subject: `cannot be converted to a numeric value`,
		reason: "DynamoDB Local takes digits of any script; the service only 0 to 9. See Numbers in HowItWorks.NamingRulesDataTypes of the Developer Guide.",
	},
	{
		where: `/wire: `, verdict: `^(OK|ValidationException|ConditionalCheckFailedException)/SerializationException$`, subject: `(cannot be converted to|Unexpected token received from parser|Unexpected value type in payload)`,
		reason: "DynamoDB Local turns JSON of one type into another; the service does not. See SerializationException in CommonErrors of the API Reference.",
	},
	{
		where: `nowhere`, verdict: `^ResourceNotFoundException/ValidationException$`,
		reason: "The service looks at a request before it looks for the table. See ValidationException in Programming.Errors of the Developer Guide.",
	},
	{
		where: `arn:aws:dynamodb:\S+:table/@`, verdict: `^ValidationException/OK$`, local: `Invalid table/index name`,
		reason: "The service takes a table's ARN for its name. See TableName of GetItem in the API Reference.",
	},
	{
		verdict: `^ValidationException/ResourceNotFoundException$`, local: `Invalid table/index name`,
		reason: "Where the service takes a name or an ARN, one letter may be a name. See TableName of GetItem in the API Reference.",
	},
	{
		verdict: `^OK/ValidationException$`, where: `AttributesToGet":\[\]`, subject: `at '(\S+\.)?attributesToGet' failed to satisfy constraint: Member must have length greater than or equal to 1`,
		reason: "The service wants one attribute at least. See AttributesToGet of Scan in the API Reference.",
	},
	{
		where: `BatchGetItem`, verdict: `^OK/ValidationException$`, subject: `Provided list of item keys contains duplicates`,
		reason: "To the service, 1 and 1.0 are one key, as to BatchWriteItem of DynamoDB Local. See BatchGetItem in the API Reference.",
	},
	{
		where: `TransactWriteItems`, verdict: `^ValidationException/TransactionCanceledException$`,
		reason: "The service cancels a transaction for what is wrong with an item or a key, with the reason ValidationError. See TransactionCanceledException of TransactWriteItems in the API Reference.",
	},
	{
		where: `TagsOfResource|TagResource`, verdict: `^UnknownOperationException/`, local: `Tagging is not currently supported in DynamoDB Local`,
		reason: "DynamoDB Local has no tags. See TagResource in the API Reference.",
	},
	{
		verdict: `^OK/ValidationException$`, where: `CreateTable "Tags"`, subject: `Tag`,
		reason: "DynamoDB Local has no tags. See Tags of CreateTable in the API Reference.",
	},
	{
		verdict: `^OK/ValidationException$`, where: `size`, subject: `Attribute name is a reserved keyword; reserved keyword: size`,
		reason: "DynamoDB Local takes the function's name for an attribute's, where it can be none. To the service it is reserved. See ReservedWords of the Developer Guide.",
	},
	// Tables.
	{
		path: `^Message$`, local: `Cannot do operations on a non-existent table`, subject: `Requested resource not found(: Table: @\S* not found)?`,
		reason: "The service names the resource that is missing. See ResourceNotFoundException in Programming.Errors of the Developer Guide.",
	},
	{
		where: `: (Create|Describe|Update|Delete)Table`, path: `\.TableId$`, local: `absent`, subject: `"\(id\)"`,
		reason: "The service gives each table an id. See TableDescription in the API Reference.",
	},
	{
		where: `: (Create|Describe|Update|Delete)Table`, path: `\.ProvisionedThroughput\.NumberOfDecreasesToday$`, local: `absent`, subject: `^0$`,
		reason: "The service tells the number of decreases of indexes as well as of tables. See ProvisionedThroughputDescription in the API Reference.",
	},
	{
		where: `: DeleteTable`, path: `^Output\.TableDescription\.(AttributeDefinitions|KeySchema|CreationDateTime|BillingModeSummary|(Local|Global)SecondaryIndexes)$`, subject: `absent`,
		reason: "The service describes a table that goes away without what it consists of. See the examples of DeleteTable in the API Reference.",
	},
	{
		where: `: (Create|Describe|Update|Delete)Table`, path: `\.(WarmThroughput|TableClassSummary|SSEDescription)$`, local: `absent`,
		reason: "DynamoDB Local knows nothing of warm throughput, table classes and encryption. See TableDescription in the API Reference.",
	},
	{
		where: `: CreateTable`, path: `\.LatestStream(Arn|Label)$`, subject: `absent`,
		reason: "DynamoDB Local gives a table the stream that an earlier table of its name had. See LatestStreamArn of TableDescription in the API Reference.",
	},
	{
		where: `: DeleteTable`, path: `\.TableStatus$`, local: `ACTIVE`, subject: `DELETING`,
		reason: "The service deletes a table in the background. See DeleteTable in the API Reference.",
	},
	{
		path: `^Message$`, local: `^"(No provisioned throughput specified for the table|The number of attributes in key schema must match the number of attributes defined|Hash Key not specified in Attribute Definitions|Range Key not specified in Attribute Definitions|No Hash Key specified in schema|GSI list is empty/invalid|Invalid StreamViewType: |Cannot increase provisioned throughput to more than)`, subject: `^"(One or more parameter values were invalid: |Invalid KeySchema: |Given value \d+ for )`,
		reason: "The service's words. See CreateTable in the API Reference.",
	},
	// Parameters that break a constraint.
	{
		path: `^Message$`, local: `Invalid table/index name\.  Table/index names must be between 3 and 255 characters long`, subject: `(^"\d+ validation errors? detected: |Invalid (table|index)|^"The parameter '\w+' is required)`,
		reason: "The service names the parameter and the constraint that it breaks. See ValidationException in CommonErrors of the API Reference.",
	},
	{
		path: `^Message$`, local: `(Select must be |Must specify the AttributesToGet or ProjectionExpression when|Return\w+ must be|Comparison type does not exist|Too many items requested|The supplied Item contains a null|The list of keys in RequestItems|The list of requests in RequestItems|^"Value (null )?at |^"Value null)`, subject: `^"\d+ validation errors? detected: `,
		reason: "The service says how many constraints are broken, and how. See ValidationException in CommonErrors of the API Reference.",
	},
	{
		path: `^Message$`, local: `^"(Cannot have null key for GetItem, DeleteItem, or UpdateItem|Return values set to invalid value|Item to put in PutItem cannot be null|AttributesToGet cannot be empty|Limit must be greater than or equal to 1|Batch(Get|Write)Item (must|cannot) have|The batch write request list for a table cannot be null or empty: |No (defined key schema|Attribute Schema Defined)|Table read and write throughput must be at least 1)`, subject: `^"\d+ validation errors? detected: `,
		reason: "DynamoDB Local finds out later, and sometimes blames another parameter. The service checks constraints first, and says which are broken. See ValidationException in CommonErrors of the API Reference.",
	},
	{
		path: `^Message$`, local: `^"(The table does not have the specified index: |1 validation error detected: Value '-?\d+' at 'segment')`, subject: `^"(\d+ validation errors? detected: |The Segment parameter is zero-based)`,
		reason: "The service checks the constraints of IndexName, Segment and TotalSegments first. See Scan in the API Reference.",
	},
	{
		path: `^Message$`, local: `^"(If segment is specified, total segment must also|If total segments is specified, a particular segment must also)`, subject: `^"The (TotalSegments|Segment) parameter is required but was not present in the request when `,
		reason: "The service's words. See Segment and TotalSegments of Scan in the API Reference.",
	},
	{
		path: `^Message$`, local: `^"Return values set to invalid value"$`, subject: `^"ReturnValues can only be ALL_OLD or NONE"$`,
		reason: "The service's words. See ReturnValues of PutItem and DeleteItem in the API Reference.",
	},
	// Items.
	{
		path: `^Message$`, local: `^"DynamoDB only supports precision up to 38 digits"$`, subject: `^"Attempting to store more than 38 significant digits in a Number"$`,
		reason: "The service's words for a number of too many digits. See Numbers in ServiceQuotas of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `A value provided cannot be converted into a number`, subject: `The parameter cannot be converted to a numeric value`,
		reason: "The service tells the value that is no number. See Numbers in ServiceQuotas of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes`, subject: `Size of (hashkey|rangekey) has exceeded the maximum size limit`,
		reason: "The service says which key is too long. See ServiceQuotas of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `(The number of conditions on the keys is invalid|One of the required keys was not given a value|Type mismatch for (key|attribute to update))`, subject: `(The provided key element does not match the schema|Missing the key \w+ in the item|Type mismatch for key)`,
		reason: "The service says of every key that does not fit the table that it does not match the schema. See ValidationException in Programming.Errors of the Developer Guide.",
	},
	{
		path: `^Output\.ItemCollectionMetrics$`, local: `absent`, subject: `SizeEstimateRangeGB`,
		reason: "DynamoDB Local never reports item collections. See LSI.ItemCollections of the Developer Guide.",
	},
	{
		where: `: DeleteItem`, path: `^Output\.ConsumedCapacity$`, local: `"CapacityUnits":1`, subject: `absent`,
		reason: "DynamoDB Local tells the capacity of a delete that found nothing, though nobody has asked for it. See ReturnConsumedCapacity of DeleteItem in the API Reference.",
	},
	{
		path: `^Message$`, local: `^"One or more parameter values were invalid: (Type mismatch for Index Key|Size limit exceeded)"$`, subject: `^"One or more parameter values were invalid: (Type mismatch|Size limit exceeded) for Index Key \w+ .* IndexName: \w+"$`,
		reason: "The service says which attribute of which index. See GSI and LSI of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `^"Invalid attribute value type"$`, subject: `(The provided key element does not match the schema|Type mismatch for key \w+ expected: \w actual: |Type mismatch for Index Key)`,
		reason: "The service compares a key's type with the table's, whether or not it could be a key's at all. See ValidationException in Programming.Errors of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `Hash primary key values must be under 2048 bytes, and range primary key values must be under 1024 bytes`, subject: `Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
		reason: "The service says which key is too long. See ServiceQuotas of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `The supplied Item contains a null AttributeValue`, subject: `Supplied AttributeValue is empty, must contain exactly one of the supported datatypes`,
		reason: "To the service, null is a value without a type. See AttributeValue in the API Reference.",
	},
	{
		path: `^Message$`, local: `Input collection \[a, (b, a, b|a)\] contains duplicates"$`, subject: `Input collection \[a, (b, a, b|a)\] contains duplicates\."$`,
		reason: "The service ends the sentence. See AttributeValue in the API Reference.",
	},
	{
		path: `^Message$`, local: `^"Nesting Levels have exceeded supported limits"$`, subject: `^"Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"$`,
		reason: "The service's words. See Nested attribute depth in ServiceQuotas of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `Expression size has exceeded the maximum allowed size;"$`, subject: `Expression size has exceeded the maximum allowed size; expression size: \d+"$`,
		reason: "The service tells the size. See Expression parameters in ServiceQuotas of the Developer Guide.",
	},
	{
		path: `^Message$`, local: `^"Cannot have two attributes with the same name"$`, subject: `(Duplicate value in attribute name: |Attribute Name is duplicated: )`,
		reason: "The service names the attribute. See AttributesToGet in LegacyConditionalParameters of the Developer Guide.",
	},
	{
		path: `^Output\.Attributes\.[ml]\.`, where: `: UpdateItem `, local: `^[^(]`, subject: `^\(absent\)$`,
		reason: "The service returns of a nested attribute only what was updated. See ReturnValues of UpdateItem in the API Reference.",
	},
	{
		path: `^Output\.Attributes\.[ml]\..*L$`, where: `: UpdateItem `, local: `^\[\{`, subject: `^\[\{`,
		reason: "The service returns of a list only the elements that were updated. See ReturnValues of UpdateItem in the API Reference.",
	},
	{
		where: `: UpdateItem `, path: `\.N$`, local: `^"-?\d+(\.\d*0(e\d+)?|e-?\d+)"$`, subject: `^"-?\d+"$`,
		reason: "DynamoDB Local keeps the zeros at the end of a sum; the service trims them. See Number in HowItWorks.NamingRulesDataTypes of the Developer Guide.",
	},
	{
		where: `: (UpdateItem|TransactWriteItems) `, verdict: `^OK/(ValidationException|TransactionCanceledException)$`, subject: `(Type mismatch for Index Key \w+ |\[ValidationError)`,
		reason: "DynamoDB Local lets an update give an index's key the wrong type. The service refuses that, as it does for puts. See GSI of the Developer Guide.",
	},
	{
		where: `: BatchGetItem `, path: `^Output\.ConsumedCapacity\[\d\]\.CapacityUnits$`,
		reason: "The service charges for items that are not there, and doubly for consistent reads; DynamoDB Local does neither in batches. See Capacity unit consumption for reads in the Developer Guide.",
	},
	// Queries.
	{
		path: `^Message$`, local: `Exclusive Start Key must have same size as table's key schema`, subject: `The provided starting key is invalid`,
		reason: "The service's words for a start key of the wrong attributes. See ExclusiveStartKey of Query in the API Reference.",
	},
	{
		path: `^Message$`, local: `The provided starting key does not match the range key predicate`, subject: `The provided starting key is outside query boundaries based on provided conditions`,
		reason: "The service tells a start key of another partition from one that the sort key's condition excludes. See ExclusiveStartKey of Query in the API Reference.",
	},
	{
		path: `^Message$`, local: `^"Query condition missed key schema element"$`, subject: `^"Query condition missed key schema element: \w+"$`,
		reason: "The service names the key. See KeyConditionExpression of Query in the API Reference.",
	},
	{
		path: `^Message$`, local: `^"Consistent read cannot be true when (querying|scanning) a GSI"$`, subject: `^"Consistent reads are not supported on global secondary indexes"$`,
		reason: "The service's words. See ConsistentRead of Query in the API Reference.",
	},
	{
		path: `^Message$`, local: `^"(Supplied AttributeValue is empty|One or more parameter values were invalid: An string set  may not be empty)`, subject: `^"The provided starting key is invalid: `,
		reason: "The service says that the start key is what is wrong. See ExclusiveStartKey of Query in the API Reference.",
	},
	// Transactions.
	{
		where: `: TransactGetItems `, path: `^Message$`, local: `(Type mismatch for key|The number of conditions on the keys is invalid|One of the required keys was not given a value)`, subject: `^"Transaction cancelled, please refer cancellation reasons for specific reasons \[`,
		reason: "DynamoDB Local gives no reasons. See TransactionCanceledException of TransactGetItems in the API Reference.",
	},
	{
		where: `: TransactGetItems `, path: `^Output$`, local: `absent`, subject: `^\{"CancellationReasons":\[`,
		reason: "DynamoDB Local gives no reasons. See TransactionCanceledException of TransactGetItems in the API Reference.",
	},
	{
		path: `^Output\.CancellationReasons\[\d+\]\.Message$`, local: `^"The conditional request failed\."$`, subject: `^"The conditional request failed"$`,
		reason: "The service says it without a full stop. See the examples of CancellationReasons of TransactWriteItems in the API Reference.",
	},
}
