package parquetitems

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/parquet-go/parquet-go"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// badValue is a value that DynamoDB can't hold. Any other error of the assembly is damage.
type badValue struct {
	attribute string
	err       error
}

func (e *badValue) Error() string { return fmt.Sprintf("attribute %q: %s", e.attribute, e.err) }

var errLevels = errors.New("the columns of a row don't fit together: the file is damaged")

// item returns the item of a row, whose values are in the order of leaves. Each leaf has at least one, since null is one too.
func (t *tree) item(row parquet.Row) (record.Item, error) {
	clear(t.values)
	clear(t.at)
	for i := 0; i < len(row); {
		leaf, start := row[i].Column(), i
		for i++; i < len(row) && row[i].Column() == leaf; i++ {
		}
		if leaf < 0 || leaf >= len(t.values) || t.values[leaf] != nil {
			return nil, errLevels
		}
		t.values[leaf] = row[start:i]
	}
	item := make(record.Item, len(t.fields))
	for _, f := range t.fields {
		v, err := t.read(f)
		if err != nil {
			if errors.Is(err, errLevels) {
				return nil, err
			}
			return nil, &badValue{attribute: f.name, err: err}
		}
		if v != nil {
			item[f.name] = v
		}
	}
	for leaf, values := range t.values {
		if t.at[leaf] != len(values) {
			return nil, errLevels
		}
	}
	return item, nil
}

// level returns the definition level of the leaf's next value, -1 behind the last one.
func (t *tree) level(leaf int) int {
	if t.at[leaf] == len(t.values[leaf]) {
		return -1
	}
	return t.values[leaf][t.at[leaf]].DefinitionLevel()
}

// read returns the node's next value, nil if it's null.
func (t *tree) read(n *node) (types.AttributeValue, error) {
	if t.level(n.first) < n.definition {
		return nil, t.pass(n)
	}
	switch n.kind {
	case leafKind:
		v := t.values[n.first][t.at[n.first]]
		t.at[n.first]++
		switch {
		case n.convert == nil:
			return nil, nil
		case v.IsNull():
			return nil, errLevels
		}
		return n.convert(v)
	case structKind:
		m := make(map[string]types.AttributeValue, len(n.fields))
		for _, f := range n.fields {
			v, err := t.read(f)
			if err != nil {
				return nil, err
			}
			if v != nil {
				m[f.name] = v
			}
		}
		return &types.AttributeValueMemberM{Value: m}, nil
	case mapKind:
		return t.readMap(n)
	}
	list := []types.AttributeValue{}
	err := t.each(n, func() error {
		v, err := t.read(n.of.of)
		if err == nil && v == nil && n.kind == listKind {
			v = &types.AttributeValueMemberNULL{Value: true}
		}
		list = append(list, v)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case n.set != column.Untyped:
		return setOf(n.set, list)
	}
	return &types.AttributeValueMemberL{Value: list}, nil
}

func (t *tree) readMap(n *node) (types.AttributeValue, error) {
	m := map[string]types.AttributeValue{}
	err := t.each(n, func() error {
		k, err := t.read(n.of.fields[0])
		if err != nil {
			return err
		}
		name, err := keyText(k)
		if err != nil {
			return err
		}
		if _, ok := m[name]; ok {
			return errSameKey
		}
		m[name] = &types.AttributeValueMemberNULL{Value: true}
		if len(n.of.fields) == 1 {
			return nil
		}
		v, err := t.read(n.of.fields[1])
		if v != nil {
			m[name] = v
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &types.AttributeValueMemberM{Value: m}, nil
}

// each calls f for each element of a list, set or map that isn't null.
func (t *tree) each(n *node, f func() error) error {
	if t.level(n.first) < n.of.definition {
		return t.pass(n) // it's empty
	}
	for {
		before := t.at[n.first]
		if err := f(); err != nil {
			return err
		}
		if t.at[n.first] == before {
			return errLevels
		}
		at, values := t.at[n.first], t.values[n.first]
		if at == len(values) || values[at].RepetitionLevel() != n.of.repetition {
			return nil
		}
	}
}

// pass goes over the one value that each leaf has for a node that is null or empty.
func (t *tree) pass(n *node) error {
	for leaf := n.first; leaf < n.end; leaf++ {
		if t.at[leaf] == len(t.values[leaf]) {
			return errLevels
		}
		t.at[leaf]++
	}
	return nil
}
