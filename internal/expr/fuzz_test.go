package expr

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Every parser takes any text without harm, and what it accepts can be evaluated.
func FuzzExpressions(f *testing.F) {
	for _, file := range []string{"conditions.jsonl", "updates.jsonl", "projections.jsonl"} {
		for _, a := range recorded(f, file) {
			if len(a.Src) < 200 {
				f.Add(a.Src)
			}
		}
	}
	item, placeholders := recordedRequest(f)
	before, _ := recordedRequest(f)
	f.Fuzz(func(t *testing.T, src string) {
		params := &Params{names: placeholders.names, values: placeholders.values}
		if c, err := ParseCondition(ConditionExpression, src, params); err == nil {
			c.Eval(Item(item))
			c.Eval(Item(nil))
			for _, name := range c.Attributes() {
				require.NotEmpty(t, name)
			}
		} else {
			requireMessage(t, src, err)
		}
		if k, err := ParseKeyCondition(src, params); err == nil {
			if r, err := k.Resolve(tableKey); err == nil {
				require.NotNil(t, r.Partition)
				require.False(t, r.Sort.Prefix != nil && (r.Sort.Lower != nil || r.Sort.Upper != nil))
			}
		}
		if p, err := ParseProjection(src, params); err == nil {
			got := p.Apply(Item(item))
			for name := range got {
				require.Contains(t, p.Attributes(), name)
			}
			// What a projection leaves it leaves again, where no list closed ranks.
			if !strings.Contains(src, "[") {
				require.Equal(t, got, p.Apply(Item(got)))
			}
		}
		u, err := ParseUpdate(src, params)
		if err != nil {
			requireMessage(t, src, err)
			return
		}
		after, err := u.Apply(item)
		if err == nil {
			u.Touched(Item(item))
			u.Touched(Item(after))
			touched := u.Attributes()
			for name, v := range item {
				w, ok := after[name]
				if !slices.Contains(touched, name) && (!ok || !equalValues(v, w)) {
					t.Fatalf("%q changed %s", src, name)
				}
			}
			for _, v := range after {
				require.NotNil(t, v)
			}
		}
		require.Equal(t, before, item, "%q changed its input", src)
	})
}

func requireMessage(t *testing.T, src string, err error) {
	if msg := message(err); utf8.ValidString(src) && !utf8.ValidString(msg) {
		t.Fatalf("%q: error %q isn't UTF-8", src, msg)
	}
}
