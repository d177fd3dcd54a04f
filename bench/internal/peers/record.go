package peers

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// record is the item of a shape of up to 10 fields, such as YCSB's.
type record struct {
	Key    string `dynactor:"partition" dynamodbav:"pk" dynamo:"pk,hash"`
	Field0 string `dynamodbav:"field0,omitempty" dynamo:"field0,omitempty"`
	Field1 string `dynamodbav:"field1,omitempty" dynamo:"field1,omitempty"`
	Field2 string `dynamodbav:"field2,omitempty" dynamo:"field2,omitempty"`
	Field3 string `dynamodbav:"field3,omitempty" dynamo:"field3,omitempty"`
	Field4 string `dynamodbav:"field4,omitempty" dynamo:"field4,omitempty"`
	Field5 string `dynamodbav:"field5,omitempty" dynamo:"field5,omitempty"`
	Field6 string `dynamodbav:"field6,omitempty" dynamo:"field6,omitempty"`
	Field7 string `dynamodbav:"field7,omitempty" dynamo:"field7,omitempty"`
	Field8 string `dynamodbav:"field8,omitempty" dynamo:"field8,omitempty"`
	Field9 string `dynamodbav:"field9,omitempty" dynamo:"field9,omitempty"`
}

func (r *record) key() string { return r.Key }

func (r *record) fill(item items.Item) error { return fill(item, r.set) }

func (r *record) set(name string, value types.AttributeValue) error {
	if name == items.PartitionKey {
		return setText(&r.Key, name, value)
	}
	fields := [...]*string{
		&r.Field0, &r.Field1, &r.Field2, &r.Field3, &r.Field4,
		&r.Field5, &r.Field6, &r.Field7, &r.Field8, &r.Field9,
	}
	for i, field := range fields {
		if name == items.Field(i) {
			return setText(field, name, value)
		}
	}
	return unfit(name, value)
}
