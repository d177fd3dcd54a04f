package key

import (
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

type attributes = map[string]types.AttributeValue

func s(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
func n(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }
func b(v string) types.AttributeValue { return &types.AttributeValueMemberB{Value: []byte(v)} }

var (
	single    = Schema{Partition: "pk"}
	composite = Schema{Partition: "pk", Sort: "sk"}
)

func TestKeysAreTheSameByDynamoDBsEquality(t *testing.T) {
	tests := []struct {
		name   string
		schema Schema
		a, b   attributes
		same   bool
	}{
		{"same string", single, attributes{"pk": s("a")}, attributes{"pk": s("a")}, true},
		{"other string", single, attributes{"pk": s("a")}, attributes{"pk": s("b")}, false},
		{"case matters", single, attributes{"pk": s("a")}, attributes{"pk": s("A")}, false},
		{"same binary", single, attributes{"pk": b("\x00\xff")}, attributes{"pk": b("\x00\xff")}, true},
		{"other binary", single, attributes{"pk": b("\x00")}, attributes{"pk": b("\x00\x00")}, false},
		{"number respelled", single, attributes{"pk": n("1")}, attributes{"pk": n("1.0")}, true},
		{"zero has no sign", single, attributes{"pk": n("-0")}, attributes{"pk": n("0")}, true},
		{"other number", single, attributes{"pk": n("1")}, attributes{"pk": n("-1")}, false},
		{"magnitudes apart", single, attributes{"pk": n("1e5")}, attributes{"pk": n("1e6")}, false},
		{"S is not N", single, attributes{"pk": s("1")}, attributes{"pk": n("1")}, false},
		{"S is not N in canonical form", single, attributes{"pk": s("1E0")}, attributes{"pk": n("1")}, false},
		{"S is not B", single, attributes{"pk": s("1")}, attributes{"pk": b("1")}, false},
		{"N is not B", single, attributes{"pk": n("1")}, attributes{"pk": b("1")}, false},
		{"other attributes are ignored", single, attributes{"pk": s("a"), "x": s("1")}, attributes{"pk": s("a"), "y": nil}, true},
		{"sort key of a table without one", single, attributes{"pk": s("a"), "sk": s("1")}, attributes{"pk": s("a")}, true},
		{"same pair", composite, attributes{"pk": s("a"), "sk": n("1")}, attributes{"pk": s("a"), "sk": n("01")}, true},
		{"other sort key", composite, attributes{"pk": s("a"), "sk": n("1")}, attributes{"pk": s("a"), "sk": n("2")}, false},
		{"other partition key", composite, attributes{"pk": s("a"), "sk": n("1")}, attributes{"pk": s("b"), "sk": n("1")}, false},
		{"split elsewhere", composite, attributes{"pk": s("ab"), "sk": s("c")}, attributes{"pk": s("a"), "sk": s("bc")}, false},
		{"swapped", composite, attributes{"pk": s("a"), "sk": s("b")}, attributes{"pk": s("b"), "sk": s("a")}, false},
		{"equal halves", composite, attributes{"pk": s("a"), "sk": s("a")}, attributes{"pk": s("b"), "sk": s("b")}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ha, ok := tt.schema.Hash(tt.a)
			assert.True(t, ok)
			hb, ok := tt.schema.Hash(tt.b)
			assert.True(t, ok)
			assert.Equal(t, tt.same, ha == hb, "hashes")
			assert.Equal(t, tt.same, tt.schema.Equal(tt.a, tt.b))
			assert.Equal(t, tt.same, tt.schema.Equal(tt.b, tt.a))
		})
	}
}

// invalid are values that no key can have.
var invalid = map[string]types.AttributeValue{
	"nil":              nil,
	"typed nil S":      (*types.AttributeValueMemberS)(nil),
	"typed nil N":      (*types.AttributeValueMemberN)(nil),
	"typed nil B":      (*types.AttributeValueMemberB)(nil),
	"empty S":          s(""),
	"empty N":          n(""),
	"empty B":          b(""),
	"nil B":            &types.AttributeValueMemberB{},
	"not a number":     n("abc"),
	"number too large": n("1e126"),
	"not UTF-8":        s("a\xff"),
	"BOOL":             &types.AttributeValueMemberBOOL{Value: true},
	"NULL":             &types.AttributeValueMemberNULL{Value: true},
	"SS":               &types.AttributeValueMemberSS{Value: []string{"a"}},
	"L":                &types.AttributeValueMemberL{},
	"M":                &types.AttributeValueMemberM{},
	"unknown":          &types.UnknownUnionMember{Tag: "S"},
}

func TestWhatIsNoKeyHasNoHashAndEqualsNothing(t *testing.T) {
	check := func(t *testing.T, schema Schema, m, valid attributes) {
		t.Helper()
		h, ok := schema.Hash(m)
		assert.False(t, ok)
		assert.Zero(t, h)
		assert.False(t, schema.Equal(m, m))
		assert.False(t, schema.Equal(m, valid))
		assert.False(t, schema.Equal(valid, m))
	}
	one, two := attributes{"pk": s("a")}, attributes{"pk": s("a"), "sk": s("b")}
	for name, v := range invalid {
		t.Run(name, func(t *testing.T) {
			check(t, single, attributes{"pk": v}, one)
			check(t, composite, attributes{"pk": v, "sk": s("b")}, two)
			check(t, composite, attributes{"pk": s("a"), "sk": v}, two)
		})
	}
	t.Run("missing", func(t *testing.T) {
		check(t, single, attributes{"x": s("a")}, one)
		check(t, single, nil, one)
		check(t, composite, attributes{"pk": s("a")}, two)
		check(t, composite, attributes{"sk": s("b")}, two)
	})
	t.Run("zero schema", func(t *testing.T) {
		check(t, Schema{}, attributes{"": s("a")}, attributes{"": s("a")})
	})
}

func TestHashAndEqualAllocateNothing(t *testing.T) {
	keys := map[string]attributes{
		"strings": {"pk": s("customer#00012345"), "sk": s("order#1")},
		"numbers": {"pk": n("12345"), "sk": n("-1." + strings.Repeat("1", 37) + "e-130")},
		"binary":  {"pk": b("customer"), "sk": b("order")},
	}
	for name, k := range keys {
		t.Run(name, func(t *testing.T) {
			assert.Zero(t, testing.AllocsPerRun(100, func() { composite.Hash(k) }))
			assert.Zero(t, testing.AllocsPerRun(100, func() { composite.Equal(k, k) }))
			assert.Zero(t, testing.AllocsPerRun(100, func() { composite.IsExactly(k) }))
		})
	}
}

// values draws from few enough values that equal ones meet.
func values() *rapid.Generator[types.AttributeValue] {
	return rapid.OneOf(
		rapid.Map(rapid.StringMatching(`[ab\x{e9}]{0,2}`), s),
		rapid.Map(rapid.StringMatching(`[ab]{0,2}`), b),
		rapid.Map(rapid.StringMatching(`-?[01]{1,2}(\.[01])?(e-?[01])?`), n),
		rapid.Just[types.AttributeValue](nil),
	)
}

func TestHashAgreesWithEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		schema := rapid.SampledFrom([]Schema{single, composite}).Draw(t, "schema")
		x := attributes{"pk": values().Draw(t, "a.pk"), "sk": values().Draw(t, "a.sk")}
		y := attributes{"pk": values().Draw(t, "b.pk"), "sk": values().Draw(t, "b.sk")}
		if rapid.Bool().Draw(t, "same partition") {
			y["pk"] = x["pk"]
		}
		hx, okX := schema.Hash(x)
		hy, okY := schema.Hash(y)
		if same := okX && okY && hx == hy; same != schema.Equal(x, y) {
			t.Fatalf("%v and %v: same hash %v, but Equal %v", x, y, same, !same)
		}
		if okX != schema.Equal(x, x) {
			t.Fatalf("%v: valid for Hash %v, but equal to itself %v", x, okX, !okX)
		}
	})
}

