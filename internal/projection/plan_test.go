package projection

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/key"
)

type names = map[string]string

var (
	single    = key.Schema{Partition: "pk"}
	composite = key.Schema{Partition: "pk", Sort: "sk"}
	dotted    = key.Schema{Partition: "a.b", Sort: "name"}
)

func TestKeyAttributesAreAddedOnlyIfMissing(t *testing.T) {
	tests := []struct {
		name   string
		schema key.Schema
		expr   string
		names  names
		want   Plan
	}{
		{
			"both missing", composite, "a", nil,
			Plan{"a,#dynactor_pk,#dynactor_sk", names{"#dynactor_pk": "pk", "#dynactor_sk": "sk"}, []string{"pk", "sk"}},
		},
		{
			"no sort key to miss", single, "a", nil,
			Plan{"a,#dynactor_pk", names{"#dynactor_pk": "pk"}, []string{"pk"}},
		},
		{
			"partition key missing", composite, "a, sk", nil,
			Plan{"a, sk,#dynactor_pk", names{"#dynactor_pk": "pk"}, []string{"pk"}},
		},
		{
			"sort key missing", composite, "pk", nil,
			Plan{"pk,#dynactor_sk", names{"#dynactor_sk": "sk"}, []string{"sk"}},
		},
		{"nothing missing", composite, "sk,pk", nil, Plan{"sk,pk", nil, nil}},
		{"named by placeholder", single, "#p", names{"#p": "pk"}, Plan{"#p", names{"#p": "pk"}, nil}},
		{
			"caller's names are kept", single, "#x.y", names{"#x": "name"},
			Plan{"#x.y,#dynactor_pk", names{"#x": "name", "#dynactor_pk": "pk"}, []string{"pk"}},
		},
		{
			"a nested attribute of the same name isn't the key", single, "a.pk, b[0].pk", nil,
			Plan{"a.pk, b[0].pk,#dynactor_pk", names{"#dynactor_pk": "pk"}, []string{"pk"}},
		},
		{
			"a path that reads like the key isn't the key", dotted, "a.b", nil,
			Plan{"a.b,#dynactor_pk,#dynactor_sk", names{"#dynactor_pk": "a.b", "#dynactor_sk": "name"}, []string{"a.b", "name"}},
		},
		{
			"a placeholder for a name with a dot is the key", dotted, "#k,#n", names{"#k": "a.b", "#n": "name"},
			Plan{"#k,#n", names{"#k": "a.b", "#n": "name"}, nil},
		},
		{
			"space around paths", single, " \t\r\na , pk\n", nil,
			Plan{" \t\r\na , pk\n", nil, nil},
		},
		{
			"one placeholder in several paths", single, "#a.x,#a.y,b.#a", names{"#a": "a"},
			Plan{"#a.x,#a.y,b.#a,#dynactor_pk", names{"#a": "a", "#dynactor_pk": "pk"}, []string{"pk"}},
		},
		{
			"case matters", single, "PK", nil,
			Plan{"PK,#dynactor_pk", names{"#dynactor_pk": "pk"}, []string{"pk"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := maps.Clone(tt.names)
			got, ok := WithKeys(tt.expr, tt.names, tt.schema)
			assert.True(t, ok)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, before, tt.names, "the caller's map")
		})
	}
}

// deep joins n elements, the most of which DynamoDB takes being 32.
func deep(n int) string { return strings.Repeat("a.", n-1) + "a" }

func manyPaths(n int) string {
	var paths []string
	for i := range n {
		paths = append(paths, "a"+strconv.Itoa(i))
	}
	return strings.Join(paths, ",")
}

func TestWhatIsCertainToBeUnderstoodIsPlanned(t *testing.T) {
	long := "#" + strings.Repeat("x", maxPlaceholder-1)
	for _, tt := range []struct {
		expr  string
		names names
	}{
		{"a", nil}, {"a1_B", nil}, {"a.b.c", nil}, {"a[0]", nil}, {"a[10][2].b[0]", nil}, {"a[999999999]", nil},
		{"#1", names{"#1": "a"}}, {"#_", names{"#_": "a"}}, {"#a.#b[1]", names{"#a": "a", "#b": "b"}},
		{"#a", names{"#a": "any thing, at [all] #"}}, {"#a", names{"#a": "#b"}},
		{deep(32), nil}, {deep(31) + "[0]", nil}, {long, names{long: "a"}},
		{"a.b,a.c,a.d[0],a.d[1],a.d[10]", nil}, {"a,b.a,c[0].a", nil},
		{"#a,a.b", names{"#a": "a.b"}}, // two attributes, one with a dot in its name
		{manyPaths(maxPaths), nil},
		{strings.Repeat("x", 4096-len(",#dynactor_pk")), nil},
	} {
		_, ok := WithKeys(tt.expr, tt.names, single)
		assert.True(t, ok, "%.50q", tt.expr)
	}
}

