package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/partiql"
)

func (e *Engine) executeStatement(_ context.Context, in *dynamodb.ExecuteStatementInput) (*dynamodb.ExecuteStatementOutput, error) {
	if err := executeStatementConstraints(in); err != nil {
		return nil, err
	}
	s, bad, err := parseStatement(*in.Statement, in.Parameters)
	switch {
	case err != nil:
		return nil, err
	case bad != nil:
		return nil, bad
	}
	switch s := s.(type) {
	case *partiql.Select:
		return e.executeSelect(in, s)
	case *partiql.Exists:
		return nil, partiql.ErrExists
	case *partiql.Unsupported:
		return nil, s.Err()
	}
	return e.executeWrite(in, s)
}

// executeWrite executes an INSERT, UPDATE or DELETE.
func (e *Engine) executeWrite(in *dynamodb.ExecuteStatementInput, s partiql.Statement) (*dynamodb.ExecuteStatementOutput, error) {
	t, err := e.statementTable(s)
	if err != nil {
		return nil, err
	}
	a, err := newStatementAction(s, t, in.ReturnValuesOnConditionCheckFailure)
	if err != nil {
		return nil, err
	}
	if err := a.bindStatement(); err != nil {
		return nil, err
	}
	u := usage{table: t}
	old, new, err := a.write(&u)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.ExecuteStatementOutput{
		Items:            []map[string]types.AttributeValue{},
		ConsumedCapacity: u.report(in.ReturnConsumedCapacity, false),
	}
	if item := a.returning(old, new); item != nil {
		out.Items = append(out.Items, item)
	}
	return out, nil
}

func executeStatementConstraints(in *dynamodb.ExecuteStatementInput) error {
	var b breaches
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	if in.Statement == nil {
		b.null("statement")
	}
	minConstraint(&b, in.Limit, "limit", 1)
	parametersConstraint(&b, in.Parameters, "parameters")
	enumConstraint(&b, in.ReturnValuesOnConditionCheckFailure, "returnValuesOnConditionCheckFailure", onFailures)
	if err := b.err(); err != nil {
		return err
	}
	if in.NextToken != nil && len(*in.NextToken) > maxNextToken {
		return validation("Member must have length less than or equal to %d", maxNextToken)
	}
	return nil
}

// parametersConstraint refuses a list of parameters without any. (DynamoDB Local takes it for none.)
func parametersConstraint(b *breaches, parameters []types.AttributeValue, path string) {
	if parameters != nil {
		lengthConstraint(b, len(parameters), "[]", path, 1, 0)
	}
}
