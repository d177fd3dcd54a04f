package item

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestSizeFollowsTheDocumentedRules(t *testing.T) {
	tests := []struct {
		name  string
		value types.AttributeValue
		want  int // of the value alone
	}{
		{"string in bytes, not runes", &types.AttributeValueMemberS{Value: "aé"}, 3},
		{"empty string", &types.AttributeValueMemberS{}, 0},
		{"binary raw, not base64", &types.AttributeValueMemberB{Value: make([]byte, 10)}, 10},
		{"boolean", &types.AttributeValueMemberBOOL{}, 1},
		{"null", &types.AttributeValueMemberNULL{Value: true}, 1},
		{"empty list", &types.AttributeValueMemberL{}, 3},
		{"empty map", &types.AttributeValueMemberM{}, 3},
		{
			"list of two strings",
			&types.AttributeValueMemberL{Value: []types.AttributeValue{
				&types.AttributeValueMemberS{Value: "ab"}, &types.AttributeValueMemberS{Value: "c"},
			}},
			3 + (1 + 2) + (1 + 1),
		},
		{
			"map with names",
			&types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
				"name": &types.AttributeValueMemberS{Value: "ab"}, "n": &types.AttributeValueMemberN{Value: "12"},
			}},
			3 + (1 + 4 + 2) + (1 + 1 + 2),
		},
		{"string set", &types.AttributeValueMemberSS{Value: []string{"ab", "c"}}, 3},
		{"number set", &types.AttributeValueMemberNS{Value: []string{"1", "-123"}}, 2 + 4},
		{"binary set", &types.AttributeValueMemberBS{Value: [][]byte{{1, 2}, {3}}}, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const name = "attribute"
			got, ok := Size(map[string]types.AttributeValue{name: tt.value})
			assert.True(t, ok)
			assert.Equal(t, len(name)+tt.want, got)
		})
	}
}

// The first group has been measured at the service, by items of 400 KB, the second with DynamoDB Local.
func TestSizeOfNumberCountsPairsOfDigitsFromThePoint(t *testing.T) {
	for n, want := range map[string]int{
		"0": 1, "1": 2, "12": 2, "123": 3, "1234": 3, "12345678901234567890123456789012345678": 20,
		"0042": 2, "100": 2, "1010": 3, "0.0000001": 2, "1E125": 2, "1E-100": 2, "1.5": 3, "15": 2,
		"1.2": 3, "1.200": 3, "1.234": 4, "3.14159": 5, "123456": 4, "100.5": 4, "0.15": 2, "-42": 3, "-0": 1,

		"-1": 3, "10": 2, "150": 3, "1500": 2, "15000": 3, "150000": 2, "0.015": 3, "0.0015": 2, "12.34": 3,
		"123.4": 4, "123.45": 4, "1234.5": 4, "1e10": 2, "1e11": 2, "-123456789": 7, "-1.5": 4, "100.01": 4, "1e-130": 2,
		"1234567890123456789012345678901234567.8": 21, "-1234567890123456789012345678901234567.8": 21,

		"0.00": 1, "000": 1, "0e10": 1, "+12": 2, "00100": 2, "1.00": 2, "15e1": 3, "1.5e1": 2, "15e-3": 3,
		"-12E-100": 3, strings.Repeat("9", 38): 20, "-" + strings.Repeat("9", 38): 21,
	} {
		assert.Equal(t, want, NumberSize(n), n)
	}
}

func TestSizeOfNothingIsZero(t *testing.T) {
	for _, m := range []map[string]types.AttributeValue{nil, {}} {
		got, ok := Size(m)
		assert.True(t, ok)
		assert.Zero(t, got)
	}
}

// foreign is an AttributeValue by embedding, which the SDK doesn't know how to send.
type foreign struct{ types.AttributeValueMemberS }

func TestSizeRefusesWhatCannotBeSent(t *testing.T) {
	bad := map[string]types.AttributeValue{
		"nil":               nil,
		"typed nil S":       (*types.AttributeValueMemberS)(nil),
		"typed nil N":       (*types.AttributeValueMemberN)(nil),
		"typed nil B":       (*types.AttributeValueMemberB)(nil),
		"typed nil BOOL":    (*types.AttributeValueMemberBOOL)(nil),
		"typed nil NULL":    (*types.AttributeValueMemberNULL)(nil),
		"typed nil L":       (*types.AttributeValueMemberL)(nil),
		"typed nil M":       (*types.AttributeValueMemberM)(nil),
		"typed nil SS":      (*types.AttributeValueMemberSS)(nil),
		"typed nil NS":      (*types.AttributeValueMemberNS)(nil),
		"typed nil BS":      (*types.AttributeValueMemberBS)(nil),
		"unknown member":    &types.UnknownUnionMember{Tag: "X"},
		"typed nil unknown": (*types.UnknownUnionMember)(nil),
		"another type":      &foreign{},
		"list too deep":     nested(MaxDepth+1, false),
		"map too deep":      nested(MaxDepth+1, true),
		"absurdly deep":     nested(100_000, true),
	}
	for name, v := range bad {
		wrapped := map[string]types.AttributeValue{
			"at the top":  v,
			"in a list":   &types.AttributeValueMemberL{Value: []types.AttributeValue{v}},
			"in a map":    &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"a": v}},
			"behind good": &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberS{}, v}},
		}
		for where, w := range wrapped {
			t.Run(name+" "+where, func(t *testing.T) {
				_, ok := Size(map[string]types.AttributeValue{"a": w})
				assert.False(t, ok)
			})
		}
	}
}

