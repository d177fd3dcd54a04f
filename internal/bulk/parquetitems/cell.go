package parquetitems

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/parquet-go/parquet-go"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/codec"
)

// The definition levels of what is written: an attribute is optional, and a set's elements are repeated in it.
const (
	levelPresent = 1 // of an attribute that is there; of a set without elements
	levelElement = 2 // of a set's element
)

// appendValue appends the values of column i, whose type is t, to the row.
func (w *Writer) appendValue(i int, t column.Type, v types.AttributeValue) error {
	if err := checkValue(v, 0); err != nil {
		return err
	}
	if have := column.TypeOf(v); have != t && t != column.ANY {
		return fmt.Errorf("has the type %s, and its column the type %s: make it a column of type ANY", have, t)
	}
	switch t {
	case column.S:
		appendOne(w, i, v.(*types.AttributeValueMemberS).Value)
	case column.N:
		appendOne(w, i, v.(*types.AttributeValueMemberN).Value)
	case column.B:
		appendOne(w, i, v.(*types.AttributeValueMemberB).Value)
	case column.BOOL:
		b := v.(*types.AttributeValueMemberBOOL).Value
		w.row = append(w.row, parquet.BooleanValue(b).Level(0, levelPresent, i))
	case column.SS:
		appendSet(w, i, v.(*types.AttributeValueMemberSS).Value)
	case column.NS:
		appendSet(w, i, v.(*types.AttributeValueMemberNS).Value)
	case column.BS:
		appendSet(w, i, v.(*types.AttributeValueMemberBS).Value)
	default: // L, M, NULL, ANY
		start := len(w.cell)
		cell, err := codec.AppendValue(w.cell, v)
		if err != nil {
			return errNoValue
		}
		w.cell = cell
		w.row = append(w.row, bytesValue(cell[start:]).Level(0, levelPresent, i))
	}
	return nil
}

func appendOne[T string | []byte](w *Writer, i int, value T) {
	w.row = append(w.row, bytesValue(appendBytes(w, value)).Level(0, levelPresent, i))
}

func appendSet[T string | []byte](w *Writer, i int, set []T) {
	if len(set) == 0 {
		w.row = append(w.row, parquet.NullValue().Level(0, levelPresent, i))
		return
	}
	for n, e := range set {
		w.row = append(w.row, bytesValue(appendBytes(w, e)).Level(min(n, 1), levelElement, i))
	}
}

// appendBytes copies a value behind the row's other ones and returns the copy. When w.cell grows, the copies
// before stay where they were, so that they stay valid.
func appendBytes[T string | []byte](w *Writer, value T) []byte {
	start := len(w.cell)
	w.cell = append(w.cell, value...)
	return w.cell[start:]
}

// bytesValue returns a value that isn't null, even if there are no bytes.
func bytesValue(b []byte) parquet.Value {
	if len(b) == 0 {
		b = noBytes[:0]
	}
	return parquet.ByteArrayValue(b)
}

var noBytes [1]byte