func TestWhatIsNotCertainIsRefused(t *testing.T) {
	long := "#" + strings.Repeat("x", maxPlaceholder)
	tests := []struct {
		name   string
		schema key.Schema
		expr   string
		names  names
	}{
		{"empty", single, "", nil},
		{"only space", single, " \n", nil},
		{"only a comma", single, ",", nil},
		{"comma first", single, ",a", nil},
		{"comma last", single, "a,", nil},
		{"comma last, space", single, "a, ", nil},
		{"two commas", single, "a,,b", nil},
		{"two names", single, "a b", nil},
		{"digit first", single, "1a", nil},
		{"underscore first", single, "_a", nil},
		{"digit first inside", single, "a.1b", nil},
		{"dash", single, "a-b", nil},
		{"not ASCII", single, "é", nil},
		{"not UTF-8", single, "a\xff", nil},
		{"zero byte", single, "a\x00", nil},
		{"no-break space", single, "a\u00a0,b", nil},
		{"vertical tab", single, "a\v,b", nil},
		{"space in a path", single, "a . b", nil},
		{"space in an index", single, "a[ 0 ]", nil},
		{"space before an index", single, "a [0]", nil},
		{"dot first", single, ".a", nil},
		{"dot last", single, "a.", nil},
		{"two dots", single, "a..b", nil},
		{"index first", single, "[0]", nil},
		{"index after dot", single, "a.[0]", nil},
		{"index open", single, "a[0", nil},
		{"index empty", single, "a[]", nil},
		{"index closed twice", single, "a[0]]", nil},
		{"index negative", single, "a[-1]", nil},
		{"index with leading zero", single, "a[00]", nil},
		{"index too large", single, "a[1000000000]", nil},
		{"index not a number", single, "a[b]", nil},
		{"name after index", single, "a[0]b", nil},
		{"value placeholder", single, ":a", nil},
		{"function", single, "size(a)", nil},
		{"path too deep", single, deep(33), nil},
		{"path too deep by index", single, deep(32) + "[0]", nil},
		{"bare #", single, "#", names{"#": "a"}},
		{"placeholder too long", single, long, names{long: "a"}},
		{"placeholder undefined", single, "#a", nil},
		{"nested placeholder undefined", single, "#a.#b", names{"#a": "a"}},
		{"placeholder for nothing", single, "#a", names{"#a": ""}},
		{"name unused", single, "a", names{"#a": "a"}},
		{"one name unused", single, "#a", names{"#a": "a", "#b": "b"}},
		{"one used twice, one unused", single, "#a,#a.x", names{"#a": "a", "#b": "b"}},
		{"names empty", single, "a", names{}},
		{"into the partition key", single, "pk.x", nil},
		{"index into the partition key", single, "pk[0]", nil},
		{"into the sort key", composite, "pk, a, sk.x", nil},
		{"into the key by placeholder", single, "#p.x", names{"#p": "pk"}},
		{"partition key twice", single, "pk,pk", nil},
		{"partition key twice by placeholder", single, "pk,#p", names{"#p": "pk"}},
		{"sort key twice", composite, "sk,a,sk", nil},
		{"key and into the key", single, "pk,pk.x", nil},
		{"into the key and key", single, "pk.x,pk", nil},
		{"a path twice", single, "a,b,a", nil},
		{"a path twice by placeholder", single, "a,#a", names{"#a": "a"}},
		{"a path twice by placeholders inside", single, "a.#b.c,a.#c.c", names{"#b": "b", "#c": "b"}},
		{"a path in another", single, "a.b, c, a", nil},
		{"a path in another, below the root", single, "a[1].b, a[1]", nil},
		{"a map that is a list", single, "a.b, a[0]", nil},
		{"a list that is a map, deeper", single, "a.b[0].c, a.b.d", nil},
		{"more paths than are compared", single, manyPaths(maxPaths + 1), nil},
		{"our partition placeholder", single, "#dynactor_pk", names{"#dynactor_pk": "a"}},
		{"our sort placeholder, without need", single, "#dynactor_sk", names{"#dynactor_sk": "a"}},
		{"our placeholder for the key itself", single, "#dynactor_pk", names{"#dynactor_pk": "pk"}},
		{"over 4 KB", single, strings.Repeat("x", 4097), nil},
		{"over 4 KB with the key", single, strings.Repeat("x", 4096), nil},
		{"no schema", key.Schema{}, "a", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := WithKeys(tt.expr, tt.names, tt.schema)
			assert.False(t, ok, "%+v", got)
		})
	}
}