func TestSizeAcceptsTheDeepestNesting(t *testing.T) {
	for _, inMap := range []bool{false, true} {
		_, ok := Size(map[string]types.AttributeValue{"a": nested(MaxDepth, inMap)})
		assert.True(t, ok)
	}
}

func TestSizeRefusesOneLevelMoreEvenIfEmpty(t *testing.T) {
	for name, empty := range map[string]types.AttributeValue{
		"list": &types.AttributeValueMemberL{},
		"map":  &types.AttributeValueMemberM{},
	} {
		t.Run(name, func(t *testing.T) {
			v := empty
			for range MaxDepth - 1 {
				v = &types.AttributeValueMemberL{Value: []types.AttributeValue{v}}
			}
			_, ok := Size(map[string]types.AttributeValue{"a": v})
			assert.True(t, ok)
			_, ok = Size(map[string]types.AttributeValue{"a": &types.AttributeValueMemberL{Value: []types.AttributeValue{v}}})
			assert.False(t, ok)
		})
	}
}

func TestSizeEndsOnEndlessValues(t *testing.T) {
	list := func(v ...types.AttributeValue) *types.AttributeValueMemberL {
		return &types.AttributeValueMemberL{Value: v}
	}
	itself := list(nil)
	itself.Value[0] = itself

	twice := list(nil, nil)
	twice.Value[0], twice.Value[1] = twice, twice

	var shared types.AttributeValue = &types.AttributeValueMemberS{}
	for range MaxDepth {
		shared = list(shared, shared)
	}

	var sets types.AttributeValue = &types.AttributeValueMemberSS{Value: make([]string, 100_000)}
	for range 20 {
		sets = list(sets, sets)
	}

	for name, v := range map[string]types.AttributeValue{
		"a list in itself":         itself,
		"a list in itself, twice":  twice,
		"2^31 values, all one":     shared,
		"a set seen 2^20 times":    sets,
		"a set of too many values": &types.AttributeValueMemberBS{Value: make([][]byte, MaxSteps+1)},
	} {
		t.Run(name, func(t *testing.T) {
			_, ok := Size(map[string]types.AttributeValue{"a": v})
			assert.False(t, ok)
		})
	}
}

func TestSizeAllocatesNothing(t *testing.T) {
	m := sample()
	assert.Zero(t, testing.AllocsPerRun(100, func() { Size(m) }))
}

// The model walks the same tree in the other order of thought: it sums, for every value,
// what the guide says about it, with arithmetic on decimal strings for numbers.
func TestSizeAgreesWithModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := attributes(3).Draw(t, "item")
		got, ok := Size(m)
		if !ok {
			t.Fatalf("refused %v", m)
		}
		want := 0
		for name, v := range m {
			want += len(name) + modelSize(v)
		}
		if got != want {
			t.Fatalf("Size(%v) = %d, want %d", m, got, want)
		}
	})
}

func modelSize(v types.AttributeValue) (n int) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len([]byte(v.Value))
	case *types.AttributeValueMemberN:
		return modelNumberSize(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberSS:
		return len(strings.Join(v.Value, ""))
	case *types.AttributeValueMemberNS:
		for _, e := range v.Value {
			n += modelNumberSize(e)
		}
		return n
	case *types.AttributeValueMemberBS:
		for _, e := range v.Value {
			n += len(e)
		}
		return n
	case *types.AttributeValueMemberL:
		for _, e := range v.Value {
			n += modelSize(e)
		}
		return 3 + len(v.Value) + n
	case *types.AttributeValueMemberM:
		for name, e := range v.Value {
			n += len(name) + modelSize(e)
		}
		return 3 + len(v.Value) + n
	}
	return 1
}

// modelNumberSize counts the digits of the number in base 100.
func modelNumberSize(n string) int {
	mantissa, exponent, _ := strings.Cut(strings.TrimPrefix(n, "-"), "E")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	power, _ := strconv.Atoi(exponent)
	power -= len(fraction)
	value, _ := new(big.Int).SetString(whole+fraction, 10)
	if power%2 != 0 {
		value.Mul(value, big.NewInt(10))
	}
	if value.Sign() == 0 {
		return 1
	}
	hundred, rest := big.NewInt(100), new(big.Int)
	size, significant := 1, false
	for value.Sign() > 0 {
		value.DivMod(value, hundred, rest)
		if significant = significant || rest.Sign() > 0; significant {
			size++
		}
	}
	if strings.HasPrefix(n, "-") {
		size++
	}
	return min(size, 21)
}

func BenchmarkSize(b *testing.B) {
	m := sample()
	n, _ := Size(m)
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		Size(m)
	}
}
