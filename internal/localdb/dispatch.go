package localdb

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
)

// dispatch finds the operation by its input's type.
func (e *Engine) dispatch(ctx context.Context, input any) (any, error) {
	switch in := input.(type) {
	case *dynamodb.PutItemInput:
		return answer(e.putItem(ctx, in))
	case *dynamodb.GetItemInput:
		return answer(e.getItem(ctx, in))
	case *dynamodb.UpdateItemInput:
		return answer(e.updateItem(ctx, in))
	case *dynamodb.DeleteItemInput:
		return answer(e.deleteItem(ctx, in))
	case *dynamodb.QueryInput:
		return answer(e.query(ctx, in))
	case *dynamodb.ScanInput:
		return answer(e.scan(ctx, in))
	case *dynamodb.BatchGetItemInput:
		return answer(e.batchGetItem(ctx, in))
	case *dynamodb.BatchWriteItemInput:
		return answer(e.batchWriteItem(ctx, in))
	case *dynamodb.TransactGetItemsInput:
		return answer(e.transactGetItems(ctx, in))
	case *dynamodb.TransactWriteItemsInput:
		return answer(e.transactWriteItems(ctx, in))
	case *dynamodb.ExecuteStatementInput:
		return answer(e.executeStatement(ctx, in))
	case *dynamodb.BatchExecuteStatementInput:
		return answer(e.batchExecuteStatement(ctx, in))
	case *dynamodb.ExecuteTransactionInput:
		return answer(e.executeTransaction(ctx, in))
	case *dynamodb.CreateTableInput:
		return answer(e.createTable(ctx, in))
	case *dynamodb.DescribeTableInput:
		return answer(e.describeTable(ctx, in))
	case *dynamodb.ListTablesInput:
		return answer(e.listTables(ctx, in))
	case *dynamodb.UpdateTableInput:
		return answer(e.updateTable(ctx, in))
	case *dynamodb.DeleteTableInput:
		return answer(e.deleteTable(ctx, in))
	case *dynamodb.UpdateTimeToLiveInput:
		return answer(e.updateTimeToLive(ctx, in))
	case *dynamodb.DescribeTimeToLiveInput:
		return answer(e.describeTimeToLive(ctx, in))
	case *dynamodb.TagResourceInput:
		return answer(e.tagResource(ctx, in))
	case *dynamodb.UntagResourceInput:
		return answer(e.untagResource(ctx, in))
	case *dynamodb.ListTagsOfResourceInput:
		return answer(e.listTagsOfResource(ctx, in))
	case *dynamodb.DescribeLimitsInput:
		return answer(e.describeLimits(ctx, in))
	case *dynamodb.DescribeEndpointsInput:
		return answer(e.describeEndpoints(ctx, in))
	}
	return nil, &smithy.GenericAPIError{
		Code: "UnknownOperationException", Message: fmt.Sprintf("api/local does not have the operation of %T", input), Fault: smithy.FaultClient,
	}
}

// answer keeps a nil output from becoming an interface that is not nil.
func answer[Out any](out *Out, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return out, nil
}

// inputs are the operations that dispatch knows, each with its input type.
var inputs = map[string]reflect.Type{
	"PutItem":               reflect.TypeFor[dynamodb.PutItemInput](),
	"GetItem":               reflect.TypeFor[dynamodb.GetItemInput](),
	"UpdateItem":            reflect.TypeFor[dynamodb.UpdateItemInput](),
	"DeleteItem":            reflect.TypeFor[dynamodb.DeleteItemInput](),
	"Query":                 reflect.TypeFor[dynamodb.QueryInput](),
	"Scan":                  reflect.TypeFor[dynamodb.ScanInput](),
	"BatchGetItem":          reflect.TypeFor[dynamodb.BatchGetItemInput](),
	"BatchWriteItem":        reflect.TypeFor[dynamodb.BatchWriteItemInput](),
	"TransactGetItems":      reflect.TypeFor[dynamodb.TransactGetItemsInput](),
	"TransactWriteItems":    reflect.TypeFor[dynamodb.TransactWriteItemsInput](),
	"ExecuteStatement":      reflect.TypeFor[dynamodb.ExecuteStatementInput](),
	"BatchExecuteStatement": reflect.TypeFor[dynamodb.BatchExecuteStatementInput](),
	"ExecuteTransaction":    reflect.TypeFor[dynamodb.ExecuteTransactionInput](),
	"CreateTable":           reflect.TypeFor[dynamodb.CreateTableInput](),
	"DescribeTable":         reflect.TypeFor[dynamodb.DescribeTableInput](),
	"ListTables":            reflect.TypeFor[dynamodb.ListTablesInput](),
	"UpdateTable":           reflect.TypeFor[dynamodb.UpdateTableInput](),
	"DeleteTable":           reflect.TypeFor[dynamodb.DeleteTableInput](),
	"UpdateTimeToLive":      reflect.TypeFor[dynamodb.UpdateTimeToLiveInput](),
	"DescribeTimeToLive":    reflect.TypeFor[dynamodb.DescribeTimeToLiveInput](),
	"TagResource":           reflect.TypeFor[dynamodb.TagResourceInput](),
	"UntagResource":         reflect.TypeFor[dynamodb.UntagResourceInput](),
	"ListTagsOfResource":    reflect.TypeFor[dynamodb.ListTagsOfResourceInput](),
	"DescribeLimits":        reflect.TypeFor[dynamodb.DescribeLimitsInput](),
	"DescribeEndpoints":     reflect.TypeFor[dynamodb.DescribeEndpointsInput](),
}

// NewInput returns a pointer to an empty input of the operation, nil if the engine does not have it.
func NewInput(operation string) any {
	t, ok := inputs[operation]
	if !ok {
		return nil
	}
	return reflect.New(t).Interface()
}

// Operations returns the names of all operations that the engine has, sorted.
func Operations() []string {
	names := make([]string, 0, len(inputs))
	for name := range inputs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
