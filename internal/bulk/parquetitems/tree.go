package parquetitems

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/dynactor/dynactor/internal/bulk/column"
)

// kind is how a field's values are put together.
type kind uint8

const (
	leafKind   kind = iota // one value of a leaf column
	structKind             // M of the fields
	listKind               // L of the one child, which repeats
	mapKind                // M of the two children of the one child, which repeats
	setKind                // SS, NS or BS of the one child, which repeats
)

// tree is what the schema means.
type tree struct {
	fields []*node
	leaves []*parquet.Column // in their order

	// values are the row's, by leaf; at is the next in each. Both are used again for each row.
	values [][]parquet.Value
	at     []int
}

// node is a field of the schema with what it means.
type node struct {
	name string
	kind kind
	// first and end are the leaf columns below the node: first <= i < end.
	first, end int
	// definition is the level from which on the node, or an element of it if it repeats, is there. repetition is the level of a
	// value that begins another element; 0 if the node doesn't repeat.
	definition, repetition int

	fields []*node // of a struct; key and value of a map
	of     *node   // the element of a list, set or map
	convert
	set column.Type
}

// convert makes an attribute value of a leaf's value that isn't null. It keeps nothing of the value, whose bytes are in a
// page that is used again.
type convert func(parquet.Value) (types.AttributeValue, error)

// newTree returns what a file's schema means. The error names what isn't supported.
func newTree(file *parquet.File) (*tree, error) {
	typed := map[string]column.Type{}
	if text, ok := file.Lookup(MetadataKey); ok {
		var err error
		if typed, err = decodeColumns(text); err != nil {
			return nil, err
		}
	}
	t := &tree{}
	if err := t.addLeaves(file.Root()); err != nil {
		return nil, err
	}
	if len(t.leaves) == 0 {
		return nil, errors.New("the file has no columns")
	}
	elements, err := elementsOf(file)
	if err != nil {
		return nil, err
	}
	b := builder{elements: elements}
	seen := make(map[string]bool)
	for _, c := range file.Root().Columns() {
		if c.Name() == "" || seen[c.Name()] || checkText(c.Name()) != nil {
			return nil, fmt.Errorf("column %q: its name is empty, there twice, or not UTF-8", c.Name())
		}
		seen[c.Name()] = true
		var n *node
		var err error
		if declared, ok := typed[c.Name()]; ok {
			n, err = b.typed(c, declared)
		} else {
			n, err = b.foreign(c, 0)
		}
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", c.Name(), err)
		}
		t.fields = append(t.fields, n)
	}
	if b.leaf != len(t.leaves) {
		return nil, errors.New("the schema has columns that nothing reads") // can't be
	}
	t.values = make([][]parquet.Value, len(t.leaves))
	t.at = make([]int, len(t.leaves))
	return t, nil
}

func (t *tree) addLeaves(c *parquet.Column) error {
	if c.Leaf() {
		if t.leaves = append(t.leaves, c); len(t.leaves) > MaxColumns {
			return fmt.Errorf("the file has more than %d columns", MaxColumns)
		}
		if c.Index() != len(t.leaves)-1 {
			return errors.New("the columns are out of order: the file is damaged")
		}
		return nil
	}
	for _, child := range c.Columns() {
		if err := t.addLeaves(child); err != nil {
			return err
		}
	}
	return nil
}

// builder makes nodes of columns, in the order of leaves.
type builder struct {
	leaf int
	// elements are how the columns stand in the footer: the library's own types have lost some annotations.
	elements map[*parquet.Column]*format.SchemaElement
}

// elementsOf returns the footer's schema by column. It is in depth-first order.
func elementsOf(file *parquet.File) (map[*parquet.Column]*format.SchemaElement, error) {
	schema := file.Metadata().Schema
	elements := make(map[*parquet.Column]*format.SchemaElement, len(schema))
	var walk func(c *parquet.Column) error
	walk = func(c *parquet.Column) error {
		if len(elements) == len(schema) || schema[len(elements)].Name != c.Name() {
			return errors.New("the schema is out of order: the file is damaged")
		}
		elements[c] = &schema[len(elements)]
		for _, child := range c.Columns() {
			if err := walk(child); err != nil {
				return err
			}
		}
		return nil
	}
	return elements, walk(file.Root())
}

// start returns a node for c, which has its leaves added by end.
func (b *builder) start(c *parquet.Column, k kind) *node {
	n := &node{name: c.Name(), kind: k, first: b.leaf, definition: c.MaxDefinitionLevel()}
	if c.Repeated() {
		n.repetition = c.MaxRepetitionLevel()
	}
	return n
}

func (b *builder) finish(n *node) *node { n.end = b.leaf; return n }

// leafOf returns a node for a leaf column.
func (b *builder) leafOf(c *parquet.Column, f convert) *node {
	n := b.start(c, leafKind)
	n.convert = f
	b.leaf++
	return b.finish(n)
}
