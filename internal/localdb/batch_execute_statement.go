package localdb

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/partiql"
)

// maxBatchStatements is how many statements a batch has at the most ("BatchExecuteStatement", API reference).
const maxBatchStatements = 25

// batchExecuteStatement executes statements each by itself: what is wrong with one is told in its
// response, and only what is wrong with all of them together fails the request.
func (e *Engine) batchExecuteStatement(_ context.Context, in *dynamodb.BatchExecuteStatementInput) (*dynamodb.BatchExecuteStatementOutput, error) {
	if err := batchStatementConstraints(in); err != nil {
		return nil, err
	}
	batch := make([]*batchStatement, len(in.Statements))
	for i := range in.Statements {
		s, err := parseBatchStatement(&in.Statements[i])
		if err != nil {
			return nil, err
		}
		batch[i] = s
	}
	if err := checkBatchKinds(batch); err != nil {
		return nil, err
	}
	for i, s := range batch {
		if s.err == nil {
			s.bind(e)
		}
		if s.err == nil && s.repeats(batch[:i]) {
			return nil, errDuplicateKeys()
		}
	}
	var used usages
	out := &dynamodb.BatchExecuteStatementOutput{Responses: make([]types.BatchStatementResponse, len(batch))}
	for i, s := range batch {
		if s.err == nil {
			s.execute(&used)
		}
		out.Responses[i] = s.response()
	}
	out.ConsumedCapacity = used.report(in.ReturnConsumedCapacity, false)
	return out, nil
}

// batchStatement is a statement of a batch, from its text to its response.
type batchStatement struct {
	request       *types.BatchStatementRequest
	parsed        partiql.Statement
	reads, writes bool
	action        *action // what it writes; of a SELECT only the table and the key
	reached       bool    // it got as far as an item, and its response names the table
	item          map[string]types.AttributeValue
	err           error
}

// parseBatchStatement returns an error only if it is one of the whole request.
func parseBatchStatement(request *types.BatchStatementRequest) (*batchStatement, error) {
	s := &batchStatement{request: request}
	var bad error
	if s.parsed, bad, s.err = parseStatement(*request.Statement, request.Parameters); bad != nil {
		return nil, bad
	}
	switch parsed := s.parsed.(type) {
	case *partiql.Select:
		s.reads = true
	case *partiql.Insert, *partiql.Update, *partiql.Delete:
		s.writes = true
	case *partiql.Exists:
		s.err = partiql.ErrExists
	case *partiql.Unsupported:
		s.err = partiql.ErrBatchOperation
		if parsed.Expression {
			s.err = partiql.ErrExists
		}
	default:
		if !partiql.IsMalformed(s.err) {
			s.reads = verbOf(*request.Statement) == "SELECT"
			s.writes = !s.reads
		}
	}
	if s.err != nil && len(*request.Statement) > partiql.MaxStatement {
		return nil, s.err
	}
	return s, nil
}

// verbOf returns the word that a statement begins with: whether one that has been refused would have read.
func verbOf(statement string) string {
	statement = strings.TrimLeft(statement, " \t\r\n")
	return strings.ToUpper(statement[:min(len(statement), len("SELECT"))])
}

// checkBatchKinds refuses a batch that both reads and writes, or that is too large.
func checkBatchKinds(batch []*batchStatement) error {
	var reads, writes bool
	for _, s := range batch {
		reads = reads || s.reads
		writes = writes || s.writes
	}
	switch {
	case reads && writes:
		return partiql.ErrBatchMixed
	case len(batch) <= maxBatchStatements:
		return nil
	case reads:
		return validation("BatchGetItem cannot fetch more than %d items", maxBatchStatements)
	}
	return validation("BatchWriteItem cannot write more than %d items", maxBatchStatements)
}

// bind finds the table and the item.
func (s *batchStatement) bind(e *Engine) {
	t, err := e.statementTable(s.parsed)
	if err != nil {
		s.err = err
		return
	}
	if read, ok := s.parsed.(*partiql.Select); ok {
		s.action, s.err = bindSelect(read, t)
		return
	}
	s.action, s.err = newStatementAction(s.parsed, t, s.request.ReturnValuesOnConditionCheckFailure)
	// An empty key is the item's fault.
	s.reached = s.err == nil || partiql.StageOf(s.err) == partiql.StageEmpty
	if s.err == nil {
		s.err = s.action.bindStatement()
	}
}

// bindSelect returns the table and the key of a SELECT of one item.
func bindSelect(s *partiql.Select, t *table) (*action, error) {
	key, condition, err := s.Key(readTarget{table: t}.statementSchema())
	switch {
	case key == nil && err == nil, condition != nil, s.From.Index != "":
		return nil, partiql.ErrBatchSelect
	case err != nil:
		return nil, err
	}
	a := &action{verb: verbCheck, attributes: key}
	return a, a.bind(t)
}

// repeats reports whether one of the statements before is on the same item.
func (s *batchStatement) repeats(before []*batchStatement) bool {
	for _, b := range before {
		if b.err == nil && b.action.table == s.action.table && b.action.key == s.action.key {
			return true
		}
	}
	return false
}

func (s *batchStatement) execute(used *usages) {
	s.reached = true
	t := s.action.table
	read, ok := s.parsed.(*partiql.Select)
	if !ok {
		old, new, err := s.action.write(used.of(t, nil))
		if s.err = err; err == nil {
			s.item = s.action.returning(old, new)
		}
		return
	}
	hash := s.action.key.Hash
	if s.err = t.admit(hash, false); s.err != nil {
		return
	}
	found := t.store.Get(s.action.key)
	used.of(t, nil).read(nil, hash, readUnits(found.Size(), aws.ToBool(s.request.ConsistentRead)))
	if found != "" {
		s.item = read.Project(found.Unpack())
	}
}

func (s *batchStatement) response() types.BatchStatementResponse {
	r := types.BatchStatementResponse{Item: s.item}
	if s.reached {
		r.TableName = &s.action.table.name
	}
	if s.err != nil {
		r.Error = batchStatementError(s.err)
		if _, ok := s.parsed.(*partiql.Insert); ok && r.Error.Code == types.BatchStatementErrorCodeEnumConditionalCheckFailed {
			message := duplicateItem
			r.Error.Code, r.Error.Message = types.BatchStatementErrorCodeEnumDuplicateItem, &message
		}
	}
	return r
}

func batchStatementConstraints(in *dynamodb.BatchExecuteStatementInput) error {
	var b breaches
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	for i, s := range in.Statements {
		path := fmt.Sprintf("statements.%d.member.", i+1)
		parametersConstraint(&b, s.Parameters, path+"parameters")
		enumConstraint(&b, s.ReturnValuesOnConditionCheckFailure, path+"returnValuesOnConditionCheckFailure", onFailures)
	}
	if err := b.err(); err != nil {
		return err
	}
	empty := len(in.Statements) == 0
	for _, s := range in.Statements {
		empty = empty || aws.ToString(s.Statement) == ""
	}
	if empty {
		return validation("The statement was empty.")
	}
	return nil
}
