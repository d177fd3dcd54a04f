package wire

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"
)

// chooser is where a filler's decisions come from: rapid, or the bytes of a fuzz target.
type chooser interface {
	choose(n int) int // 0 to n-1
}

// drawn takes all its decisions from one number that rapid draws: rapid prefers small numbers,
// which as decisions would make nearly everything odd at once.
type drawn struct{ *rand.Rand }

func draw(t *rapid.T) drawn { return drawn{newRand(rapid.Uint64().Draw(t, "seed"))} }

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func (d drawn) choose(n int) int { return d.IntN(n) }

// recorded takes its decisions from bytes, and decides for 1 when they are used up.
type recorded struct{ bytes []byte }

func (r *recorded) choose(n int) int {
	if len(r.bytes) == 0 {
		return 1 % n
	}
	b := r.bytes[0]
	r.bytes = r.bytes[1:]
	return int(b) % n
}

// filler fills the SDK's structs, with what the wire can carry and with what it can't.
type filler struct {
	chooser
	// narrow makes maps of one entry at most, so that there is one order to write them in.
	narrow bool
	// odd has values that no service takes: nils, unknown types, texts that aren't UTF-8. What
	// the SDK writes of them depends on the order, so it goes with narrow.
	odd bool
	// full leaves nothing out and makes lists and maps of one entry, but items of two.
	full bool
}

func (f filler) chance(n int) bool { return f.choose(n) == n-1 }

var texts = []string{
	"a", "", "customer#00012345", `quote " slash \ / done`, "tab\tline\nreturn\rbell\abackspace\bform\f\x00\x1f\x7f",
	"grüße, 世界, Привет мир — больше восьми", "🎉🎊 surrogates 𝒳", "\u2028\u2029", "12345678\u2028 and 世界\u2029\u202a", "<html>&amp;'", "8 bytes!",
	"8 bytes!\"", "1234567\\", "1234567\x7f", "12345678\x7f", strings.Repeat("long ", 60), strings.Repeat("long ", 120) + "\x7f", strings.Repeat("é", 40) + `"`,
	"\ufffd", "replacement \ufffd inside", "1e5", "世界~~~~~~~~~~\x7f", "é12345678\x7f12345678", "S", "NULL",
}

var oddTexts = []string{"\xff", "12345678\xc3", "\xe2\x80", "\xed\xa0\x80 surrogate", "世界 and \xe2\x80\xa8 \xff\x7f"}

func (f filler) text() string {
	if f.odd && f.chance(8) {
		return oddTexts[f.choose(len(oddTexts))]
	}
	return texts[f.choose(len(texts))]
}

func (f filler) binary() []byte {
	if f.odd && f.chance(8) {
		return nil
	}
	b := []byte(f.text())
	return b[:f.choose(len(b)+1)]
}

func (f filler) number() string {
	return []string{"0", "-1.5", "12345678901234567890123456789012345678", "1E-130", "-0", "", "x"}[f.choose(7)]
}

// value returns an attribute value with up to depth lists and maps in it.
func (f filler) value(depth int) types.AttributeValue {
	if f.odd && f.chance(12) {
		return []types.AttributeValue{
			nil, &types.UnknownUnionMember{Tag: "X", Value: []byte("1")}, (*types.AttributeValueMemberS)(nil), (*types.AttributeValueMemberM)(nil),
			&types.AttributeValueMemberSS{}, &types.AttributeValueMemberL{}, &types.AttributeValueMemberM{}, &types.AttributeValueMemberBS{},
		}[f.choose(8)]
	}
	n := f.count(4)
	kinds := 10
	if depth == 0 {
		kinds = 8
	}
	switch f.choose(kinds) {
	case 0:
		return &types.AttributeValueMemberS{Value: f.text()}
	case 1:
		return &types.AttributeValueMemberN{Value: f.number()}
	case 2:
		return &types.AttributeValueMemberB{Value: f.binary()}
	case 3:
		return &types.AttributeValueMemberBOOL{Value: f.chance(2)}
	case 4:
		return &types.AttributeValueMemberNULL{Value: f.chance(2)}
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

// count is how long a list of less than n becomes.
func (f filler) count(n int) int {
	if f.full {
		return 1
	}
	return f.choose(n)
}

// entries is how large a map of less than n becomes.
func (f filler) entries(n int) int {
	if f.narrow {
		return f.choose(2)
	}
	return f.count(n)
}

// itemDepth is how many lists and maps an item's values have in one another.
const itemDepth = 2

func (f filler) item(depth int) map[string]types.AttributeValue {
	m := map[string]types.AttributeValue{}
	n := f.entries(12)
	if f.full && !f.narrow && depth == itemDepth {
		n = 2
	}
	for range n {
		m[f.text()] = f.value(depth)
	}
	return m
}

var (
	valueType = reflect.TypeFor[types.AttributeValue]()
	itemType  = reflect.TypeFor[map[string]types.AttributeValue]()
	timeType  = reflect.TypeFor[time.Time]()

	floats = []float64{0, 0.5, 1e-9, 1e-10, 1e21, -123.456, 1e300, 12345678901234567, math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1), math.MaxFloat64, 5e-324, 1e6}
	ints   = []int64{0, 1, -1, 100, math.MaxInt32, math.MinInt32, math.MaxInt64, math.MinInt64, 999999999999999999, 1000000000000000000}
	times  = []time.Time{time.Unix(0, 0).UTC(), time.Unix(1700000000, 123456789), {}, time.UnixMilli(1700000000001).UTC(), time.Unix(-5, 5), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}
)

// fill gives v and all that it holds values, and leaves some of them out.
func (f filler) fill(v reflect.Value) {
	switch v.Type() {
	case valueType:
		if x := f.value(itemDepth); x != nil {
			v.Set(reflect.ValueOf(x))
		}
		return
	case itemType:
		v.Set(reflect.ValueOf(f.item(itemDepth)))
		return
	case timeType:
		v.Set(reflect.ValueOf(times[f.choose(len(times))]))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(f.text())
	case reflect.Bool:
		v.SetBool(f.chance(2))
	case reflect.Int32:
		v.SetInt(int64(int32(ints[f.choose(len(ints))])))
	case reflect.Int64:
		v.SetInt(ints[f.choose(len(ints))])
	case reflect.Float64:
		v.SetFloat(0.5)
		if !f.full { // reading the others takes long
			v.SetFloat(floats[f.choose(len(floats))])
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), f.count(3), 4))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range f.entries(4) {
			e := reflect.New(v.Type().Elem()).Elem()
			f.fill(e)
			v.SetMapIndex(reflect.ValueOf(f.text()).Convert(v.Type().Key()), e)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if v.Type().Field(i).IsExported() && name != "ResultMetadata" && name != "ErrorCodeOverride" && (f.full || f.choose(3) > 0) {
				f.fill(v.Field(i))
			}
		}
	default:
		panic(fmt.Sprintf("the SDK has a field of the new type %v", v.Type()))
	}
}

// newFull returns a struct of type t with every member in it, and the same one each time.
func newFull(t reflect.Type) any {
	v := reflect.New(t)
	filler{chooser: drawn{newRand(1)}, full: true}.fill(v.Elem())
	return v.Interface()
}
