package parquetitems

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/parquet-go/parquet-go"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/codec"
)

// typed returns the node of a column whose type the metadata tells. Other programs may have rewritten the file and kept
// the metadata, so that elements of sets may be optional and have other names, but the types have to be right.
func (b *builder) typed(c *parquet.Column, t column.Type) (*node, error) {
	var n *node
	wrong := fmt.Errorf("the metadata %q says it's %s, and its values aren't written so: remove the metadata", MetadataKey, t)
	switch t {
	case column.SS, column.NS, column.BS:
		if c.Leaf() || len(c.Columns()) != 1 {
			return nil, wrong
		}
		n = b.start(c, setKind)
		repeated := c.Columns()[0]
		if !repeated.Repeated() || repeated.Leaf() || len(repeated.Columns()) != 1 || !isBytes(repeated.Columns()[0]) {
			return nil, wrong
		}
		n.set = t
		n.of = b.start(repeated, listKind)
		n.of.of = b.leafOf(repeated.Columns()[0], converterOf(setElement(t)))
		b.finish(n.of)
		b.finish(n)
	case column.BOOL:
		if !c.Leaf() || c.Repeated() || c.Type().Kind() != parquet.Boolean {
			return nil, wrong
		}
		n = b.leafOf(c, toBool)
	default:
		if !isBytes(c) {
			return nil, wrong
		}
		n = b.leafOf(c, converterOf(t))
	}
	return n, nil
}

func isBytes(c *parquet.Column) bool {
	return c.Leaf() && !c.Repeated() && c.Type().Kind() == parquet.ByteArray
}

func setElement(t column.Type) column.Type {
	switch t {
	case column.SS:
		return column.S
	case column.NS:
		return column.N
	}
	return column.B
}

func converterOf(t column.Type) convert {
	switch t {
	case column.S:
		return toText
	case column.N:
		return toNumber
	case column.B:
		return toBinary
	}
	return func(v parquet.Value) (types.AttributeValue, error) { return parseCell(v.ByteArray(), t) }
}

func toNumber(v parquet.Value) (types.AttributeValue, error) {
	return numberValue(string(v.ByteArray()))
}

func numberValue(text string) (types.AttributeValue, error) {
	if err := checkNumber(text); err != nil {
		return nil, err
	}
	return &types.AttributeValueMemberN{Value: text}, nil
}

// parseCell returns the value of a cell in DynamoDB JSON. The parser's own errors may hold parts of it.
func parseCell(cell []byte, t column.Type) (types.AttributeValue, error) {
	v, err := codec.ParseValue(cell)
	if err != nil || v == nil {
		return nil, errNotJSON
	}
	if t != column.ANY && column.TypeOf(v) != t {
		return nil, errOtherTyp
	}
	return v, checkValue(v, 0)
}

// setOf returns the set with these elements, which are S, N or B.
func setOf(t column.Type, elements []types.AttributeValue) (types.AttributeValue, error) {
	var (
		texts  []string
		binary [][]byte
	)
	for _, e := range elements {
		switch e := e.(type) {
		case *types.AttributeValueMemberS:
			texts = append(texts, e.Value)
		case *types.AttributeValueMemberN:
			texts = append(texts, e.Value)
		case *types.AttributeValueMemberB:
			binary = append(binary, e.Value)
		default:
			return nil, errNullSet
		}
	}
	switch t {
	case column.SS:
		return &types.AttributeValueMemberSS{Value: texts}, nil
	case column.NS:
		return &types.AttributeValueMemberNS{Value: texts}, nil
	case column.BS:
		return &types.AttributeValueMemberBS{Value: binary}, nil
	}
	return nil, errors.New("not a type of sets")
}
