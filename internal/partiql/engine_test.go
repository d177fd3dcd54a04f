package partiql

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// toyEngine executes statements on a few items in the simplest way that the package's
// documentation allows, so that whole statements can be compared with DynamoDB Local's
// answers. Nothing is stored.
type toyEngine map[string][]Item

var (
	toyTables = map[Table]KeySchema{
		{Name: "partiql-h"}:               {Partition: KeyAttribute{"pk", "S"}},
		{Name: "partiql-t"}:               {Partition: KeyAttribute{"pk", "S"}, Sort: KeyAttribute{"sk", "N"}},
		{Name: "partiql-t", Index: "gsi"}: {Partition: KeyAttribute{"g", "S"}, Sort: KeyAttribute{"h", "N"}, Table: []KeyAttribute{{"pk", "S"}, {"sk", "N"}}},
		{Name: "partiql-t", Index: "lsi"}: {Partition: KeyAttribute{"pk", "S"}, Sort: KeyAttribute{"h", "N"}},
	}
	errNoTable = &smithy.GenericAPIError{Code: "ResourceNotFoundException", Message: "Cannot do operations on a non-existent table"}
	errExists  = &smithy.GenericAPIError{Code: "DuplicateItem", Message: "Duplicate primary key exists in table"}
	errCheck   = &smithy.GenericAPIError{Code: "ConditionalCheckFailedException", Message: "The conditional request failed"}
)

func (e toyEngine) execute(statement string, parameters []types.AttributeValue) ([]Item, error) {
	parsed, err := Parse(statement, parameters)
	if err != nil {
		return nil, err
	}
	switch s := parsed.(type) {
	case *Unsupported:
		return nil, s.Err()
	case *Exists:
		return nil, ErrExists
	case *Select:
		return e.query(s)
	case *Insert:
		schema, ok := toyTables[Table{Name: s.Table}]
		if !ok {
			return nil, errNoTable
		}
		key, err := s.Key(schema)
		if err != nil {
			return nil, err
		}
		if e.get(s.Table, key) != nil {
			return nil, errExists
		}
		return nil, nil
	case *Update:
		schema, ok := toyTables[Table{Name: s.Table}]
		if !ok {
			return nil, errNoTable
		}
		key, condition, err := s.Key(schema)
		if err != nil {
			return nil, err
		}
		old := e.get(s.Table, key)
		if old == nil || !condition.Matches(old) {
			return nil, errCheck
		}
		updated, err := s.Apply(old)
		if err != nil {
			return nil, err
		}
		return returned(s.Returning, s, old, updated), nil
	case *Delete:
		schema, ok := toyTables[Table{Name: s.Table}]
		if !ok {
			return nil, errNoTable
		}
		key, condition, err := s.Key(schema)
		if err != nil {
			return nil, err
		}
		old := e.get(s.Table, key)
		if condition != nil && (old == nil || !condition.Matches(old)) {
			return nil, errCheck
		}
		return returned(s.Returning, nil, old, nil), nil
	}
	return nil, errors.New("no such statement")
}

func (e toyEngine) get(table string, key Item) Item {
	for _, item := range e[table] {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(key)), func(name string) bool { return !exprs.Equal(item[name], key[name]) }) {
			return item
		}
	}
	return nil
}

// returned is DynamoDB Local's notion of MODIFIED: of all that is touched the whole
// attribute.
func returned(what Returning, u *Update, old, updated Item) []Item {
	item := Item{}
	switch what {
	case types.ReturnValueAllOld:
		item = old
	case types.ReturnValueAllNew:
		item = updated
	case types.ReturnValueUpdatedOld:
		for name := range u.Touched(old) {
			item[name] = old[name]
		}
	case types.ReturnValueUpdatedNew:
		for name := range u.Touched(updated) {
			item[name] = updated[name]
		}
	}
	if len(item) == 0 {
		return nil
	}
	return []Item{item}
}

