package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/partiql"
	"github.com/dynactor/dynactor/internal/store"
)

// parseStatement parses a PartiQL statement. bad is what is wrong with the values of its parameters,
// which, other than err, is a fault of the request and not of the statement. Of two faults it is the
// statement's form that is told: whether it is well formed, and an operation at all.
func parseStatement(text string, parameters []types.AttributeValue) (s partiql.Statement, bad, err error) {
	normal := make([]types.AttributeValue, len(parameters))
	for i, v := range parameters {
		if bad := item.CheckOperand(v); bad != nil {
			return formOf(text, validation("%s", bad))
		}
		normal[i] = expr.Normalize(v)
	}
	s, err = partiql.Parse(text, normal)
	return s, nil, err
}

// formOf says what can be said of a statement whose parameters are bad.
func formOf(text string, bad error) (partiql.Statement, error, error) {
	s, err := partiql.Parse(text, nil)
	if _, ok := s.(*partiql.Unsupported); ok {
		return s, nil, nil
	}
	if partiql.IsMalformed(err) {
		return nil, nil, err
	}
	return nil, bad, nil
}

// tableOfStatement returns the name of the table that a statement is about, and the index it reads.
func tableOfStatement(s partiql.Statement) partiql.Table {
	switch s := s.(type) {
	case *partiql.Select:
		return s.From
	case *partiql.Exists:
		return s.Select.From
	case *partiql.Insert:
		return partiql.Table{Name: s.Table}
	case *partiql.Update:
		return partiql.Table{Name: s.Table}
	case *partiql.Delete:
		return partiql.Table{Name: s.Table}
	}
	return partiql.Table{}
}

// statementTable finds the table of a statement. ExecuteStatement and BatchExecuteStatement have words of
// their own for one that is not there.
func (e *Engine) statementTable(s partiql.Statement) (*table, error) {
	name := tableOfStatement(s).Name
	t, err := e.table(&name)
	if err != nil {
		message := "Cannot do operations on a non-existent table"
		return nil, &types.ResourceNotFoundException{Message: &message}
	}
	return t, nil
}

// statementSchema is the key of the target as statements are checked against it.
func (r readTarget) statementSchema() partiql.KeySchema {
	s := r.schema()
	keys := partiql.KeySchema{Partition: statementKey(s.Partition), Sort: statementKey(s.Sort)}
	if r.index == nil {
		return keys
	}
	for _, a := range [...]store.Attribute{r.table.schema.Partition, r.table.schema.Sort} {
		if a.Name != "" {
			keys.Table = append(keys.Table, statementKey(a))
		}
	}
	return keys
}

func statementKey(a store.Attribute) partiql.KeyAttribute {
	return partiql.KeyAttribute{Name: a.Name, Type: a.Type}
}
