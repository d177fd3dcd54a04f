package localdb

import (
	"strings"
	"testing"
)

const (
	invalidValues = "One or more parameter values were invalid: "
	oneError      = "1 validation error detected: "
	noSchema      = "The provided key element does not match the schema"
)

func TestBadItemsAreRefusedInDynamoDBsWords(t *testing.T) {
	long := strings.Repeat("a", 2049)
	requireExchanges(t, things(t), []exchange{
		{"PutItem", `{}`, "2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; Value null at 'item' failed to satisfy constraint: Member must not be null"},
		{"PutItem", `{'TableName':'','Item':{}}`, oneError + "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"PutItem", `{'TableName':'no such!','Item':{}}`, oneError + "Value 'no such!' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"},
		{"PutItem", `{'TableName':'none','Item':{'pk':{'S':'a'}}}`, "ResourceNotFoundException: Requested resource not found"},
		{"PutItem", `{'TableName':'arn:aws:dynamodb:us-east-1:000000000000:table/plain','Item':{'pk':{'S':'a'}}}`, "{}"},
		{"PutItem", `{'TableName':'plain','Item':{}}`, invalidValues + "Missing the key pk in the item"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'}}}`, invalidValues + "Missing the key sk in the item"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'N':'1'}}}`, invalidValues + "Type mismatch for key pk expected: S actual: N"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'M':{}}}}`, invalidValues + "Type mismatch for key sk expected: N actual: M"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':''}}}`, "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'` + long + `'}}}`, invalidValues + "Size of hashkey has exceeded the maximum size limit of2048 bytes"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'` + long[1:] + `'}}}`, "{}"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'N':'1'}}}`, invalidValues + "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'l':{'NULL':true}}}`, invalidValues + "Type mismatch for Index Key l Expected: N Actual: NULL IndexName: by-l"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'S':''}}}`, "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-g, IndexKey: g"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'b':{'B':''}}}`, "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty binary value. IndexName: by-gb, IndexKey: b"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'b':{'B':''},'l':{'S':'late'}}}`, invalidValues + "Type mismatch for Index Key l Expected: N Actual: S IndexName: by-l"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'b':{'B':''},'g':{'N':'1'}}}`, invalidValues + "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'S':'` + long + `'}}}`, invalidValues + "Size limit exceeded for Index Key g Actual Size: 2049 bytes Max Size: 2048 bytes IndexName: by-g"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'SS':[]}}}`, invalidValues + "An string set  may not be empty"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{}}}`, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'S':'a','N':'1'}}}`, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"},
		// Values come before the table, which comes before its keys.
		{"PutItem", `{'TableName':'none','Item':{'pk':{'N':'x'}}}`, "The parameter cannot be converted to a numeric value: x"},
		{"PutItem", `{'TableName':'none','Item':{'pk':{'N':'1'}}}`, "ResourceNotFoundException: Requested resource not found"},
	})
}

func TestAnItemHas400KBAtTheMost(t *testing.T) {
	// The names pk and v, and the key a, have 4 bytes.
	fits, tooLong := strings.Repeat("x", 400<<10-4), strings.Repeat("x", 400<<10-3)
	requireExchanges(t, things(t), []exchange{
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'S':'` + tooLong + `'}}}`, "Item size has exceeded the maximum allowed size"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'S':'` + fits + `'}}}`, "{}"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'b'}},'UpdateExpression':'SET v = :v','ExpressionAttributeValues':{':v':{'S':'` + tooLong + `'}}}`, "Item size to update has exceeded the maximum allowed size"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'b'}},'UpdateExpression':'SET v = :v','ExpressionAttributeValues':{':v':{'S':'` + fits + `'}}}`, "{}"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET w = :v','ExpressionAttributeValues':{':v':{'S':''}}}`, "Item size to update has exceeded the maximum allowed size"},
		{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ProjectionExpression':'pk, w','ReturnConsumedCapacity':'TOTAL'}`, "{'ConsumedCapacity':{'CapacityUnits':50,'TableName':'plain'},'Item':{'pk':{'S':'a'}}}"},
	})
}

