package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/packed"
	"github.com/dynactor/dynactor/internal/partiql"
)

// statementWrite is what an INSERT, UPDATE, DELETE or EXISTS says beyond an action's verb and key.
type statementWrite struct {
	where     *partiql.Condition // what the item must match, nil: nothing
	set       *partiql.Update    // of an UPDATE
	returning types.ReturnValue
}

// newStatementAction makes the action of a statement that writes, or of EXISTS, on its table. The error
// is one of partiql's Key methods: the action is good for nothing then, but if it is only that the key
// is empty.
func newStatementAction(s partiql.Statement, t *table, onFailure types.ReturnValuesOnConditionCheckFailure) (*action, error) {
	w := &statementWrite{}
	a := &action{statement: w, table: t, returnOld: onFailure == types.ReturnValuesOnConditionCheckFailureAllOld}
	schema := readTarget{table: t}.statementSchema()
	var err error
	switch s := s.(type) {
	case *partiql.Insert:
		a.verb, a.attributes = verbPut, s.Item
		_, err = s.Key(schema)
	case *partiql.Update:
		a.verb, w.set, w.returning = verbUpdate, s, s.Returning
		a.attributes, w.where, err = s.Key(schema)
	case *partiql.Delete:
		a.verb, w.returning = verbDelete, s.Returning
		a.attributes, w.where, err = s.Key(schema)
	case *partiql.Exists:
		a.verb = verbCheck
		a.attributes, w.where, err = s.Select.Key(schema)
	}
	return a, err
}

// bindStatement checks what is no matter of the statement's language: values and sizes, indexes' keys.
func (a *action) bindStatement() error {
	if _, err := a.checkAttributes(); err != nil {
		return err
	}
	return a.bind(a.table)
}

// applyStatement is apply for a statement. UPDATE and EXISTS are about an item that is there, whatever
// else they ask of it, and a DELETE is so only if it asks for more than the key.
func (a *action) applyStatement(old packed.Item) (packed.Item, error) {
	w := a.statement
	switch a.verb {
	case verbPut:
		if old != "" {
			return "", a.duplicate(old)
		}
		return a.item, nil
	case verbDelete:
		if w.where != nil && (old == "" || !w.where.Matches(old)) {
			return "", a.conditionFailed(old)
		}
		return "", nil
	}
	if old == "" || !w.where.Matches(old) {
		return "", a.conditionFailed(old)
	}
	if a.verb == verbCheck {
		return old, nil
	}
	after, err := w.set.Apply(old.Unpack())
	if err != nil {
		return "", err
	}
	return a.updated(after, w.set.Attributes())
}

// duplicate is the error of an INSERT of an item that is there. DuplicateItemException has no place for
// the item, so who asks for it gets the error that has one.
func (a *action) duplicate(old packed.Item) error {
	if a.returnOld {
		return a.conditionFailed(old)
	}
	message := duplicateItem
	return &types.DuplicateItemException{Message: &message}
}

const duplicateItem = "Duplicate primary key exists in table"

// returning is what RETURNING asks for, nil if that is nothing.
func (a *action) returning(old, new packed.Item) map[string]types.AttributeValue {
	w := a.statement
	var touched map[string]types.AttributeValue
	switch w.returning {
	case types.ReturnValueUpdatedOld:
		touched = w.set.Touched(old)
	case types.ReturnValueUpdatedNew:
		touched = w.set.Touched(new)
	default:
		return a.returned(w.returning, old, new)
	}
	if len(touched) == 0 {
		return nil
	}
	return touched
}
