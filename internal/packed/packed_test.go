package packed

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/item"
)

func TestUnpackReturnsWhatWasPackedWithNumbersInOneSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := items(3).Draw(t, "item")
		require.Equal(t, canonicalItem(m), Pack(m).Unpack())
	})
}

func TestSizeIsThatOfTheItem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := items(3).Draw(t, "item")
		size, ok := item.Size(m)
		require.True(t, ok)
		require.Equal(t, size, Pack(m).Size())
	})
}

func TestAttributesOneByOneAreThoseOfTheWholeItem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := items(2).Draw(t, "item")
		absent := text.Filter(func(s string) bool { return m[s] == nil }).Draw(t, "absent")
		p := Pack(m)
		whole := p.Unpack()
		require.Len(t, whole, len(m))

		total := 0
		for name, want := range whole {
			got, ok := p.Attribute(name)
			require.True(t, ok)
			require.Equal(t, want, got)

			size, ok := item.Size(attributes{name: m[name]})
			require.True(t, ok)
			require.Equal(t, size, p.AttributeSize(name))
			total += size

			payload, kind, ok := p.Scalar(name)
			switch want := want.(type) {
			case *types.AttributeValueMemberS:
				requireScalar(t, want.Value, types.ScalarAttributeTypeS, payload, kind, ok)
			case *types.AttributeValueMemberN:
				requireScalar(t, want.Value, types.ScalarAttributeTypeN, payload, kind, ok)
			case *types.AttributeValueMemberB:
				requireScalar(t, string(want.Value), types.ScalarAttributeTypeB, payload, kind, ok)
			default:
				require.False(t, ok)
			}
		}
		require.Equal(t, p.Size(), total)

		got, ok := p.Attribute(absent)
		require.False(t, ok)
		require.Nil(t, got)
		require.Zero(t, p.AttributeSize(absent))
		_, _, ok = p.Scalar(absent)
		require.False(t, ok)
	})
}

func requireScalar(t *rapid.T, want string, wantKind types.ScalarAttributeType, got string, kind types.ScalarAttributeType, ok bool) {
	require.True(t, ok)
	require.Equal(t, want, got)
	require.Equal(t, wantKind, kind)
}

func TestNoItemIsNotAnEmptyItem(t *testing.T) {
	none, empty := Item(""), Pack(nil)
	assert.NotEqual(t, none, empty)

	assert.Nil(t, none.Unpack())
	assert.Equal(t, attributes{}, empty.Unpack())
	for _, i := range []Item{none, empty} {
		assert.Zero(t, i.Size())
		assert.Zero(t, i.AttributeSize("a"))
		_, ok := i.Attribute("a")
		assert.False(t, ok)
	}
}

// Lengths around the edges of their varints: 1 byte up to 127, 2 up to 16,383, 3 up to 2,097,151.
func TestValuesOfEveryLengthComeBack(t *testing.T) {
	for _, n := range []int{0, 1, 125, 126, 127, 128, 129, 16381, 16382, 16383, 16384, 400 << 10} {
		long := strings.Repeat("x", n)
		m := attributes{
			"first": &types.AttributeValueMemberBOOL{Value: true},
			"long": &types.AttributeValueMemberL{Value: []types.AttributeValue{
				&types.AttributeValueMemberM{Value: attributes{long: &types.AttributeValueMemberS{Value: long}}},
			}},
			"last": &types.AttributeValueMemberNULL{Value: true},
		}
		require.Equal(t, m, Pack(m).Unpack(), "%d bytes", n)
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	packed := Append([]byte("before"), sample())
	require.Equal(t, "before", string(packed[:6]))
	require.Equal(t, sample(), Item(packed[6:]).Unpack())
}

func TestCallersCannotReachThePackedItem(t *testing.T) {
	m := attributes{
		"b":  &types.AttributeValueMemberB{Value: []byte{1, 2, 3}},
		"bs": &types.AttributeValueMemberBS{Value: [][]byte{{4, 5}, {6}}},
		"l": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberM{Value: attributes{"b": &types.AttributeValueMemberB{Value: []byte{7}}}},
		}},
		"ss": &types.AttributeValueMemberSS{Value: []string{"a", "b"}},
	}
	want := Pack(m).Unpack()
	spoil := func(m attributes) {
		m["b"].(*types.AttributeValueMemberB).Value[0] = 99
		m["bs"].(*types.AttributeValueMemberBS).Value[0][0] = 99
		m["l"].(*types.AttributeValueMemberL).Value[0].(*types.AttributeValueMemberM).Value["b"].(*types.AttributeValueMemberB).Value[0] = 99
		m["ss"].(*types.AttributeValueMemberSS).Value[0] = "spoilt"
		m["new"] = nil
	}

	p := Pack(m)
	spoil(m)
	require.Equal(t, want, p.Unpack(), "what went in is not shared")
	spoil(p.Unpack())
	require.Equal(t, want, p.Unpack(), "what came out is not shared")
	b, _ := p.Attribute("b")
	b.(*types.AttributeValueMemberB).Value[0] = 99
	require.Equal(t, want, p.Unpack(), "an attribute that came out is not shared")
}

func TestWhatCannotBePackedPanics(t *testing.T) {
	for name, v := range map[string]types.AttributeValue{
		"nil":             nil,
		"unknown":         &types.UnknownUnionMember{},
		"not a number":    &types.AttributeValueMemberN{Value: "one"},
		"number in a set": &types.AttributeValueMemberNS{Value: []string{"1", ""}},
	} {
		assert.Panics(t, func() { Pack(attributes{"a": v}) }, name)
	}
}

func TestReadingAllocatesNothingThatIsNotReturned(t *testing.T) {
	p := Pack(sample())
	for name, c := range map[string]struct {
		most float64
		f    func()
	}{
		"Pack, the item alone":  {1, func() { Pack(sampleItem) }},
		"Size":                  {0, func() { sink = p.Size() }},
		"Scalar":                {0, func() { p.Scalar("note") }},
		"AttributeSize":         {0, func() { p.AttributeSize("lines") }},
		"Attribute of a string": {1, func() { p.Attribute("note") }},
	} {
		assert.LessOrEqual(t, testing.AllocsPerRun(100, c.f), c.most, name)
	}
}

var (
	sampleItem = sample()
	sink       int
)

func BenchmarkPack(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(Pack(sampleItem).Size()))
	for b.Loop() {
		Pack(sampleItem)
	}
}

func BenchmarkUnpack(b *testing.B) {
	p := Pack(sampleItem)
	b.ReportAllocs()
	b.SetBytes(int64(p.Size()))
	for b.Loop() {
		p.Unpack()
	}
}

func BenchmarkAttribute(b *testing.B) {
	p := Pack(sampleItem)
	b.ReportAllocs()
	for b.Loop() {
		p.Scalar("status")
	}
}