// An attribute's hash used as it is would show up here: shards and maps are chosen by
// the low or the high bits, and keys that count upwards must spread over both.
func TestHashSpreadsKeysThatCount(t *testing.T) {
	const keys, shards = 16384, 16
	var low, high [shards]int
	for i := range keys {
		h, _ := composite.Hash(attributes{"pk": s("tenant"), "sk": n(strconv.Itoa(i))})
		low[h%shards]++
		high[h>>60]++
	}
	for i := range shards {
		// 1024 each on average, standard deviation 31: eight of them to either side.
		assert.InDelta(t, keys/shards, low[i], 250)
		assert.InDelta(t, keys/shards, high[i], 250)
	}
}

func BenchmarkHash(bm *testing.B) {
	for name, k := range map[string]attributes{
		"S":   {"pk": s("customer#00012345")},
		"N":   {"pk": n("1700000000123")},
		"S+N": {"pk": s("customer#00012345"), "sk": n("1700000000123"), "x": s("1"), "y": s("2")},
	} {
		schema := single
		if _, ok := k["sk"]; ok {
			schema = composite
		}
		bm.Run(name, func(bm *testing.B) {
			bm.ReportAllocs()
			for bm.Loop() {
				schema.Hash(k)
			}
		})
	}
}

func BenchmarkEqual(bm *testing.B) {
	x := attributes{"pk": s("customer#00012345"), "sk": n("1700000000123")}
	y := attributes{"pk": s("customer#00012345"), "sk": n("1700000000123.0")}
	bm.ReportAllocs()
	for bm.Loop() {
		composite.Equal(x, y)
	}
}

func TestTheHashOfThePartitionKeyIsThatOfATableWithoutASortKey(t *testing.T) {
	m := map[string]types.AttributeValue{"p": &types.AttributeValueMemberS{Value: "a"}, "s": &types.AttributeValueMemberN{Value: "1"}}
	whole, partition, ok := Schema{Partition: "p", Sort: "s"}.Hashes(m)
	alone, same, ok2 := Schema{Partition: "p"}.Hashes(m)
	if !ok || !ok2 || partition != alone || alone != same || whole == partition {
		t.Errorf("with a sort key %x and %x, without %x and %x", whole, partition, alone, same)
	}
	if _, _, ok := (Schema{Partition: "p", Sort: "q"}).Hashes(m); ok {
		t.Error("a key without its sort key has hashes")
	}
}
