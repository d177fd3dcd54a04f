package projection

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func ptr(s string) *string { return &s }

type get struct {
	consistent bool
	expr       *string
	names      names
}

func (g get) key() string { return BucketKey(g.consistent, g.expr, g.names) }

// same is what one BatchGetItem can carry for two gets.
func (g get) same(h get) bool {
	return g.consistent == h.consistent &&
		(g.expr == nil) == (h.expr == nil) && (g.expr == nil || *g.expr == *h.expr) &&
		(g.names == nil) == (h.names == nil) && maps.Equal(g.names, h.names)
}

func TestEveryDifferenceIsAnotherBucket(t *testing.T) {
	all := []get{
		{},
		{consistent: true},
		{expr: ptr("")},
		{consistent: true, expr: ptr("")},
		{names: names{}},
		{expr: ptr(""), names: names{}},
		{expr: ptr("a")},
		{consistent: true, expr: ptr("a")},
		{expr: ptr("a,b")},
		{expr: ptr("a, b")},
		{expr: ptr("b,a")},
		{expr: ptr("#a"), names: names{"#a": "a"}},
		{expr: ptr("#a"), names: names{"#a": "b"}},
		{expr: ptr("#a"), names: names{"#a": ""}},
		{expr: ptr("#a"), names: names{"": "#a"}},
		{expr: ptr("#a"), names: names{"#a": "a", "#b": "b"}},
		{expr: ptr("#a"), names: names{"#a": "b", "#b": "a"}},
		{expr: ptr("#a"), names: names{"#aa": "#bb"}},
		{names: names{"#a": "a"}},
		{expr: ptr(strings.Repeat("a", 127))},
		{expr: ptr(strings.Repeat("a", 128))},
		{expr: ptr(strings.Repeat("a", 5000))},
	}
	for i, g := range all {
		for j, h := range all {
			assert.Equal(t, i == j, g.key() == h.key(), "%d and %d", i, j)
		}
	}
}

func TestBucketKeyDoesNotDependOnMapOrder(t *testing.T) {
	g := get{expr: ptr("x"), names: names{}}
	for c := 'a'; c <= 'z'; c++ { // more than fit the sorted names kept in place
		g.names["#"+string(c)] = string(c)
	}
	want := g.key()
	for range 20 {
		assert.Equal(t, want, get{expr: ptr("x"), names: maps.Clone(g.names)}.key())
	}
}

func TestBucketsAreTheSameExactlyIfTheGetsAre(t *testing.T) {
	// Few and awkward characters: digits and bytes that look like lengths and marks.
	text := rapid.StringOfN(rapid.RuneFrom([]rune("\x00\x01\x02#a,")), 0, 3, -1)
	gen := rapid.Custom(func(t *rapid.T) get {
		g := get{consistent: rapid.Bool().Draw(t, "consistent")}
		if rapid.Bool().Draw(t, "has expression") {
			g.expr = ptr(text.Draw(t, "expression"))
		}
		if rapid.Bool().Draw(t, "has names") {
			g.names = rapid.MapOfN(text, text, 0, 3).Draw(t, "names")
		}
		return g
	})
	rapid.Check(t, func(t *rapid.T) {
		g, h := gen.Draw(t, "a"), gen.Draw(t, "b")
		if got, want := g.key() == h.key(), g.same(h); got != want {
			t.Fatalf("same bucket: %v, want %v", got, want)
		}
	})
}

func TestBucketKeyAllocatesItsResultOnly(t *testing.T) {
	assert.Zero(t, testing.AllocsPerRun(100, func() { bucket = BucketKey(true, nil, nil) }))
	expr, all := ptr("#a, b"), names{"#a": "a", "#b": "b"}
	assert.EqualValues(t, 1, testing.AllocsPerRun(100, func() { bucket = BucketKey(true, expr, all) }))
}

func FuzzBucketKey(f *testing.F) {
	f.Add(true, "a", "#a", "a", "b", "#b", "b")
	f.Add(false, "", "", "", "", "", "")
	f.Fuzz(func(t *testing.T, consistent bool, expr1, placeholder1, name1, expr2, placeholder2, name2 string) {
		g := get{consistent, &expr1, names{placeholder1: name1}}
		h := get{consistent, &expr2, names{placeholder2: name2}}
		if got, want := g.key() == h.key(), g.same(h); got != want {
			t.Fatalf("same bucket: %v, want %v", got, want)
		}
	})
}

func BenchmarkBucketKey(b *testing.B) {
	expr, all := ptr("#p, #s, status, total"), names{"#p": "pk", "#s": "sk"}
	b.Run("whole item", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			bucket = BucketKey(false, nil, nil)
		}
	})
	b.Run("projection", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			bucket = BucketKey(false, expr, all)
		}
	})
}

// bucket keeps a benchmark's results from being put on the stack.
var bucket string
