package localdb

import "testing"

func TestReturnValues(t *testing.T) {
	e := things(t)
	const update = `{'TableName':'plain','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET x = :v, m.a = :v REMOVE y, z','ExpressionAttributeValues':{':v':{'N':'2.0'}},'ReturnValues':'`
	const item = `{'pk':{'S':'a'},'x':{'N':'1'},'y':{'S':'y'},'m':{'M':{'a':{'S':'1'},'b':{'S':'2'}}},'o':{'SS':['b','a']}}`
	const old = `{'pk':{'S':'a'},'x':{'N':'1'},'y':{'S':'y'},'m':{'M':{'a':{'S':'1'},'b':{'S':'2'}}},'o':{'SS':['a','b']}}`
	const new = `{'pk':{'S':'a'},'x':{'N':'2'},'m':{'M':{'a':{'N':'2'},'b':{'S':'2'}}},'o':{'SS':['a','b']}}`
	put := exchange{"PutItem", `{'TableName':'plain','Item':` + item + `}`, "{}"}
	requireExchanges(t, e, []exchange{
		put, {"UpdateItem", update + `NONE'}`, "{}"},
		put, {"UpdateItem", update + `ALL_OLD'}`, `{'Attributes':` + old + `}`},
		put, {"UpdateItem", update + `ALL_NEW'}`, `{'Attributes':` + new + `}`},
		// Of m only what the update writes to; DynamoDB Local has all of it.
		put, {"UpdateItem", update + `UPDATED_OLD'}`, `{'Attributes':{'x':{'N':'1'},'y':{'S':'y'},'m':{'M':{'a':{'S':'1'}}}}}`},
		put, {"UpdateItem", update + `UPDATED_NEW'}`, `{'Attributes':{'x':{'N':'2'},'m':{'M':{'a':{'N':'2'}}}}}`},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'UpdateExpression':'REMOVE x','ReturnValues':'UPDATED_NEW'}`, "{}"},

		put, {"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'ReturnValues':'ALL_OLD'}`, `{'Attributes':` + old + `}`},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'b'}},'ReturnValues':'ALL_OLD'}`, "{}"},
		put, {"DeleteItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ReturnValues':'ALL_OLD'}`, `{'Attributes':` + old + `}`},
		{"DeleteItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ReturnValues':'ALL_OLD'}`, "{}"},
	})
}

func TestAnUpdateMakesTheItemThatIsNotThere(t *testing.T) {
	get := func(key string) string { return `{'TableName':'plain','Key':{'pk':{'S':'` + key + `'}}}` }
	requireExchanges(t, things(t), []exchange{
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ReturnValues':'ALL_OLD'}`, "{}"},
		{"GetItem", get("a"), `{'Item':{'pk':{'S':'a'}}}`},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'b'}},'UpdateExpression':'REMOVE x'}`, "{}"},
		{"GetItem", get("b"), `{'Item':{'pk':{'S':'b'}}}`},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'c'}},'UpdateExpression':'SET x = pk','ReturnValues':'UPDATED_NEW'}`, `{'Attributes':{'x':{'S':'c'}}}`},
		{"GetItem", get("c"), `{'Item':{'pk':{'S':'c'},'x':{'S':'c'}}}`},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'d'}},'ConditionExpression':'attribute_exists(pk)'}`, "ConditionalCheckFailedException: The conditional request failed"},
		{"GetItem", get("d"), "{}"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'d'}},'UpdateExpression':'SET x = y'}`, "The provided expression refers to an attribute that does not exist in the item"},
		{"GetItem", get("d"), "{}"},
	})
}

func TestLegacyParametersWork(t *testing.T) {
	requireExchanges(t, things(t), []exchange{
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'x':{'N':'1'}},'Expected':{'pk':{'Exists':false}}}`, "{}"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'Expected':{'pk':{'Exists':false}}}`, "ConditionalCheckFailedException: The conditional request failed"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'AttributeUpdates':{'x':{'Action':'ADD','Value':{'N':'2'}},'y':{'Value':{'S':'y'}}},'Expected':{'x':{'ComparisonOperator':'LT','AttributeValueList':[{'N':'2'}]}},'ReturnValues':'UPDATED_NEW'}`, `{'Attributes':{'x':{'N':'3'},'y':{'S':'y'}}}`},
		{"DeleteItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'Expected':{'x':{'Value':{'N':'1'}},'y':{'Value':{'S':'n'}}},'ConditionalOperator':'OR'}`, "ConditionalCheckFailedException: The conditional request failed"},
		{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'AttributesToGet':['x','none']}`, `{'Item':{'x':{'N':'3'}}}`},
		{"DeleteItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'Expected':{'x':{'Value':{'N':'1'}},'y':{'Value':{'S':'y'}}},'ConditionalOperator':'OR'}`, "{}"},
	})
}