func TestManyNamesAreAllCounted(t *testing.T) {
	for _, n := range []int{1, 7, 8, 9, 10, 100} {
		all := names{}
		var paths []string
		for i := range n {
			p := "#p" + strconv.Itoa(i)
			all[p] = "a" + strconv.Itoa(i)
			paths = append(paths, p+".z", p+".y")
		}
		expr := strings.Join(paths, ",")
		_, ok := WithKeys(expr, all, single)
		assert.True(t, ok, "%d names", n)

		all["#unused"] = "b"
		_, ok = WithKeys(expr, all, single)
		assert.False(t, ok, "%d names, one unused", n)
	}
}

func TestNothingIsAllocatedIfNothingIsAdded(t *testing.T) {
	all := names{"#p": "pk", "#s": "sk"}
	assert.Zero(t, testing.AllocsPerRun(100, func() { WithKeys("a.b[0], #p, #s", all, composite) }))
}

// pathForm is the grammar again, as one regular expression for one path.
var pathForm = regexp.MustCompile(
	`^[ \t\r\n]*(?:[A-Za-z][A-Za-z0-9_]*|#[A-Za-z0-9_]{1,254})(?:\.(?:[A-Za-z][A-Za-z0-9_]*|#[A-Za-z0-9_]{1,254})|\[(?:0|[1-9][0-9]{0,8})\])*[ \t\r\n]*$`)

var stepForm = regexp.MustCompile(`[#A-Za-z][A-Za-z0-9_]*|#[A-Za-z0-9_]+|\[[0-9]+\]`)

// model decides by whole strings what WithKeys decides byte by byte.
func model(expr string, all names, s key.Schema) (Plan, bool) {
	p := Plan{Expression: expr, Names: maps.Clone(all)}
	if len(expr) > maxExpression || s.Partition == "" || all != nil && len(all) == 0 {
		return p, false
	}
	used, roots := names{}, map[string]bool{}
	var paths [][]string
	for _, text := range strings.Split(expr, ",") {
		if !pathForm.MatchString(text) {
			return p, false
		}
		steps := stepForm.FindAllString(strings.Trim(text, " \t\r\n"), -1)
		if len(steps) > maxPathElements {
			return p, false
		}
		written := slices.Clone(steps)
		for i, step := range steps {
			if step[0] == '#' {
				used[step] = all[step]
				steps[i] = all[step]
			}
			if steps[i] == "" {
				return p, false
			}
		}
		isKey := steps[0] == s.Partition || steps[0] == s.Sort
		if isKey && len(steps) > 1 {
			return p, false
		}
		roots[steps[0]] = true
		for i, step := range steps {
			// Attributes may have any name, so indexes are told from them by a mark.
			if mark := strings.TrimPrefix(written[i], "["); mark != written[i] {
				steps[i] = "\x00[" + step
			}
		}
		paths = append(paths, steps)
	}
	if len(paths) > maxPaths {
		return p, false
	}
	for i, x := range paths {
		for _, y := range paths[:i] {
			n := 0
			for n < len(x) && n < len(y) && x[n] == y[n] {
				n++
			}
			if n == len(x) || n == len(y) {
				return p, false
			}
			if strings.HasPrefix(x[n], "\x00[") != strings.HasPrefix(y[n], "\x00[") {
				return p, false
			}
		}
	}
	if !maps.Equal(used, all) {
		return p, false
	}
	for placeholder, name := range map[string]string{"#dynactor_pk": s.Partition, "#dynactor_sk": s.Sort} {
		if all[placeholder] != "" {
			return p, false
		}
		if name != "" && !roots[name] {
			p.Strip = append(p.Strip, name)
			if p.Names == nil {
				p.Names = names{}
			}
			p.Names[placeholder] = name
		}
	}
	slices.Sort(p.Strip)
	return p, true
}

