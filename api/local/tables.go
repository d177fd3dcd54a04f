package local

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tablesOf are the names of the tables that a request is about, sorted, each once. Never nil.
func tablesOf(input any) []string {
	names := []string{}
	add := func(name *string) {
		if name != nil {
			names = append(names, tableName(*name))
		}
	}
	switch in := input.(type) {
	case *dynamodb.PutItemInput:
		add(in.TableName)
	case *dynamodb.GetItemInput:
		add(in.TableName)
	case *dynamodb.UpdateItemInput:
		add(in.TableName)
	case *dynamodb.DeleteItemInput:
		add(in.TableName)
	case *dynamodb.QueryInput:
		add(in.TableName)
	case *dynamodb.ScanInput:
		add(in.TableName)
	case *dynamodb.BatchGetItemInput:
		for name := range in.RequestItems {
			add(&name)
		}
	case *dynamodb.BatchWriteItemInput:
		for name := range in.RequestItems {
			add(&name)
		}
	case *dynamodb.TransactGetItemsInput:
		for _, i := range in.TransactItems {
			if i.Get != nil {
				add(i.Get.TableName)
			}
		}
	case *dynamodb.TransactWriteItemsInput:
		for _, i := range in.TransactItems {
			add(transactTable(i))
		}
	case *dynamodb.ExecuteStatementInput:
		add(statementTable(in.Statement))
	case *dynamodb.BatchExecuteStatementInput:
		for _, s := range in.Statements {
			add(statementTable(s.Statement))
		}
	case *dynamodb.ExecuteTransactionInput:
		for _, s := range in.TransactStatements {
			add(statementTable(s.Statement))
		}
	case *dynamodb.CreateTableInput:
		add(in.TableName)
	case *dynamodb.DescribeTableInput:
		add(in.TableName)
	case *dynamodb.UpdateTableInput:
		add(in.TableName)
	case *dynamodb.DeleteTableInput:
		add(in.TableName)
	case *dynamodb.DescribeTimeToLiveInput:
		add(in.TableName)
	case *dynamodb.UpdateTimeToLiveInput:
		add(in.TableName)
	case *dynamodb.TagResourceInput:
		add(in.ResourceArn)
	case *dynamodb.UntagResourceInput:
		add(in.ResourceArn)
	case *dynamodb.ListTagsOfResourceInput:
		add(in.ResourceArn)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func transactTable(i types.TransactWriteItem) *string {
	switch {
	case i.Put != nil:
		return i.Put.TableName
	case i.Update != nil:
		return i.Update.TableName
	case i.Delete != nil:
		return i.Delete.TableName
	case i.ConditionCheck != nil:
		return i.ConditionCheck.TableName
	}
	return nil
}

// tableName is the name in a table's ARN (arn:aws:dynamodb:us-east-1:000000000000:table/name), or
// the name itself.
func tableName(nameOrARN string) string {
	if !strings.HasPrefix(nameOrARN, "arn:") {
		return nameOrARN
	}
	_, name, ok := strings.Cut(nameOrARN, ":table/")
	if !ok {
		return nameOrARN
	}
	name, _, _ = strings.Cut(name, "/")
	return name
}
