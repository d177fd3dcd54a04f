package codec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// filler fills the SDK's structs with values that the wire can carry: texts are valid UTF-8,
// attribute values have no nil in them. Times are multiples of 1/8 s: the SDK cuts milliseconds
// off where binary fractions fall short of them, and 1/8 is exact.
type filler struct{ r *rand.Rand }

var texts = []string{
	"", "a", "customer#00012345", `quote " slash \ / done`, "tab\tline\nreturn\rbell\abackspace\bform\f\x00\x1f\x7f",
	"grüße, 世界, Привет мир — больше восьми", "🎉🎊 surrogates 𝒳", "\u2028\u2029", "<html>&amp;", "8 bytes!", "8 bytes!\"", "1234567\\",
	strings.Repeat("long ", 60), strings.Repeat("é", 40) + `"`, "\ufffd", "replacement \ufffd inside",
}

func (f filler) text() string { return texts[f.r.IntN(len(texts))] }

func (f filler) binary() []byte {
	b := make([]byte, f.r.IntN(12))
	for i := range b {
		b[i] = byte(f.r.Uint32())
	}
	return b
}

func (f filler) number() string {
	return fmt.Sprintf("%d.%d", f.r.Int64()-math.MaxInt64/2, f.r.IntN(1000))
}

// value returns an attribute value with up to depth lists and maps in it.
func (f filler) value(depth int) types.AttributeValue {
	n := f.r.IntN(4)
	kinds := 10
	if depth == 0 {
		kinds = 8
	}
	switch f.r.IntN(kinds) {
	case 0:
		return &types.AttributeValueMemberS{Value: f.text()}
	case 1:
		return &types.AttributeValueMemberN{Value: f.number()}
	case 2:
		return &types.AttributeValueMemberB{Value: f.binary()}
	case 3:
		return &types.AttributeValueMemberBOOL{Value: f.r.IntN(2) == 0}
	case 4:
		return &types.AttributeValueMemberNULL{Value: f.r.IntN(2) == 0}
	case 5:
		return &types.AttributeValueMemberSS{Value: list(n, f.text)}
	case 6:
		return &types.AttributeValueMemberNS{Value: list(n, f.number)}
	case 7:
		return &types.AttributeValueMemberBS{Value: list(n, f.binary)}
	case 8:
		return &types.AttributeValueMemberL{Value: list(n, func() types.AttributeValue { return f.value(depth - 1) })}
	}
	return &types.AttributeValueMemberM{Value: f.item(depth - 1)}
}

func list[T any](n int, next func() T) []T {
	l := make([]T, n)
	for i := range l {
		l[i] = next()
	}
	return l
}

func (f filler) item(depth int) map[string]types.AttributeValue {
	m := map[string]types.AttributeValue{}
	for range f.r.IntN(12) {
		m[f.text()] = f.value(depth)
	}
	return m
}

// fill gives v and all that it holds values, and leaves about every fifth of them out.
func (f filler) fill(v reflect.Value) {
	switch v.Type() {
	case valueType:
		v.Set(reflect.ValueOf(f.value(2)))
		return
	case itemType:
		v.Set(reflect.ValueOf(f.item(2)))
		return
	case timeType:
		v.Set(reflect.ValueOf(time.UnixMilli(125 * f.r.Int64N(32_000_000_000)).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(f.text())
	case reflect.Bool:
		v.SetBool(f.r.IntN(2) == 0)
	case reflect.Int32:
		v.SetInt(int64(int32(f.r.Uint32())))
	case reflect.Int64:
		v.SetInt(int64(f.r.Uint64()))
	case reflect.Float64:
		v.SetFloat([]float64{0, 0.5, 1e-9, 1e21, -123.456, 1e300, 12345678901234567, math.Inf(1), math.Inf(-1)}[f.r.IntN(9)])
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), f.r.IntN(4), 4))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range f.r.IntN(3) {
			e := reflect.New(v.Type().Elem()).Elem()
			f.fill(e)
			v.SetMapIndex(reflect.ValueOf(f.text()).Convert(v.Type().Key()), e)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if f.r.IntN(5) > 0 && v.Type().Field(i).IsExported() && name != "ResultMetadata" && name != "ErrorCodeOverride" {
				f.fill(v.Field(i))
			}
		}
	default:
		panic(fmt.Sprintf("the SDK has a field of the new type %v", v.Type()))
	}
}