func checkPlan(t interface{ Fatalf(string, ...any) }, expr string, all names, s key.Schema) {
	before := maps.Clone(all)
	got, ok := WithKeys(expr, all, s)
	if !maps.Equal(before, all) {
		t.Fatalf("WithKeys(%q, %v) changed names to %v", expr, before, all)
	}
	want, wantOK := model(expr, all, s)
	if ok && !wantOK {
		t.Fatalf("WithKeys(%q, %v, %v) = %+v, want a refusal", expr, all, s, got)
	}
	if !ok {
		if wantOK && len(expr)+len(",#dynactor_pk,#dynactor_sk") <= maxExpression {
			t.Fatalf("WithKeys(%q, %v, %v) refused, want %+v", expr, all, s, want)
		}
		return
	}
	added, unchanged := strings.CutPrefix(got.Expression, expr)
	if !unchanged {
		t.Fatalf("WithKeys(%q) changed the caller's paths: %q", expr, got.Expression)
	}
	if len(got.Expression) > maxExpression {
		t.Fatalf("WithKeys(%q) is %d bytes long", expr, len(got.Expression))
	}
	if strip := slices.Sorted(slices.Values(got.Strip)); !slices.Equal(strip, want.Strip) {
		t.Fatalf("WithKeys(%q, %v, %v) strips %v, want %v", expr, all, s, strip, want.Strip)
	}
	if !maps.Equal(got.Names, want.Names) {
		t.Fatalf("WithKeys(%q, %v, %v) names %v, want %v", expr, all, s, got.Names, want.Names)
	}
	if len(got.Strip) == 0 && added != "" || strings.Count(added, ",") != len(got.Strip) {
		t.Fatalf("WithKeys(%q) adds %q for %v", expr, added, got.Strip)
	}
	// What was planned names the whole key, so planning it again, with placeholders
	// that aren't ours, must add nothing.
	again := strings.ReplaceAll(got.Expression, "#dynactor_", "#other_")
	renamed := names{}
	for placeholder, name := range got.Names {
		renamed[strings.Replace(placeholder, "#dynactor_", "#other_", 1)] = name
	}
	if len(renamed) == 0 {
		renamed = nil
	}
	if p, ok := WithKeys(again, renamed, s); len(renamed) == len(got.Names) && (!ok || p.Strip != nil || p.Expression != again) {
		t.Fatalf("WithKeys(%q, %v) = %+v, %v, want it unchanged", again, renamed, p, ok)
	}
}

func TestWithKeysAgreesWithModel(t *testing.T) {
	step := rapid.SampledFrom([]string{"a", "b1_", "pk", "sk", "#a", "#p", "#s", "#d", "#dynactor_pk", "1", "_a", "#", " ", "é"})
	tail := rapid.SampledFrom([]string{"", "", "", ".a", ".pk", "[0]", "[10]", ".#a", ".#n", "[01]", "[", ".", " .a", "."})
	space := rapid.SampledFrom([]string{"", "", "", " ", "\n\t"})
	onePath := rapid.Custom(func(t *rapid.T) string {
		return space.Draw(t, "before") + step.Draw(t, "root") + tail.Draw(t, "tail") + tail.Draw(t, "tail") + space.Draw(t, "after")
	})
	meaning := rapid.SampledFrom([]string{"a", "pk", "sk", "a.b", "name", "c"})
	rapid.Check(t, func(t *rapid.T) {
		expr := strings.Join(rapid.SliceOfN(onePath, 1, 4).Draw(t, "paths"), ",")
		// Names fit the expression more often than not, or nearly all would be refused.
		var all names
		for _, p := range regexp.MustCompile(`#\w+`).FindAllString(expr, -1) {
			if rapid.IntRange(0, 9).Draw(t, "defined") > 0 {
				if all == nil {
					all = names{}
				}
				all[p] = meaning.Draw(t, p)
			}
		}
		if rapid.IntRange(0, 9).Draw(t, "unused") == 0 && all != nil {
			all["#unused"] = "x"
		}
		checkPlan(t, expr, all, rapid.SampledFrom([]key.Schema{single, composite, dotted}).Draw(t, "schema"))
	})
}

func FuzzWithKeys(f *testing.F) {
	f.Add("a, pk.x[0], #p", "#p", "pk", "", "", "pk", "sk")
	f.Add("a", "", "", "", "", "pk", "")
	f.Add("#a.#b,a[0][1]", "#a", "x", "#b", "y", "a.b", "name")
	f.Add(" a\n,#dynactor_pk", "#dynactor_pk", "x", "", "", "pk", "sk")
	f.Fuzz(func(t *testing.T, expr, placeholder1, name1, placeholder2, name2, partition, sort string) {
		if partition == sort {
			return // FromKeySchema refuses it
		}
		var all names
		if placeholder1 != "" {
			all = names{placeholder1: name1}
			if placeholder2 != "" {
				all[placeholder2] = name2
			}
		}
		checkPlan(t, expr, all, key.Schema{Partition: partition, Sort: sort})
	})
}

func BenchmarkWithKeys(b *testing.B) {
	all := names{"#p": "pk", "#s": "sk"}
	b.Run("nothing added", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			planned, _ = WithKeys("#p, #s, status, total, lines[0].sku", all, composite)
		}
	})
	b.Run("key added", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			planned, _ = WithKeys("status, total, lines[0].sku", nil, composite)
		}
	})
}

// planned keeps a benchmark's results from being put on the stack.
var planned Plan
