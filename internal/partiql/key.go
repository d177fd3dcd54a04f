package partiql

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// KeyAttribute is an attribute of a key and its type.
type KeyAttribute struct {
	Name string
	Type types.ScalarAttributeType
}

// KeySchema is the key of a table or an index.
type KeySchema struct {
	Partition KeyAttribute
	Sort      KeyAttribute // Name is "" if there is none
	// Table has the attributes of the table's key if this is the key of an index.
	// Conditions on them must have their types, too.
	Table []KeyAttribute
}

// attributes returns the key's attributes, partition key first.
func (s KeySchema) attributes() []KeyAttribute {
	if s.Sort.Name == "" {
		return []KeyAttribute{s.Partition}
	}
	return []KeyAttribute{s.Partition, s.Sort}
}

// find returns the key attribute of that name.
func (s KeySchema) find(name string) (KeyAttribute, bool) {
	for _, a := range s.attributes() {
		if a.Name == name {
			return a, true
		}
	}
	return KeyAttribute{}, false
}

// check returns the error of a value that the key attribute can't have; mismatch is the
// error if its type is the wrong one.
func (a KeyAttribute) check(value types.AttributeValue, mismatch error) error {
	if exprs.TypeName(value) != string(a.Type) {
		return mismatch
	}
	return a.notEmpty(value)
}

// notEmpty refuses an empty string or binary.
func (a KeyAttribute) notEmpty(value types.AttributeValue) error {
	empty, kind := false, "string"
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		empty = v.Value == ""
	case *types.AttributeValueMemberB:
		empty, kind = len(v.Value) == 0, "binary"
	}
	if empty {
		return invalid("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty " +
			kind + " value. Key: " + a.Name)
	}
	return nil
}

// checkKey checks the values of a whole key, first that they have the right types.
func (s KeySchema) checkKey(key map[string]types.AttributeValue) error {
	attributes := s.attributes()
	for _, a := range attributes {
		if exprs.TypeName(key[a.Name]) != string(a.Type) {
			return StageKey.at(a.errType())
		}
	}
	for _, a := range attributes {
		if err := a.notEmpty(key[a.Name]); err != nil {
			return StageEmpty.at(err)
		}
	}
	return nil
}

func (a KeyAttribute) errType() error {
	return invalid("Key attribute's data type should match its data type in table's schema: Key " + a.Name)
}

// Key returns the primary key of the one item that the statement selects, and what its
// WHERE asks for beyond that, or nil. The key is nil if WHERE doesn't fix all of it. ORDER BY,
// which is of no use to one item, isn't looked at.
func (s *Select) Key(schema KeySchema) (map[string]types.AttributeValue, *Condition, error) {
	if s.Where == nil {
		return nil, nil, nil
	}
	key, condition, err := writeKey(s.Where, schema)
	if StageOf(err) == StageWhere {
		return nil, nil, nil
	}
	return key, condition, err
}

// Key returns the primary key of the item, and checks that it has one. The remaining
// rules for items are not PartiQL's and left to the caller.
func (i *Insert) Key(schema KeySchema) (map[string]types.AttributeValue, error) {
	key := make(map[string]types.AttributeValue, 2)
	for _, a := range schema.attributes() {
		value, ok := i.Item[a.Name]
		if !ok {
			return nil, StageKey.at(invalid("Key attribute should be present in the item: Key " + a.Name))
		}
		key[a.Name] = value
	}
	if err := schema.checkKey(key); err != nil {
		return key, err
	}
	if i.returning {
		return key, StageReturning.at(invalid("RETURNING is not supported in INSERT"))
	}
	return key, nil
}

// Key returns the primary key of the one item that the statement updates, and what its
// WHERE asks for beyond that, or nil. It checks the statement against the table's key.
//
// The item must exist, whether there is a condition or not: an UPDATE never creates one.
func (u *Update) Key(schema KeySchema) (map[string]types.AttributeValue, *Condition, error) {
	key, condition, err := writeKey(u.Where, schema)
	if err != nil {
		return key, nil, err
	}
	for _, a := range u.actions {
		if _, ok := schema.find(a.path.Attribute()); ok {
			return key, nil, StageKey.at(invalid("One or more parameter values were invalid: Cannot update attribute " +
				a.path.Attribute() + ". This attribute is part of the key"))
		}
	}
	return key, condition, StageReturning.at(u.returningErr)
}

// Key returns the primary key of the one item that the statement deletes, and what its
// WHERE asks for beyond that, or nil. Only if there is such a condition must the item
// exist.
func (d *Delete) Key(schema KeySchema) (map[string]types.AttributeValue, *Condition, error) {
	key, condition, err := writeKey(d.Where, schema)
	if err != nil {
		return key, nil, err
	}
	return key, condition, StageReturning.at(d.returningErr)
}

// writeKey takes the equalities on the key out of a WHERE clause.
func writeKey(where *Condition, schema KeySchema) (map[string]types.AttributeValue, *Condition, error) {
	conjuncts := where.conjuncts()
	key, rest := make(map[string]types.AttributeValue, 2), make([]expr, 0, len(conjuncts))
	twice := ""
	for _, e := range conjuncts {
		a, value, ok := schema.equality(e)
		if !ok {
			rest = append(rest, e)
			continue
		}
		if before, ok := key[a.Name]; ok && !exprs.Equal(before, value) && twice == "" {
			twice = a.Name
		}
		key[a.Name] = value
	}
	switch {
	case len(key) < len(schema.attributes()):
		return nil, nil, StageWhere.at(errKeyEquality)
	case twice != "":
		return nil, nil, StageWhere.at(invalid("Multiple conditions on same key " + twice + ". Only single item Update/Insert/Delete are supported"))
	}
	return key, allOf(rest), schema.checkKey(key)
}

// equality reports whether e is an equality of a key attribute and a value.
func (s KeySchema) equality(e expr) (KeyAttribute, types.AttributeValue, bool) {
	for _, a := range s.attributes() {
		if name, values, ok := keyOperation(e, a.Name); ok && name == "=" {
			return a, values[0], true
		}
	}
	return KeyAttribute{}, nil, false
}

// mirrored are the comparisons with their operands exchanged.
var mirrored = map[string]string{"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// keyOperation reports whether e is an operation on this attribute and values only, and
// which. 1 < a is taken for a > 1.
func keyOperation(e expr, attribute string) (name string, values []types.AttributeValue, ok bool) {
	o, ok := e.(*operation)
	if !ok || len(o.args) < 2 {
		return "", nil, false
	}
	name, args := o.name, o.args
	if first, ok := args[0].(pathExpr); !ok || !first.path.is(attribute) {
		second, ok := args[1].(pathExpr)
		if name, ok = mirrored[o.name], ok && second.path.is(attribute); !ok || name == "" {
			return "", nil, false
		}
		args = []expr{args[1], args[0]}
	}
	for _, arg := range args[1:] {
		v, ok := arg.(valueExpr)
		if !ok {
			return "", nil, false
		}
		values = append(values, v.value)
	}
	return name, values, true
}
