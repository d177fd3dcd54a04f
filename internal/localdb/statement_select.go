package localdb

import (
	"math"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/partiql"
	"github.com/dynactor/dynactor/internal/store"
)

// statementRead is a page of a SELECT in the making.
type statementRead struct {
	page
	statement *partiql.Select
	access    partiql.Access
	after     *store.Position // the last entry of the page before; nil: this is the first
	start     uint64          // where the walk begins, which is charged for an empty page
}

func (e *Engine) executeSelect(in *dynamodb.ExecuteStatementInput, s *partiql.Select) (*dynamodb.ExecuteStatementOutput, error) {
	t, err := e.statementTable(s)
	if err != nil {
		return nil, err
	}
	statement := statementFingerprint(in)
	r, err := newStatementRead(in, s, t, statement)
	if err != nil {
		return nil, err
	}
	walk := r.walkPartitions
	if r.access.Scan {
		walk = r.walkAll
	}
	if err := walk(); err != nil {
		return nil, err
	}
	items, u := r.answer(aws.ToBool(in.ConsistentRead))
	out := &dynamodb.ExecuteStatementOutput{Items: items, ConsumedCapacity: u.report(in.ReturnConsumedCapacity, false)}
	if r.more {
		token := nextToken(statement, r.last().Position())
		out.NextToken = &token
		out.LastEvaluatedKey = r.target.lastKey(r.last()) // (DynamoDB Local has the token alone)
	}
	return out, nil
}

// newStatementRead checks a SELECT against the table, in DynamoDB's order.
func newStatementRead(in *dynamodb.ExecuteStatementInput, s *partiql.Select, t *table, statement fingerprint) (*statementRead, error) {
	r := &statementRead{statement: s, page: page{target: readTarget{table: t}, limit: int(aws.ToInt32(in.Limit))}}
	var err error
	if s.From.Index != "" {
		r.target.index = t.index(s.From.Index)
	}
	noIndex := s.From.Index != "" && r.target.index == nil
	if !noIndex {
		if global := r.target.index != nil && r.target.index.Global; global && aws.ToBool(in.ConsistentRead) {
			return nil, validation("Consistent read cannot be true when scanning a GSI")
		}
		if r.access, err = s.Access(r.target.statementSchema()); err != nil {
			return nil, err
		}
	}
	if in.NextToken != nil {
		if r.after, err = readNextToken(*in.NextToken, statement); err != nil {
			return nil, err
		}
	}
	if noIndex {
		return nil, errNoIndex(s.From.Index)
	}
	return r, r.checkProjected()
}

// projected are the attributes that the statement names, nil for all.
func (r *statementRead) projected() []string {
	var names []string
	for _, path := range r.statement.Projection {
		if name := path.Attribute(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// checkProjected refuses to read from a global index what it doesn't have.
func (r *statementRead) checkProjected() error {
	ix := r.target.index
	if ix == nil || !ix.Global {
		return nil
	}
	if missing := r.target.missing(r.projected()); missing != nil {
		return invalid("Global secondary index %s does not project [%s]", ix.Name, strings.Join(missing, ", "))
	}
	return nil
}

// fetches reports whether the statement names attributes that a local index doesn't have, so that each
// item is read from the table as well. Other than that of a Query, its filter may do so, too.
func (r *statementRead) fetches() bool {
	if r.target.index == nil || r.target.index.Global {
		return false
	}
	return r.target.missing(r.projected()) != nil || r.access.Filter != nil && r.target.missing(r.access.Filter.Attributes()) != nil
}

// walkPartitions reads the partitions of a query one after the other.
func (r *statementRead) walkPartitions() error {
	schema := r.target.schema()
	walks := make([]store.Range, len(r.access.Partitions))
	first := 0
	for i, partition := range r.access.Partitions {
		walks[i] = storeRange(schema, expr.KeyRange{Partition: partition, Sort: sortRange(r.access.Range)})
		walks[i].Backward = r.access.Descending
		if r.after != nil && walks[i].Partition == r.after.Key.Partition {
			first, walks[i].After = i, r.after
		}
	}
	switch {
	case len(walks) == 0:
		return nil // the conditions contradict each other
	case r.after != nil && walks[first].After == nil:
		return errNextToken()
	}
	r.start = store.Hash(walks[first].Partition)
	for _, walk := range walks[first:] {
		if err := r.target.admit(store.Hash(walk.Partition)); err != nil {
			if len(r.entries) == 0 {
				return err
			}
			r.more = true // the page ends before what is throttled
			return nil
		}
		if !r.target.table.store.Query(r.target.name(), walk, r.visit) {
			return errNoIndex(r.target.name()) // it was dropped just now
		}
		if r.more {
			return nil
		}
	}
	return nil
}

// walkAll reads everything.
func (r *statementRead) walkAll() error {
	if r.after != nil {
		r.start = r.after.Key.Hash
	}
	if err := r.target.admit(r.start); err != nil {
		return err
	}
	if !r.target.table.store.Scan(r.target.name(), 0, math.MaxUint64, r.after, r.visit) {
		return errNoIndex(r.target.name()) // it was dropped just now
	}
	return nil
}

// sortRange is a range of sort keys as queries have it.
func sortRange(r partiql.Range) expr.SortRange {
	return expr.SortRange{Lower: r.Low, Upper: r.High, LowerOpen: r.LowOpen, UpperOpen: r.HighOpen, Prefix: r.Prefix}
}

// answer filters the page, makes the answer of it, and charges for it.
func (r *statementRead) answer(consistent bool) ([]map[string]types.AttributeValue, *usage) {
	fetches := r.fetches()
	entry := &entrySource{only: r.target.projected()}
	found := entry
	if fetches {
		found = &entrySource{}
	}
	selected := found
	if r.statement.Projection == nil {
		selected = entry // * is what the index has, whatever is fetched for the filter
	}
	items := []map[string]types.AttributeValue{}
	for _, e := range r.entries {
		entry.item, found.item = e.Item, e.Item
		if r.access.Filter.Matches(found) {
			items = append(items, r.statement.Project(selected.unpack()))
		}
	}
	return items, r.charge(consistent, fetches, r.start)
}
