package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/partiql"
)

// parseTransactStatements parses all statements before any is looked at further, and refuses a mix of reads
// and writes.
func parseTransactStatements(requests []types.ParameterizedStatement) ([]partiql.Statement, error) {
	statements := make([]partiql.Statement, len(requests))
	for i, request := range requests {
		s, bad, err := parseStatement(*request.Statement, request.Parameters)
		switch {
		case bad != nil:
			return nil, bad
		case err != nil && (partiql.IsMalformed(err) || len(*request.Statement) > partiql.MaxStatement):
			return nil, err
		case err != nil:
			return nil, inStatement(i, messageOf(err))
		}
		if s, ok := s.(*partiql.Unsupported); ok {
			if s.Expression {
				return nil, partiql.ErrTransactionOperation
			}
			return nil, s.Err()
		}
		statements[i] = s
	}
	for _, s := range statements {
		if readsStatement(s) != readsStatement(statements[0]) {
			return nil, partiql.ErrTransactionMixed
		}
	}
	return statements, nil
}

func readsStatement(s partiql.Statement) bool {
	_, ok := s.(*partiql.Select)
	return ok
}

// inStatement says in which statement of a transaction something is wrong.
func inStatement(i int, message string) error {
	return validation("Validation failed in TransactStatements[%d]: %s", i, message)
}

// bindStatements finds tables and keys, one statement after the other: the first that is wrong fails the
// transaction. Only then come the rules for items, for all statements, as in [transaction.bind].
func (tx *transaction) bindStatements(e *Engine, statements []partiql.Statement, requests []types.ParameterizedStatement) error {
	for i, s := range statements {
		if tableOfStatement(s).Index != "" {
			if readsStatement(s) {
				return inStatement(i, "Reads on indices are not supported within transactions.")
			}
			return inStatement(i, "Operations on indices are not supported in transactions")
		}
		name := tableOfStatement(s).Name
		t, err := e.table(&name)
		if err != nil {
			return err
		}
		if err := tx.addStatement(i, s, t, requests[i].ReturnValuesOnConditionCheckFailure); err != nil {
			return err
		}
	}
	return tx.bindItems()
}

// addStatement makes the action of a statement.
func (tx *transaction) addStatement(i int, s partiql.Statement, t *table, onFailure types.ReturnValuesOnConditionCheckFailure) (err error) {
	a := &action{table: t, verb: verbCheck}
	if read, ok := s.(*partiql.Select); ok {
		var condition *partiql.Condition
		a.attributes, condition, err = read.Key(readTarget{table: t}.statementSchema())
		if a.attributes == nil || condition != nil {
			return inStatement(i, "Select statements within ExecuteTransaction must specify the primary key in the where clause.")
		}
	} else {
		a, err = newStatementAction(s, t, onFailure)
		if _, ok := s.(*partiql.Exists); ok && (a.attributes == nil || a.statement.where == nil) {
			return inStatement(i, "EXISTS() must contain a single item read with additional condition")
		}
	}
	tx.actions[i] = a
	switch stage := partiql.StageOf(err); {
	case stage == partiql.StageEmpty && a.statement != nil && a.verb == verbCheck:
		tx.reasons[i] = a.conditionFailed("") // EXISTS: no item has such a key
		return tx.cancelled()
	case stage == partiql.StageEmpty && a.verb != verbCheck:
		return nil // bindItems finds that
	case stage == partiql.StageWhere:
		// (sic) It has no reasons, and this for a message.
		message := "ValidationError " + messageOf(err)
		return &types.TransactionCanceledException{Message: &message}
	case stage == partiql.StageReturning:
		return inStatement(i, messageOf(err))
	case err != nil:
		tx.reasons[i] = err
		return tx.cancelled()
	case a.statement != nil && a.statement.returning != "" && a.statement.returning != types.ReturnValueNone:
		return inStatement(i, "RETURNING clause is not supported in ExecuteTransaction.")
	}
	return nil
}

// bindItems checks values, sizes and the keys of indexes, and that no item is there twice.
func (tx *transaction) bindItems() error {
	size := 0
	for i, a := range tx.actions {
		if err := a.notEmpty(); err != nil {
			return err
		}
		n, err := a.checkAttributes()
		size += n
		if tx.reasons[i] = err; err == nil {
			tx.reasons[i] = a.bind(a.table)
		}
		if tx.reasons[i] == nil && repeats(tx.actions[:i], a) {
			return errRepeatedItem()
		}
	}
	if size > maxTransactionSize {
		return validation("Transaction payload size cannot exceed 4MB. Payload Size: %d", size)
	}
	return tx.cancelled()
}
