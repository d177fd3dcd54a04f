package parquetitems

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// foreign returns the node of a column that the metadata doesn't know, by its Parquet types. The rules for
// lists and maps are those of parquet-format's LogicalTypes.md, with those for older files.
func (b *builder) foreign(c *parquet.Column, depth int) (*node, error) {
	if !c.Repeated() {
		return b.content(c, depth)
	}
	// A field that repeats by itself, outside of a list: as protocol buffers have it.
	n := b.start(c, listKind)
	n.definition-- // what it's in
	n.repetition = 0
	of, err := b.element(c, depth)
	if err != nil {
		return nil, err
	}
	n.of = of
	return b.finish(n), nil
}

// element returns the repeating node of a list whose elements are c itself.
func (b *builder) element(c *parquet.Column, depth int) (*node, error) {
	n := b.start(c, listKind)
	of, err := b.content(c, depth+1)
	if err != nil {
		return nil, err
	}
	of.repetition = 0 // n has it
	n.of = of
	return b.finish(n), nil
}

// content returns the node of one value of c.
func (b *builder) content(c *parquet.Column, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("it's nested more than %d deep", maxDepth)
	}
	if c.Leaf() {
		f, err := leafConverter(c, b.elements[c])
		if err != nil {
			return nil, err
		}
		return b.leafOf(c, f), nil
	}
	switch {
	case b.isAnnotated(c, new(format.VariantType), -1):
		return nil, errors.New("it's a VARIANT, which isn't supported")
	case b.isAnnotated(c, new(format.ListType), deprecated.List) && oneRepeated(c):
		return b.list(c, depth)
	case (b.isAnnotated(c, new(format.MapType), deprecated.Map) || b.isAnnotated(c, nil, deprecated.MapKeyValue)) && oneRepeated(c):
		return b.mapOf(c, depth)
	}
	return b.structOf(c, depth)
}

func (b *builder) structOf(c *parquet.Column, depth int) (*node, error) {
	n := b.start(c, structKind)
	seen := make(map[string]bool)
	for _, child := range c.Columns() {
		if seen[child.Name()] || checkText(child.Name()) != nil {
			return nil, fmt.Errorf("field %q: its name is there twice or isn't UTF-8", child.Name())
		}
		seen[child.Name()] = true
		field, err := b.foreign(child, depth+1)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", child.Name(), err)
		}
		n.fields = append(n.fields, field)
	}
	if b.leaf == n.first {
		return nil, errors.New("it's a struct without fields, which isn't supported")
	}
	return b.finish(n), nil
}

func (b *builder) list(c *parquet.Column, depth int) (*node, error) {
	n := b.start(c, listKind)
	n.repetition = 0
	repeated := c.Columns()[0]
	if isElement(c, repeated) {
		of, err := b.element(repeated, depth)
		if err != nil {
			return nil, err
		}
		n.of = of
		return b.finish(n), nil
	}
	n.of = b.start(repeated, listKind)
	of, err := b.content(repeated.Columns()[0], depth+1)
	if err != nil {
		return nil, err
	}
	n.of.of = of
	b.finish(n.of)
	return b.finish(n), nil
}

// isElement tells whether the repeated field of a list is its element, as in older files, or only what
// the element is in.
func isElement(list, repeated *parquet.Column) bool {
	if repeated.Leaf() || len(repeated.Columns()) != 1 {
		return true
	}
	if repeated.Columns()[0].Repeated() {
		return true
	}
	return repeated.Name() == "array" || repeated.Name() == list.Name()+"_tuple"
}

func (b *builder) mapOf(c *parquet.Column, depth int) (*node, error) {
	n := b.start(c, mapKind)
	n.repetition = 0
	repeated := c.Columns()[0]
	parts := repeated.Columns()
	if len(parts) == 0 || len(parts) > 2 || !parts[0].Leaf() || parts[0].Repeated() {
		return nil, errors.New("it's a map without a simple key")
	}
	n.of = b.start(repeated, mapKind)
	for _, part := range parts {
		field, err := b.foreign(part, depth+1)
		if err != nil {
			return nil, fmt.Errorf("%s of the map: %w", part.Name(), err)
		}
		n.of.fields = append(n.of.fields, field)
	}
	b.finish(n.of)
	return b.finish(n), nil
}

func oneRepeated(c *parquet.Column) bool {
	return len(c.Columns()) == 1 && c.Columns()[0].Repeated()
}

// isAnnotated tells whether a group has that logical type or, if it has none, that converted type.
func (b *builder) isAnnotated(c *parquet.Column, logical format.LogicalTypeValue, converted deprecated.ConvertedType) bool {
	element := b.elements[c]
	if have := element.LogicalType.Value; have != nil {
		return reflect.TypeOf(have) == reflect.TypeOf(logical)
	}
	return element.ConvertedType.Valid && element.ConvertedType.V == converted
}
