package partiql

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// readSelect understands a query: what DynamoDB hasn't first, then FROM, the projection,
// and WHERE.
func readSelect(q *query, parameters []types.AttributeValue) (*Select, error) {
	if c := q.unsupported; c != nil {
		if c.at != nil {
			return nil, invalidAt("Unsupported clause: "+c.name, *c.at)
		}
		return nil, invalid("Unsupported clause: " + c.name)
	}
	switch {
	case q.distinct:
		return nil, invalid("Unsupported token in expression: DISTINCT")
	case q.value:
		return nil, invalid("Select projection doesn't support value or pivot keywords")
	case len(q.from) > 1:
		return nil, invalid("Only select from a single table or index is supported.")
	}
	s := &Select{}
	var err error
	if s.From, err = readSource(q.from[0]); err != nil {
		return nil, err
	}
	if s.Projection, err = readProjection(q); err != nil {
		return nil, err
	}
	if s.Where, err = readWhere(q.where, parameters); err != nil {
		return nil, err
	}
	for _, o := range q.order {
		if o.node.kind != nodeName {
			s.orderErr = invalid("Argument to ORDER BY must be of type VariableReference. Type: " + o.node.word())
			break
		}
		s.order = append(s.order, orderBy{o.node.text, o.descending})
	}
	return s, nil
}

// readWhere understands a WHERE clause, if there is one.
func readWhere(n *node, parameters []types.AttributeValue) (*Condition, error) {
	if n == nil {
		return nil, nil
	}
	r := &reader{parameters: parameters, language: conditionLanguage}
	root, err := r.expr(n)
	if err != nil {
		return nil, err
	}
	if err := new(checker).check(root); err != nil {
		return nil, err
	}
	if o, ok := root.(*operation); !ok || staticType(o) != "BOOL" {
		return nil, errNotBoolean
	}
	return &Condition{root}, nil
}

func readProjection(q *query) ([]Path, error) {
	if q.star {
		return nil, nil
	}
	if q.aliased {
		return nil, errAlias
	}
	paths := make([]Path, len(q.projection))
	columns := make(map[string]struct{}, len(paths))
	for i, n := range q.projection {
		path, err := toPath(n)
		if err != nil {
			return nil, err
		}
		if err := path.checkDepth(); err != nil {
			return nil, err
		}
		column := path.Column()
		if _, ok := columns[column]; ok {
			return nil, invalid("Duplicate identifiers in select clause: " + column)
		}
		columns[column] = struct{}{}
		paths[i] = path
	}
	return paths, disjoint(paths)
}

// Column is what the path is called in a SELECT's result: its last name, with the indexes
// after it. SELECT a.b, c.d[0] makes {b, d[0]}.
func (p Path) Column() string {
	last := len(p) - 1
	for p[last].Name == "" {
		last--
	}
	if last == len(p)-1 {
		return p[last].Name
	}
	var b strings.Builder
	b.WriteString(p[last].Name)
	for _, e := range p[last+1:] {
		b.WriteString("[" + strconv.Itoa(e.Index) + "]")
	}
	return b.String()
}

// Project returns what the statement selects of an item: all of it for *, and otherwise
// the columns that it has, which may be none. What is returned shares its values with the
// item.
func (s *Select) Project(item map[string]types.AttributeValue) map[string]types.AttributeValue {
	if s.Projection == nil {
		return item
	}
	row := make(map[string]types.AttributeValue, len(s.Projection))
	for _, path := range s.Projection {
		if value, ok := path.in(Item(item)); ok {
			row[path.Column()] = value
		}
	}
	return row
}
