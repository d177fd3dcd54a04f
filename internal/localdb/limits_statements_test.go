package localdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

func TestTheLimitsOfStatements(t *testing.T) {
	const statement = reference + "ExecuteStatement, Statement"
	const batch = reference + "BatchExecuteStatement, Statements"
	const transaction = reference + "ExecuteTransaction, TransactStatements"
	const operands = quotas + "Expression parameters, Operators and operands"
	const tooLong = "Member must have length less than or equal to 8192"
	query := func(n int) string { return *padded(`SELECT * FROM "plain" WHERE pk='a'`, n) }
	selects := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(`SELECT * FROM "plain" WHERE pk='%d'`, i)
		}
		return list
	}
	inserts := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(`INSERT INTO "plain" VALUE {'pk':'%d'}`, i)
		}
		return list
	}
	batchOf := func(statements []string) any {
		in := &dynamodb.BatchExecuteStatementInput{}
		for _, text := range statements {
			in.Statements = append(in.Statements, types.BatchStatementRequest{Statement: &text})
		}
		return in
	}
	transactionOf := func(statements []string) *dynamodb.ExecuteTransactionInput {
		in := &dynamodb.ExecuteTransactionInput{}
		for _, text := range statements {
			in.TransactStatements = append(in.TransactStatements, types.ParameterizedStatement{Statement: &text})
		}
		return in
	}
	requireLimits(t, []limit{
		{name: "statement of 8,192 characters", source: statement, edges: most(8192),
			request: func(n int) any { return statementOf(query(n)) }, message: tooLong},
		{name: "statement of 8,192 characters in BatchExecuteStatement", source: reference + "BatchStatementRequest, Statement", edges: most(8192),
			request: func(n int) any { return batchOf([]string{query(n)}) }, message: tooLong},
		{name: "statement of 8,192 characters in ExecuteTransaction", source: reference + "ParameterizedStatement, Statement", edges: most(8192),
			request: func(n int) any { return transactionOf([]string{query(n)}) }, message: tooLong},
		{name: "Limit of 1 in ExecuteStatement", source: reference + "ExecuteStatement, Limit", edges: least(1),
			request: func(n int) any {
				in := statementOf(`SELECT * FROM "plain"`)
				in.Limit = ptr.Int32(int32(n))
				return in
			}, message: oneError + "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{name: "1 parameter, if there is a list", source: reference + "ExecuteStatement, Parameters", edges: least(1),
			request: func(n int) any {
				in := statementOf(`SELECT * FROM "plain" WHERE pk=` + []string{"'a'", "?"}[n])
				in.Parameters = []types.AttributeValue{s("a")}[:n]
				return in
			}, message: oneError + "Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{name: "25 reads in BatchExecuteStatement", source: batch, edges: most(25),
			request: func(n int) any { return batchOf(selects(n)) }, message: "BatchGetItem cannot fetch more than 25 items"},
		{name: "25 writes in BatchExecuteStatement", source: batch, edges: most(25),
			request: func(n int) any { return batchOf(inserts(n)) }, message: "BatchWriteItem cannot write more than 25 items"},
		{name: "1 statement in BatchExecuteStatement", source: batch, edges: least(1),
			request: func(n int) any { return batchOf(selects(n)) }, message: "The statement was empty."},
		{name: "100 reads in ExecuteTransaction", source: transaction, edges: most(100),
			request: func(n int) any { return transactionOf(selects(n)) }, message: "Member must have length less than or equal to 100"},
		{name: "100 writes in ExecuteTransaction", source: transaction, edges: most(100),
			request: func(n int) any { return transactionOf(inserts(n)) }, message: "Member must have length less than or equal to 100"},
		{name: "1 statement in ExecuteTransaction", source: transaction, edges: least(1),
			request: func(n int) any { return transactionOf(inserts(n)) }, message: "ExecutePartiQLTransaction can not have empty statement."},
		{name: "36 characters of ClientRequestToken in ExecuteTransaction", source: reference + "ExecuteTransaction, ClientRequestToken", edges: most(36),
			request: func(n int) any {
				in := transactionOf(inserts(1))
				in.ClientRequestToken = ptr.String(x(n))
				return in
			}, message: oneError + "Value '" + x(37) + "' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36"},
		{name: "100 operands of IN in a statement", source: operands, edges: most(100),
			request: func(n int) any {
				return statementOf(`SELECT * FROM "plain" WHERE a IN [` + strings.Repeat("1,", n-1) + `1]`)
			}, message: "The IN operator is provided with too many operands; number of operands: 101"},
	})
}