func TestBadKeysAreRefusedInDynamoDBsWords(t *testing.T) {
	e := things(t)
	long := strings.Repeat("a", 2049)
	for _, operation := range []string{"GetItem", "UpdateItem", "DeleteItem"} {
		requireExchanges(t, e, []exchange{
			{operation, `{'TableName':'plain'}`, oneError + "Value null at 'key' failed to satisfy constraint: Member must not be null"},
			{operation, `{'TableName':'none','Key':{'pk':{'S':'a'}}}`, "ResourceNotFoundException: Requested resource not found"},
			{operation, `{'TableName':'plain','Key':{}}`, noSchema},
			{operation, `{'TableName':'plain','Key':{'x':{'S':'a'}}}`, noSchema},
			{operation, `{'TableName':'plain','Key':{'pk':{'S':'a'},'x':{'S':'a'}}}`, noSchema},
			{operation, `{'TableName':'plain','Key':{'pk':{'N':'1'}}}`, noSchema},
			{operation, `{'TableName':'things','Key':{'pk':{'S':'a'}}}`, noSchema},
			{operation, `{'TableName':'plain','Key':{'pk':{'S':''}}}`, "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"},
			{operation, `{'TableName':'plain','Key':{'pk':{'S':'` + long + `'}}}`, invalidValues + "Size of hashkey has exceeded the maximum size limit of2048 bytes"},
			{operation, `{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'x'}}}`, "The parameter cannot be converted to a numeric value: x"},
			{operation, `{'TableName':'none','Key':{'pk':{'NULL':false}}}`, invalidValues + "Null attribute value types must have the value of true"},
			{operation, `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ReturnConsumedCapacity':'ALL'}`, oneError + "Value 'ALL' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"},
		})
	}
	createTable(t, e, tableSpec{name: "binary", pk: "pk:B", sk: "sk:B"})
	kilobyte := strings.Repeat("AAAA", 342) // 1,026 bytes
	requireExchanges(t, e, []exchange{
		{"GetItem", `{'TableName':'binary','Key':{'pk':{'B':'AAAA'},'sk':{'B':'` + kilobyte + `'}}}`, invalidValues + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"},
		{"GetItem", `{'TableName':'binary','Key':{'pk':{'B':'AAAA'},'sk':{'B':'` + kilobyte[4:] + `'}}}`, "{}"},
		{"PutItem", `{'TableName':'binary','Item':{'pk':{'B':'AAAA'},'sk':{'B':''}}}`, "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: sk"},
	})
}

func TestParametersThatDoNotGoTogetherAreRefused(t *testing.T) {
	requireExchanges(t, things(t), []exchange{
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'ConditionExpression':'a = b','Expected':{'a':{'Exists':false}},'ConditionalOperator':'AND'}`, "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected, ConditionalOperator} Expression parameters: {ConditionExpression}"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'UpdateExpression':'REMOVE a','AttributeUpdates':{'a':{'Action':'DELETE'}},'ConditionExpression':'a = b'}`, "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression, ConditionExpression}"},
		{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'AttributesToGet':['a'],'ProjectionExpression':'a'}`, "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"},
		{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ExpressionAttributeNames':{'#a':'a'}}`, "ExpressionAttributeNames can only be specified when using expressions"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'ExpressionAttributeValues':{':a':{'S':'a'}}}`, "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ExpressionAttributeValues':{':a':{'S':'a'}}}`, "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null"},
		{"DeleteItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ConditionExpression':'a = b','ExpressionAttributeValues':{':a':{'S':'a'}}}`, "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'ConditionalOperator':'OR'}`, "ConditionalOperator cannot be used without Filter or Expected"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'ReturnValues':'ALL_NEW'}`, "ReturnValues can only be ALL_OLD or NONE"},
		{"DeleteItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ReturnValues':'UPDATED_OLD'}`, "ReturnValues can only be ALL_OLD or NONE"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'ReturnValues':'OLD'}`, oneError + "Value 'OLD' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'Expected':{'a':{'ComparisonOperator':'IS'}}}`, oneError + "Value 'IS' at 'expected.a.member.comparisonOperator' failed to satisfy constraint: ..."},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'AttributeUpdates':{'a':{'Action':'SET'}}}`, oneError + "Value 'SET' at 'attributeUpdates.a.member.action' failed to satisfy constraint: Member must satisfy enum value set: [ADD, DELETE, PUT]"},
		{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'AttributesToGet':[]}`, oneError + "Value '[]' at 'attributesToGet' failed to satisfy constraint: Member must have length greater than or equal to 1"},
	})
}

func TestUpdatesProtectKeys(t *testing.T) {
	e := things(t)
	update := func(rest string) string {
		return `{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}},` + rest + `}`
	}
	const mine = invalidValues + "Cannot update attribute %s. This attribute is part of the key"
	requireExchanges(t, e, []exchange{
		{"UpdateItem", update(`'UpdateExpression':'SET pk = :v','ExpressionAttributeValues':{':v':{'S':'a'}}`), strings.Replace(mine, "%s", "pk", 1)},
		{"UpdateItem", update(`'UpdateExpression':'SET sk = :v, pk = :v','ExpressionAttributeValues':{':v':{'S':'a'}}`), strings.Replace(mine, "%s", "pk", 1)},
		{"UpdateItem", update(`'UpdateExpression':'REMOVE sk'`), strings.Replace(mine, "%s", "sk", 1)},
		{"UpdateItem", update(`'UpdateExpression':'SET pk.a = :v','ExpressionAttributeValues':{':v':{'S':'a'}}`), strings.Replace(mine, "%s", "pk", 1)},
		{"UpdateItem", update(`'AttributeUpdates':{'sk':{'Value':{'N':'1'}}}`), strings.Replace(mine, "%s", "sk", 1)},
		{"UpdateItem", update(`'UpdateExpression':'SET g = :v','ExpressionAttributeValues':{':v':{'N':'1'}}`), invalidValues + "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"},
		{"UpdateItem", update(`'UpdateExpression':'SET b = :v','ExpressionAttributeValues':{':v':{'B':''}}`), "One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty binary value."},
		{"UpdateItem", update(`'AttributeUpdates':{'l':{'Value':{'S':'x'}}}`), invalidValues + "Type mismatch for Index Key l Expected: N Actual: S IndexName: by-l"},
		{"GetItem", `{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}}}`, "{}"}, // all refused
	})
}

func TestAnUpdateCannotNestDeeperThanAnItem(t *testing.T) {
	e := things(t)
	deep := strings.Repeat(`{'L':[`, 31) + `{'S':'a'}` + strings.Repeat(`]}`, 31)
	requireExchanges(t, e, []exchange{
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':` + deep + `}}`, "{}"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'L':[` + deep + `]}}}`, "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET w = :w','ExpressionAttributeValues':{':w':{'L':[]}}}`, "{}"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET w[0] = v'}`, "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"},
	})
}
