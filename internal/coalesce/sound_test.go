package coalesce

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
)

func TestSoundIsWhatOnlyTheTableCanRefuse(t *testing.T) {
	type item = map[string]types.AttributeValue
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	nan := &types.AttributeValueMemberN{Value: "NaN"}
	table := aws.String("orders")
	for name, test := range map[string]struct {
		input any
		sound bool
	}{
		"put":                    {&dynamodb.PutItemInput{TableName: table, Item: item{"id": text("a"), "empty": text("")}}, true},
		"get":                    {&dynamodb.GetItemInput{TableName: table, Key: item{"id": text("a")}}, true},
		"delete":                 {&dynamodb.DeleteItemInput{TableName: table, Key: item{"id": text("a")}}, true},
		"put of no number":       {&dynamodb.PutItemInput{TableName: table, Item: item{"id": text("a"), "n": nan}}, false},
		"put of too much":        {&dynamodb.PutItemInput{TableName: table, Item: item{"id": text(strings.Repeat("a", MaxItemBytes))}}, false},
		"get by no number":       {&dynamodb.GetItemInput{TableName: table, Key: item{"id": nan}}, false},
		"get by an empty string": {&dynamodb.GetItemInput{TableName: table, Key: item{"id": text("")}}, false},
		"get by an empty binary": {&dynamodb.GetItemInput{TableName: table, Key: item{"id": &types.AttributeValueMemberB{}}}, false},
		"get by a list":          {&dynamodb.GetItemInput{TableName: table, Key: item{"id": &types.AttributeValueMemberL{}}}, false},
		"get by nil":             {&dynamodb.GetItemInput{TableName: table, Key: item{"id": nil}}, false},
		"get with a projection":  {&dynamodb.GetItemInput{TableName: table, Key: item{"id": text("a")}, ProjectionExpression: aws.String("v")}, false},
		"delete by no number":    {&dynamodb.DeleteItemInput{TableName: table, Key: item{"id": nan}}, false},
		"another operation":      {&dynamodb.UpdateItemInput{TableName: table, Key: item{"id": text("a")}}, false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.sound, Sound(test.input)) })
	}
}
