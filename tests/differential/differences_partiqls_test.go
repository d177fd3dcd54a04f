package differential

// partiqlDifferences are those of PartiQL.
var partiqlDifferences = []*deliberate{
	// What DynamoDB Local takes, and the API's model refuses.
	{
		where: `^PartiQL/\w+/\w+: (ExecuteStatement|BatchExecuteStatement|ExecuteTransaction) .*"ReturnConsumedCapacity":"X"$`, verdict: `^OK/ValidationException$`,
		subject: `^1 validation error detected: Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: \[INDEXES, TOTAL, NONE\]$`,
		reason:  "DynamoDB Local takes any text for it; the service knows three. See ReturnConsumedCapacity of ExecuteStatement in the API Reference.",
	},
	{
		where: `^PartiQL/select/\w+: ExecuteStatement "Parameters":\[\]$`, verdict: `^OK/ValidationException$`,
		subject: `^1 validation error detected: Value '\[\]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1$`,
		reason:  "The service wants one parameter at least, if there is a list of them. See Parameters of ExecuteStatement in the API Reference.",
	},
	{
		where: `^PartiQL/transaction/\w+: ExecuteTransaction "ClientRequestToken":"@<<t\*23>>"$`, verdict: `^OK/ValidationException$`,
		subject: `^1 validation error detected: Value '@t{23}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36$`,
		reason:  "The service takes 36 characters at the most. See ClientRequestToken of ExecuteTransaction in the API Reference.",
	},
	// What DynamoDB Local leaves out of its answers.
	{
		where: `^PartiQL/\w+/\w+: (ExecuteStatement|BatchExecuteStatement|ExecuteTransaction) `, path: `^Output\.ConsumedCapacity$`, local: `^\(absent\)$`, subject: `"CapacityUnits":`,
		reason: "DynamoDB Local tells no capacity of statements. See ConsumedCapacity of ExecuteStatement, BatchExecuteStatement and ExecuteTransaction in the API Reference.",
	},
	{
		where: `^PartiQL/(select|pages)/\w+: ExecuteStatement .*"Limit":[46]\b`, path: `^Output\.LastEvaluatedKey$`, local: `^\(absent\)$`, subject: `^\{"pk":\{"S":"a"\},"sk":\{"S":"\w+"\}\}$`,
		reason: "DynamoDB Local tells only NextToken; the service tells also the key that it stopped at. See LastEvaluatedKey of ExecuteStatement in the API Reference.",
	},
	{
		where: `^PartiQL/batch/\w+: BatchExecuteStatement .*"ReturnValuesOnConditionCheckFailure":"ALL_OLD"`, path: `^Output\.Responses\[0\]\.Error\.Item$`, local: `^\(absent\)$`, subject: `"pk":\{"S":"b"\},"x":\{"N":"2"\}\}$`,
		reason: "DynamoDB Local leaves the item out that failed the condition. See Item of BatchStatementError in the API Reference.",
	},
	{
		where: `^PartiQL/transaction/\w+: ExecuteTransaction .*"ReturnValuesOnConditionCheckFailure":"ALL_OLD"`, path: `^Output\.CancellationReasons\[[01]\]\.Item$`, local: `^\(absent\)$`, subject: `"pk":\{"S":"[ab]"\},"x":\{"N":"[12]"\}\}$`,
		reason: "DynamoDB Local leaves the item out that failed the condition. See Item of CancellationReason in the API Reference.",
	},
	// INSERT of an item that is there.
	{
		where: `^PartiQL/write/\w+: ExecuteStatement INSERT INTO "@t" VALUE \{'pk':'a'\}$`, path: `^Code$`, local: `^"DuplicateItem"$`, subject: `^"DuplicateItemException"$`,
		reason: "DynamoDB Local uses the code that it has within batches, for which no SDK has an error's type. See DuplicateItemException of ExecuteStatement in the API Reference.",
	},
	{
		where: `^PartiQL/write/typed: ExecuteStatement INSERT INTO "@t" VALUE \{'pk':'a'\}$`, path: `^GoType$`, local: `^"\*smithy\.GenericAPIError"$`, subject: `^"\*types\.DuplicateItemException"$`,
		reason: "The type of the code. See DuplicateItemException of ExecuteStatement in the API Reference.",
	},
	{
		where: `^PartiQL/transaction/\w+: ExecuteTransaction .*VALUE \{'pk':'a'\}"\}$`, path: `^Message$`, local: `\[None, ValidationError\]"$`, subject: `\[None, DuplicateItem\]"$`,
		reason: "The service names the reason DuplicateItem. See the client smoke-dynamodb, which was made against it.",
	},
	{
		where: `^PartiQL/transaction/\w+: ExecuteTransaction .*VALUE \{'pk':'a'\}"\}$`, path: `^Output\.CancellationReasons\[1\]\.Code$`, local: `^"ValidationError"$`, subject: `^"DuplicateItem"$`,
		reason: "The service names the reason DuplicateItem. See the client smoke-dynamodb, which was made against it.",
	},
	// What is returned and what is written.
	{
		where: `^PartiQL/write/\w+: ExecuteStatement .*m\.a=5 .* RETURNING MODIFIED NEW \*$`, path: `^Output\.Items\[0\]\.m\.M\.(b|size)$`, local: `^\{`, subject: `^\(absent\)$`,
		reason: "The service returns of a nested attribute only what was updated. See ReturnValues of UpdateItem in the API Reference, and RETURNING in ql-reference.update of the Developer Guide.",
	},
	{
		where: `^PartiQL/batch/\w+: BatchExecuteStatement (\{"Statement":"INSERT INTO \\"@t\\" VALUE \{'pk':'n'\}"\},?){2}$`, path: `^State\.@t$`, local: `\{"pk":\{"S":"n"\}\}\]$`, subject: `x"\}\}\]$`,
		reason: "DynamoDB Local refuses a batch of duplicates after it has written the first. The service refuses it as a whole. See BatchWriteItem in the API Reference, which it is executed as.",
	},
}
