package parquetitems

import (
	"reflect"

	"github.com/parquet-go/parquet-go"

	"github.com/dynactor/dynactor/internal/bulk/column"
)

// schemaOf returns the schema that columns of these types are written with.
func schemaOf(columns []column.Column) *parquet.Schema {
	root := orderedGroup{Group: make(parquet.Group, len(columns))}
	for _, c := range columns {
		node := parquet.Optional(nodeOf(c.Type))
		root.Group[c.Name] = node
		root.fields = append(root.fields, &field{Node: node, name: c.Name})
	}
	return parquet.NewSchema("item", root)
}

func nodeOf(t column.Type) parquet.Node {
	switch t {
	case column.B:
		return plain(parquet.Leaf(parquet.ByteArrayType))
	case column.BOOL:
		return plain(parquet.Leaf(parquet.BooleanType))
	case column.SS, column.NS:
		return parquet.List(plain(parquet.String()))
	case column.BS:
		return parquet.List(plain(parquet.Leaf(parquet.ByteArrayType)))
	}
	return plain(parquet.String())
}

// plain has the values of a node written as they are. A dictionary would be kept in memory for a whole
// row group, and does little that the compression doesn't.
func plain(n parquet.Node) parquet.Node { return parquet.Encoded(n, &parquet.Plain) }

// orderedGroup is a group whose fields stay in their order; those of parquet.Group are sorted by name.
type orderedGroup struct {
	parquet.Group
	fields []parquet.Field
}

func (g orderedGroup) Fields() []parquet.Field { return g.fields }

type field struct {
	parquet.Node
	name string
}

func (f *field) Name() string { return f.name }

// Value is for writing Go structs and maps, which nobody does with this schema.
func (f *field) Value(base reflect.Value) reflect.Value {
	return base.MapIndex(reflect.ValueOf(f.name))
}
