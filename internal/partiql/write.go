package partiql

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// readInsert understands an INSERT: its item, then its table.
func readInsert(m *modification, parameters []types.AttributeValue) (Statement, error) {
	if m.value == nil {
		return &Unsupported{Operation: "InsertOp"}, nil
	}
	if m.clause != nil {
		return nil, m.clause
	}
	item, err := readItem(m.value, parameters)
	if err != nil {
		return nil, err
	}
	if m.target.node.kind != nodeName {
		return nil, invalid("FROM clause may only contain a single table name in data manipulation statements")
	}
	return &Insert{Table: m.target.node.text, Item: item, returning: m.returning != nil}, nil
}

// readItem understands a tuple of literals and parameters. Parameters may stand for
// attributes only, not within them.
func readItem(n *node, parameters []types.AttributeValue) (map[string]types.AttributeValue, error) {
	if n.kind != nodeTuple {
		return nil, invalidAt("Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.", n.at)
	}
	r := &reader{parameters: parameters}
	item := make(map[string]types.AttributeValue, len(n.kids)/2)
	for i := 0; i < len(n.kids); i += 2 {
		key, value := n.kids[i], n.kids[i+1]
		name, err := tupleKey(key)
		if err != nil {
			return nil, err
		}
		if _, ok := item[name]; ok {
			return nil, errDuplicateKey(name, key.at)
		}
		switch {
		case value.kind == nodeParameter:
			item[name], err = r.parameter(value)
		case isLiteral(value):
			item[name], err = literal(value)
		case value.kind == nodePath:
			err = invalid("Unsupported data type: PATH under key root")
		default:
			err = invalidAt("Unsupported data type: "+value.word()+" under key root", value.at)
		}
		if err != nil {
			return nil, err
		}
	}
	return item, nil
}

// readUpdate understands an UPDATE: WHERE, then SET and REMOVE, then the table.
func readUpdate(m *modification, parameters []types.AttributeValue) (Statement, error) {
	where, err := readWhere(m.where, parameters)
	if err != nil {
		return nil, err
	}
	actions, err := readActions(m.assignments, parameters)
	if err != nil {
		return nil, err
	}
	table, err := readTarget(m.target)
	if err != nil {
		return nil, err
	}
	if where == nil {
		return nil, errKeyEquality
	}
	u := &Update{Table: table, Where: where, actions: actions}
	u.Returning, u.returningErr = m.returning.values()
	return u, nil
}

// readDelete understands a DELETE: WHERE, which must be there, then the table.
func readDelete(m *modification, parameters []types.AttributeValue) (Statement, error) {
	where, err := readWhere(m.where, parameters)
	if err != nil {
		return nil, err
	}
	if where == nil {
		return nil, errKeyEquality
	}
	table, err := readTarget(m.target)
	if err != nil {
		return nil, err
	}
	d := &Delete{Table: table, Where: where}
	d.Returning, d.returningErr = m.returning.values()
	if d.returningErr == nil && d.Returning != types.ReturnValueNone && d.Returning != types.ReturnValueAllOld {
		d.returningErr = invalid("Invalid returning clause: " + m.returning.String() +
			". Only RETURNING ALL OLD * is allowed in DELETE statements.")
	}
	return d, nil
}

// values returns what RETURNING asks for. Its error is told only after the key is known to
// be right.
func (r *returningNode) values() (Returning, error) {
	switch {
	case r == nil:
		return types.ReturnValueNone, nil
	case r.multiple:
		return "", invalid("Invalid syntax with multiple returning elements in RETURNING clause")
	case !r.star:
		return "", invalid("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause")
	case r.modified && r.new:
		return types.ReturnValueUpdatedNew, nil
	case r.modified:
		return types.ReturnValueUpdatedOld, nil
	case r.new:
		return types.ReturnValueAllNew, nil
	}
	return types.ReturnValueAllOld, nil
}

func (r *returningNode) String() string {
	s := "RETURNING ALL"
	if r.modified {
		s = "RETURNING MODIFIED"
	}
	if r.new {
		return s + " NEW *"
	}
	return s + " OLD *"
}
