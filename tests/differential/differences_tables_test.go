package differential

// tableDifferences are those of operations on tables, and the wire protocol.
//
// DynamoDB Local has its own words for nearly everything that is wrong with a table. There only the
// messages differ: the type of the error and what is accepted are compared, and the message has to begin
// as the service's do. "Recorded" are answers of the service that others have published: in the tests of
// architect/dynalite and paritysuite/dynamodb-conformance, in ScyllaDB's for Alternator, and in the
// ack-api-quirks findings on DynamoDB.
var tableDifferences = []*deliberate{
	// Messages.
	{
		where: `: CreateTable `, path: `^Message$`, local: `^"`, subject: `^"(\d+ validation errors? detected: |One or more parameter values were invalid: |Invalid KeySchema: |Both the Hash Key and the Range Key element in the KeySchema have the same name|Table already exists: @t")`,
		reason: "The service's words, most of them recorded. See CreateTable in the API Reference.",
	},
	{
		where: `: UpdateTable `, path: `^Message$`, local: `^"`, subject: `^"(\d+ validation errors? detected: |One or more parameter values were invalid: |At least one of ProvisionedThroughput, |The provisioned throughput for (the table|the index \w+) will not change\. |Requested resource not found: Index |Invalid table-class parameter |Cannot delete an index that is not a GlobalSecondaryIndex: )`,
		reason: "The service's words, most of them recorded. See UpdateTable in the API Reference.",
	},
	{
		where: `: ListTables `, path: `^Message$`, local: `^"Limit in ListTables must be <= 100"$`, subject: `^"1 validation error detected: Value '101' at 'limit' failed`,
		reason: "The service says which constraint is broken. See Limit of ListTables in the API Reference.",
	},
	{
		where: `: UpdateTimeToLive `, path: `^Message$`, local: `^"TimeToLive is active on a different AttributeName"$`, subject: `^"TimeToLive is active on a different AttributeName: current AttributeName is ttl"$`,
		reason: "The service names the attribute, recorded. See UpdateTimeToLive in the API Reference.",
	},
	{
		where: `: UpdateTimeToLive `, path: `^Message$`, local: `^"(TimeToLiveSpecification cannot be null|AttributeName cannot be null|Names of key attributes )`, subject: `^"(\d validation errors? detected: Value (null|''|'t+') at 'timeToLiveSpecification|TimeToLiveSpecification\.AttributeName must be non empty"$)`,
		reason: "The service says which constraint is broken. See ValidationException in CommonErrors of the API Reference.",
	},

	// One accepts what the other refuses, or both refuse it with errors of different types.
	{
		where: `: CreateTable .*ProvisionedThroughput`, verdict: `^OK/ValidationException$`, subject: `(Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST|ProvisionedThroughput should not be specified for index: byG when BillingMode is PAY_PER_REQUEST|provisionedThroughput\.readCapacityUnits' failed)`,
		reason: "The service refuses capacity units of tables on demand. Recorded. See ProvisionedThroughput of CreateTable in the API Reference.",
	},
	{
		where: `: CreateTable "LocalSecondaryIndexes":\[\]`, verdict: `^OK/ValidationException$`, subject: `List of LocalSecondaryIndexes is empty`,
		reason: "The service refuses an empty list, as DynamoDB Local does for global indexes. Recorded. See LocalSecondaryIndexes of CreateTable in the API Reference.",
	},
	{
		where: `: CreateTable "ProvisionedThroughput":\{"ReadCapacityUnits":40001`, verdict: `^ValidationException/LimitExceededException$`, local: `more than 40,000 units per table`, subject: `Per table maximum: 40000`,
		reason: "What an account may have is a limit of its own, that can be raised. See LimitExceededException of CreateTable in the API Reference.",
	},
	{
		where: `: CreateTable .*"NonKeyAttributes":\["a0"`, verdict: `^OK/ValidationException$`, subject: `nonKeyAttributes' failed to satisfy constraint: Member must have length less than or equal to 20`,
		reason: "An index names 20 attributes at most, all of a table together 100. See NonKeyAttributes of Projection in the API Reference.",
	},
	{
		where: `: UpdateTable ,"BillingMode":"PROVISIONED"$`, verdict: `^OK/ValidationException$`, subject: `ProvisionedThroughput must be specified when BillingMode is PROVISIONED`,
		reason: "The service wants the units even if the mode stays as it is. Recorded. See BillingMode of UpdateTable in the API Reference.",
	},
	{
		where: `: UpdateTable .*"Update":\{"IndexName":"nope"`, verdict: `^ValidationException/ResourceNotFoundException$`, local: `Invalid global secondary index name`, subject: `Index nope for table @t`,
		reason: "To the service an index is a resource. Recorded. See ResourceNotFoundException of UpdateTable in the API Reference.",
	},
	{
		where: `: UpdateTable .*\[\{"Delete":\{"IndexName":"byG"\},"Update":`, verdict: `^OK/ValidationException$`, subject: `Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object`,
		reason: "DynamoDB Local does one of the two. Recorded. See GlobalSecondaryIndexUpdate in the API Reference.",
	},
	{
		where: `^Tables/redefined key/`, verdict: `^ValidationException/OK$`, local: `SchemaElement redefined should be of same type`,
		reason: "The service keeps the type that the attribute has, and ignores what the request says of it. Recorded. See AttributeDefinitions of UpdateTable in the API Reference.",
	},
	{
		where: `: UntagResource `, verdict: `^UnknownOperationException/`, local: `Tagging is not currently supported in DynamoDB Local`,
		reason: "DynamoDB Local has no tags. See UntagResource in the API Reference.",
	},
	{
		where: `: DescribeEndpoints `, verdict: `^UnknownOperationException/OK$`,
		reason: "DynamoDB Local does not have the operation. See DescribeEndpoints in the API Reference.",
	},

	// Descriptions.
	{
		where: `: CreateTable "OnDemandThroughput"`, path: `^Output\.TableDescription\.OnDemandThroughput$`, local: `absent`, subject: `"MaxReadRequestUnits":10,"MaxWriteRequestUnits":10`,
		reason: "DynamoDB Local knows nothing of maximums on demand. See OnDemandThroughput of TableDescription in the API Reference.",
	},
	{
		where: `^Tables/describe/`, path: `IndexSizeBytes$`, local: `^[1-9]\d+$`, subject: `^[1-9]\d+$`,
		reason: "DynamoDB Local counts more than what is projected. See the storage of indexes in GSI and LSI of the Developer Guide.",
	},
	{
		where: `^Tables/updates/`, path: `\.ProvisionedThroughput\.Last(In|De)creaseDateTime$`, local: `absent`, subject: `time`,
		reason: "DynamoDB Local does not tell when throughput has changed. See ProvisionedThroughputDescription in the API Reference.",
	},
	{
		where: `: UpdateTable `, path: `\.(IndexStatus|TableStatus)$`, local: `^"(CREATING|UPDATING|DELETING)"$`, subject: `^"ACTIVE"$`,
		reason: "The service changes a table in the background, as DynamoDB Local does; api/local is done when it answers, which a caller that waits for ACTIVE does not notice. See TableStatus and IndexStatus of UpdateTable in the API Reference.",
	},
	{
		where: `: UpdateTable .*\{"Create":`, path: `^Output\.TableDescription\.GlobalSecondaryIndexes\[\d\]\.(IndexSizeBytes|ItemCount)$`, local: `absent`, subject: `^\d+$`,
		reason: "DynamoDB Local describes the index before it is filled, see IndexStatus.",
	},
	{
		where: `^Tables/updates/.*: (DescribeTable|Scan) `, path: `^Output\.(Count|ScannedCount|Items|Table\.GlobalSecondaryIndexes\[0\]\.(IndexSizeBytes|ItemCount))$`, local: `^([1-9]\d*$|\[\{"g":\{"N":"1"\},"pk":\{"S":"c"\}\},\{"g":\{"S":)`, subject: `^([1-9]\d*$|\[\{"g":\{"S":)`,
		reason: "DynamoDB Local fills an index with an item whose attribute is not of the key's type. The service leaves it out. See GSI.OnlineOps.ViolationDetection in the Developer Guide.",
	},
	{
		where: `: UpdateTable .*\{"AttributeName":"r",`, path: `\.AttributeDefinitions$`, local: `\{"AttributeName":"q","AttributeType":"S"\},\{"AttributeName":"r",`, subject: `\{"AttributeName":"q","AttributeType":"S"\},\{"AttributeName":"sk","AttributeType":"S"\}\]$`,
		reason: "The service forgets what is no index's key. Recorded. See AttributeDefinitions of UpdateTable in the API Reference.",
	},
	{
		where: `: UpdateTable .*\{"Delete":`, path: `\.GlobalSecondaryIndexes$`, local: `^\[\{[^{}]*"IndexStatus":"DELETING"`, subject: `absent`,
		reason: "DynamoDB Local describes the index that goes away, see IndexStatus.",
	},
	{
		where: `: UpdateTable `, path: `\.Backfilling$`, local: `^false$`, subject: `absent`,
		reason: "An index that is ready is not being filled. See Backfilling of GlobalSecondaryIndexDescription in the API Reference.",
	},

	// The protocol.
	{
		where: `^Wire/`, path: `^Message$`, local: `^"An unknown operation was requested\."$`, subject: `^"(api/local does not have the operation \w+|The header X-Amz-Target doesn't name an operation of DynamoDB, such as DynamoDB_20120810\.PutItem)"$`,
		reason: "The service says nothing but the type of the error (recorded). A user of api/local should know what is missing.",
	},
	{
		where: `^Wire/requests/wire: GetItem \{\}$`, verdict: `^(InvalidAction|OK)/UnknownOperationException$`, subject: `X-Amz-Target`,
		reason: "The service knows no other error for a target that is not one of its own, recorded. Streams have an endpoint of their own. See DynamoDB Low-Level API in the Developer Guide.",
	},
	{
		where: `^Wire/requests/wire: ListTables \{"Limit":0\}$`, verdict: `^ValidationException/$`, local: `Limit must be`,
		reason: "The service reads application/x-amz-json-1.0 and application/json; anything else is 404, without JSON. Recorded.",
	},
	{
		where: `^Wire/requests/wire: GetItem (\{\}\{\}|\{\} x|\x{FEFF}\{\})$`, verdict: `^ValidationException/SerializationException$`, subject: `^The request body isn't valid JSON$`,
		reason: "DynamoDB Local reads as far as it has to. One body is one JSON value, without a byte order mark. See RFC 8259, sections 2 and 8.1.",
	},
	{
		where: `^Wire/requests/wire: GetItem \{"TableName":(true|1\.5)\}$`, verdict: `^ResourceNotFoundException/SerializationException$`, subject: `_VALUE cannot be converted to String$`,
		reason: "DynamoDB Local turns JSON of one type into another; the service does not. See SerializationException in CommonErrors of the API Reference.",
	},
	{
		where: `^Wire/requests/wire: Query "Limit":1\.[09]$`, path: `^Output\.LastEvaluatedKey$`, local: `absent`, subject: `^\{"pk":\{"S":"a"\}\}$`,
		reason: "DynamoDB Local knows that nothing can follow in a table without a sort key; the service stops at Limit and does not look. See LastEvaluatedKey of Query in the API Reference.",
	},
	{
		where: `: PutItem 17 MB$`, verdict: `^(UnknownError)?/RequestEntityTooLargeException$`,
		reason: "DynamoDB Local and the service answer 413 without a body (recorded). That it was too large should not be guessed.",
	},
}
