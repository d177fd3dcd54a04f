package truth

import "github.com/aws/aws-sdk-go-v2/service/dynamodb"

// Short names for the SDK's.
type (
	options   = dynamodb.Options
	optFn     = func(*dynamodb.Options)
	putIn     = dynamodb.PutItemInput
	getIn     = dynamodb.GetItemInput
	deleteIn  = dynamodb.DeleteItemInput
	updateIn  = dynamodb.UpdateItemInput
	updateOut = dynamodb.UpdateItemOutput
)