func (e toyEngine) query(s *Select) ([]Item, error) {
	if _, ok := toyTables[Table{Name: s.From.Name}]; !ok {
		return nil, errNoTable
	}
	schema, ok := toyTables[s.From]
	if !ok {
		return nil, invalid("The table does not have the specified index: " + s.From.Index)
	}
	access, err := s.Access(schema)
	if err != nil {
		return nil, err
	}
	items := e[s.From.Name]
	if s.From.Index == "gsi" {
		items = nil
		for _, full := range e[s.From.Name] {
			items = append(items, Item{"pk": full["pk"], "sk": full["sk"], "g": full["g"], "h": full["h"]})
		}
		for _, path := range s.Projection {
			if _, ok := items[0][path.Attribute()]; !ok {
				return nil, invalid("One or more parameter values were invalid: Global secondary index gsi does not project [" + path.Attribute() + "]")
			}
		}
	}
	var rows []Item
	read := func(items []Item) {
		for _, item := range items {
			if access.Filter.Matches(item) {
				rows = append(rows, s.Project(item))
			}
		}
	}
	if access.Scan {
		read(items)
		return rows, nil
	}
	for _, partition := range access.Partitions {
		var in []Item
		for _, item := range items {
			if exprs.Equal(item[schema.Partition.Name], partition) && (schema.Sort.Name == "" || access.Range.Compare(item[schema.Sort.Name]) == 0) {
				in = append(in, item)
			}
		}
		slices.SortFunc(in, func(a, b Item) int {
			n, _ := exprs.Compare(a[schema.Sort.Name], b[schema.Sort.Name])
			if access.Descending {
				return -n
			}
			return n
		})
		read(in)
	}
	return rows, nil
}

// wire is an attribute value in DynamoDB JSON.
type wire struct{ types.AttributeValue }

func (w *wire) UnmarshalJSON(data []byte) error {
	var v struct {
		S    *string
		N    *string
		B    []byte
		BOOL *bool
		NULL *bool
		L    []wire
		M    map[string]wire
		SS   []string
		NS   []string
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	switch {
	case v.S != nil:
		w.AttributeValue = &types.AttributeValueMemberS{Value: *v.S}
	case v.N != nil:
		w.AttributeValue = &types.AttributeValueMemberN{Value: *v.N}
	case v.B != nil:
		w.AttributeValue = &types.AttributeValueMemberB{Value: v.B}
	case v.BOOL != nil:
		w.AttributeValue = &types.AttributeValueMemberBOOL{Value: *v.BOOL}
	case v.NULL != nil:
		w.AttributeValue = &types.AttributeValueMemberNULL{Value: *v.NULL}
	case v.L != nil:
		w.AttributeValue = &types.AttributeValueMemberL{Value: unwrapList(v.L)}
	case v.M != nil:
		w.AttributeValue = &types.AttributeValueMemberM{Value: unwrap(v.M)}
	case v.SS != nil:
		w.AttributeValue = &types.AttributeValueMemberSS{Value: v.SS}
	case v.NS != nil:
		w.AttributeValue = &types.AttributeValueMemberNS{Value: v.NS}
	}
	return nil
}

func unwrap(m map[string]wire) map[string]types.AttributeValue {
	item := make(map[string]types.AttributeValue, len(m))
	for name, w := range m {
		item[name] = w.AttributeValue
	}
	return item
}

func unwrapList(l []wire) []types.AttributeValue {
	list := make([]types.AttributeValue, len(l))
	for i, w := range l {
		list[i] = w.AttributeValue
	}
	return list
}

// text is a value as messages of failed tests show it, and as tests compare it.
func text(t *testing.T, item map[string]types.AttributeValue) string {
	t.Helper()
	var plain func(value types.AttributeValue) any
	plain = func(value types.AttributeValue) any {
		switch v := value.(type) {
		case *types.AttributeValueMemberL:
			list := make([]any, len(v.Value))
			for i, member := range v.Value {
				list[i] = plain(member)
			}
			return list
		case *types.AttributeValueMemberM:
			m := make(map[string]any, len(v.Value))
			for name, member := range v.Value {
				m[name] = plain(member)
			}
			return m
		case *types.AttributeValueMemberSS:
			return map[string]any{"SS": slices.Sorted(slices.Values(v.Value))}
		case *types.AttributeValueMemberNS:
			return map[string]any{"NS": slices.Sorted(slices.Values(v.Value))}
		}
		return []any{exprs.TypeName(value), value}
	}
	data, err := json.Marshal(plain(&types.AttributeValueMemberM{Value: item}))
	require.NoError(t, err)
	return string(data)
}
