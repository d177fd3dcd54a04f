package binding

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type item = map[string]types.AttributeValue

func (d *database) keyOf(key string) item {
	return item{d.settings.key: &types.AttributeValueMemberB{Value: []byte(key)}}
}

// Values are copied: go-ycsb uses its buffers again when an operation has
// returned, and one that was broken off may still be on its way.

func (d *database) getInput(key string) *dynamodb.GetItemInput {
	return &dynamodb.GetItemInput{TableName: &d.table, Key: d.keyOf(key), ConsistentRead: &d.consistent}
}

func (d *database) putInput(key string, values map[string][]byte) *dynamodb.PutItemInput {
	it := make(item, len(values)+1)
	for name, value := range values {
		it[name] = &types.AttributeValueMemberB{Value: bytes.Clone(value)}
	}
	it[d.settings.key] = &types.AttributeValueMemberB{Value: []byte(key)}
	return &dynamodb.PutItemInput{TableName: &d.table, Item: it}
}

func (d *database) deleteInput(key string) *dynamodb.DeleteItemInput {
	return &dynamodb.DeleteItemInput{TableName: &d.table, Key: d.keyOf(key)}
}

func (d *database) updateInput(key string, values map[string][]byte) *dynamodb.UpdateItemInput {
	var (
		set   strings.Builder
		names = make(map[string]string, len(values))
		news  = make(item, len(values))
	)
	for name, value := range values {
		if len(names) == 0 {
			set.WriteString("SET ")
		} else {
			set.WriteString(", ")
		}
		n := strconv.Itoa(len(names))
		set.WriteString("#" + n + " = :" + n)
		names["#"+n] = name
		news[":"+n] = &types.AttributeValueMemberB{Value: bytes.Clone(value)}
	}
	in := &dynamodb.UpdateItemInput{TableName: &d.table, Key: d.keyOf(key)}
	if len(names) > 0 {
		in.UpdateExpression = aws.String(set.String())
		in.ExpressionAttributeNames, in.ExpressionAttributeValues = names, news
	}
	return in
}

// row is an item as go-ycsb has it: the fields that were asked for, or all but
// the key. It's nil for an item that isn't there.
func (d *database) row(it item, fields []string) map[string][]byte {
	if it == nil {
		return nil
	}
	row := make(map[string][]byte, len(it))
	add := func(name string, value types.AttributeValue) {
		if b, ok := value.(*types.AttributeValueMemberB); ok {
			row[name] = b.Value
		}
	}
	if len(fields) > 0 {
		for _, name := range fields {
			add(name, it[name])
		}
		return row
	}
	for name, value := range it {
		if name != d.settings.key {
			add(name, value)
		}
	}
	return row
}
