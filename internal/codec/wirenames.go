package codec

import (
	"math/big"
	"reflect"
	"strings"
	"time"

	smithy "github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
)

// wireName returns what field f of a struct is called on the wire, given the names that the
// struct's schema has, or "" if the schema doesn't have it, as for ErrorCodeOverride and
// ResultMetadata. Go's names are the schema's with an upper-case first letter: an error's
// Message is "message" in most errors and "Message" in others.
func wireName(f reflect.StructField, members map[string]bool) string {
	if members[f.Name] {
		return f.Name
	}
	if lower := strings.ToLower(f.Name[:1]) + f.Name[1:]; members[lower] {
		return lower
	}
	return ""
}

// members returns the names that the schema of t, a struct type of the SDK, has. It is nil
// for other types. The SDK shows a struct's schema only to a serializer, so this is one that
// writes nothing.
func members(t reflect.Type) map[string]bool {
	s, ok := reflect.New(t).Interface().(smithy.Serializable)
	if !ok {
		return nil
	}
	var r schemaReader
	s.Serialize(&r)
	if r.schema == nil {
		return nil
	}
	names := make(map[string]bool, len(r.schema.Members()))
	for name := range r.schema.Members() {
		names[name] = true
	}
	return names
}

// schemaReader remembers the schema of the struct that is written to it.
type schemaReader struct{ schema *smithy.Schema }

var _ smithy.ShapeSerializer = (*schemaReader)(nil)

// WriteStruct keeps the outermost struct's schema, which comes first.
func (r *schemaReader) WriteStruct(s *smithy.Schema) {
	if r.schema == nil {
		r.schema = s
	}
}

func (r *schemaReader) Bytes() []byte                                { return nil }
func (r *schemaReader) WriteInt8(*smithy.Schema, int8)               {}
func (r *schemaReader) WriteInt16(*smithy.Schema, int16)             {}
func (r *schemaReader) WriteInt32(*smithy.Schema, int32)             {}
func (r *schemaReader) WriteInt64(*smithy.Schema, int64)             {}
func (r *schemaReader) WriteFloat32(*smithy.Schema, float32)         {}
func (r *schemaReader) WriteFloat64(*smithy.Schema, float64)         {}
func (r *schemaReader) WriteBool(*smithy.Schema, bool)               {}
func (r *schemaReader) WriteString(*smithy.Schema, string)           {}
func (r *schemaReader) WriteBigInt(*smithy.Schema, *big.Int)         {}
func (r *schemaReader) WriteBigFloat(*smithy.Schema, *big.Float)     {}
func (r *schemaReader) WriteBlob(*smithy.Schema, []byte)             {}
func (r *schemaReader) WriteTime(*smithy.Schema, time.Time)          {}
func (r *schemaReader) WriteUnion(*smithy.Schema, *smithy.Schema)    {}
func (r *schemaReader) CloseUnion()                                  {}
func (r *schemaReader) WriteDocument(*smithy.Schema, document.Value) {}
func (r *schemaReader) WriteNil(*smithy.Schema)                      {}
func (r *schemaReader) CloseStruct()                                 {}
func (r *schemaReader) WriteList(*smithy.Schema)                     {}
func (r *schemaReader) CloseList()                                   {}
func (r *schemaReader) WriteMap(*smithy.Schema)                      {}
func (r *schemaReader) WriteKey(*smithy.Schema, string)              {}
func (r *schemaReader) CloseMap()                                    {}
