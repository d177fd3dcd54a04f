package expr

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"
)

// The model below works on plain Go values and shares nothing with the package: numbers
// are *big.Rat, sets are sorted, and its conditions are closures built beside the text.

// plainValue is what a value means: string, *big.Rat, bool, nil, []any or map[string]any; a
// set is a set of its elements' texts.
type plainSet struct{ typ, elements string }

func plainOf(v types.AttributeValue) any {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		r, _ := new(big.Rat).SetString(v.Value)
		return r
	case *types.AttributeValueMemberBOOL:
		return v.Value
	case *types.AttributeValueMemberSS:
		return plainSet{"SS", sorted(v.Value)}
	case *types.AttributeValueMemberNS:
		var texts []string
		for _, n := range v.Value {
			r, _ := new(big.Rat).SetString(n)
			texts = append(texts, r.RatString())
		}
		return plainSet{"NS", sorted(texts)}
	case *types.AttributeValueMemberL:
		out := []any{}
		for _, e := range v.Value {
			out = append(out, plainOf(e))
		}
		return out
	case *types.AttributeValueMemberM:
		out := map[string]any{}
		for name, e := range v.Value {
			out[name] = plainOf(e)
		}
		return out
	}
	return nil
}

func sorted(texts []string) string {
	texts = append([]string(nil), texts...)
	sort.Strings(texts)
	return strings.Join(texts, "|")
}

// same compares two plain values by their text, in which every value has one form.
func same(a, b any) bool { return text(a) == text(b) }

func text(v any) string {
	switch v := v.(type) {
	case *big.Rat:
		return "N" + v.RatString()
	case string:
		return fmt.Sprintf("S%q", v)
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = text(e)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case map[string]any:
		parts := []string{}
		for name, e := range v {
			parts = append(parts, name+":"+text(e))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ",") + "}"
	}
	return fmt.Sprintf("%T%v", v, v)
}

// compare orders what has an order.
func compare(a, b any) (int, bool) {
	switch a := a.(type) {
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b), true
		}
	case *big.Rat:
		if b, ok := b.(*big.Rat); ok {
			return a.Cmp(b), true
		}
	}
	return 0, false
}

var modelNames = []string{"a", "b", "c", "d"}

func scalars() *rapid.Generator[types.AttributeValue] {
	return rapid.SampledFrom([]types.AttributeValue{
		num("0"), num("1"), num("1.0"), num("2"), num("-1"), num("10e-1"), num("0.5"), num("1e3"),
		str(""), str("a"), str("ab"), str("b"), str("1"),
	})
}

func anything() *rapid.Generator[types.AttributeValue] {
	return rapid.OneOf(
		scalars(), scalars(),
		rapid.Just[types.AttributeValue](&types.AttributeValueMemberBOOL{Value: true}),
		rapid.SampledFrom([]types.AttributeValue{
			&types.AttributeValueMemberSS{Value: []string{"a", "b"}}, &types.AttributeValueMemberSS{Value: []string{"b", "a"}},
			&types.AttributeValueMemberNS{Value: []string{"1", "2.0"}}, &types.AttributeValueMemberNS{Value: []string{"2", "1"}},
		}),
		rapid.Map(rapid.SliceOfN(scalars(), 0, 4), func(l []types.AttributeValue) types.AttributeValue { return list(l...) }),
		rapid.Map(rapid.MapOfN(rapid.SampledFrom(modelNames), scalars(), 0, 3), mapOf),
	)
}

func items() *rapid.Generator[map[string]types.AttributeValue] {
	return rapid.MapOfN(rapid.SampledFrom(modelNames), anything(), 0, 4)
}

// modelRequest builds expressions and the placeholders of their values.
type modelRequest struct {
	t      *rapid.T
	values map[string]types.AttributeValue
}

// literal returns a new placeholder of the value.
func (r *modelRequest) literal(v types.AttributeValue) string {
	key := fmt.Sprintf(":v%d", len(r.values))
	r.values[key] = v
	return key
}

// operand draws a path or a value, its text and what it is of an item.
func (r *modelRequest) operand(values *rapid.Generator[types.AttributeValue]) (string, func(map[string]any) (any, bool)) {
	name := rapid.SampledFrom(modelNames).Draw(r.t, "name")
	switch rapid.IntRange(0, 3).Draw(r.t, "operand") {
	case 0:
		v := values.Draw(r.t, "value")
		return r.literal(v), func(map[string]any) (any, bool) { return plainOf(v), true }
	case 1:
		inner := rapid.SampledFrom(modelNames).Draw(r.t, "inner")
		return name + "." + inner, func(item map[string]any) (any, bool) {
			m, _ := item[name].(map[string]any)
			v, ok := m[inner]
			return v, ok
		}
	case 2:
		i := rapid.IntRange(0, 4).Draw(r.t, "index")
		return fmt.Sprintf("%s[%d]", name, i), func(item map[string]any) (any, bool) {
			l, _ := item[name].([]any)
			if i >= len(l) {
				return nil, false
			}
			return l[i], true
		}
	}
	return name, func(item map[string]any) (any, bool) {
		v, ok := item[name]
		return v, ok
	}
}

// condition draws a condition and a function that decides it.
func (r *modelRequest) condition(depth int) (string, func(map[string]any) bool) {
	t := r.t
	if depth > 0 {
		switch rapid.IntRange(0, 4).Draw(t, "logic") {
		case 0:
			a, x := r.condition(depth - 1)
			b, y := r.condition(depth - 1)
			return "(" + a + " AND " + b + ")", func(i map[string]any) bool { return x(i) && y(i) }
		case 1:
			a, x := r.condition(depth - 1)
			b, y := r.condition(depth - 1)
			return "(" + a + " or " + b + ")", func(i map[string]any) bool { return x(i) || y(i) }
		case 2:
			a, x := r.condition(depth - 1)
			return "NOT " + a, func(i map[string]any) bool { return !x(i) }
		}
	}
	a, x := r.operand(scalars())
	switch rapid.IntRange(0, 5).Draw(t, "test") {
	case 0:
		name := rapid.SampledFrom(modelNames).Draw(t, "name")
		return "attribute_exists(" + name + ")", func(i map[string]any) bool { _, ok := i[name]; return ok }
	case 1:
		name := rapid.SampledFrom(modelNames).Draw(t, "name")
		return "attribute_not_exists(" + name + ")", func(i map[string]any) bool { _, ok := i[name]; return !ok }
	case 2:
		v, w := scalars().Draw(t, "v"), anything().Draw(t, "w")
		return a + " IN (" + r.literal(v) + "," + r.literal(w) + ")", func(i map[string]any) bool {
			got, ok := x(i)
			return ok && (same(got, plainOf(v)) || same(got, plainOf(w)))
		}
	case 3:
		lower, upper := num("-1"), num("1.00")
		return a + " BETWEEN " + r.literal(lower) + " AND " + r.literal(upper), func(i map[string]any) bool {
			got, _ := x(i)
			n, ok := got.(*big.Rat)
			return ok && n.Cmp(big.NewRat(-1, 1)) >= 0 && n.Cmp(big.NewRat(1, 1)) <= 0
		}
	}
	b, y := r.operand(scalars())
	o := rapid.SampledFrom([]string{"=", "<>", "<", "<=", ">", ">="}).Draw(t, "comparison")
	return a + " " + o + " " + b, func(i map[string]any) bool {
		v, ok := x(i)
		w, ok2 := y(i)
		switch o {
		case "=":
			return ok && ok2 && same(v, w)
		case "<>":
			return !ok || !ok2 || !same(v, w)
		}
		c, comparable := compare(v, w)
		if !ok || !ok2 || !comparable {
			return false
		}
		return strings.Contains(o, "=") && c == 0 || o[0] == '<' && c < 0 || o[0] == '>' && c > 0
	}
}

func plainItem(item map[string]types.AttributeValue) map[string]any {
	return plainOf(mapOf(item)).(map[string]any)
}

func TestConditionsAgreeWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &modelRequest{t, map[string]types.AttributeValue{}}
		src, want := r.condition(3)
		params := &Params{values: r.values}
		c, err := ParseCondition(ConditionExpression, src, params)
		if err != nil {
			if strings.Contains(message(err), "The first operand must be distinct") {
				t.Skip("a path beside itself")
			}
			t.Fatalf("%s: %v", src, err)
		}
		for range 5 {
			item := items().Draw(t, "item")
			if got := c.Eval(Item(item)); got != want(plainItem(item)) {
				t.Fatalf("%s of %s: %v", src, text(plainItem(item)), got)
			}
		}
	})
}

// Updates of distinct top-level attributes, lists and maps, against a model that changes a
// plain item in place.
func TestUpdatesAgreeWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := items().Draw(t, "item")
		r := &modelRequest{t, map[string]types.AttributeValue{}}
		want := plainItem(item)
		old := plainItem(item) // what operands read
		sections := map[string][]string{}
		failed := false
		for _, name := range modelNames {
			switch rapid.IntRange(0, 6).Draw(t, "action") {
			case 0: // SET of a whole attribute
				src, get := r.operand(anything())
				sections["SET"] = append(sections["SET"], name+" = "+src)
				if v, ok := get(old); ok {
					want[name] = v
				} else {
					failed = true
				}
			case 1: // SET of some elements
				l, ok := old[name].([]any)
				var appended []any
				out := append([]any(nil), l...)
				for _, i := range []int{0, 2, 7, 9} {
					if !rapid.Bool().Draw(t, "set element") {
						continue
					}
					v := scalars().Draw(t, "value")
					sections["SET"] = append(sections["SET"], fmt.Sprintf("%s[%d] = %s", name, i, r.literal(v)))
					failed = failed || !ok
					if i < len(l) {
						out[i] = plainOf(v)
					} else {
						appended = append(appended, plainOf(v))
					}
				}
				if ok {
					want[name] = append(out, appended...)
				}
			case 2: // REMOVE of some elements
				l, ok := old[name].([]any)
				out := []any{}
				for i := range 5 {
					if rapid.Bool().Draw(t, "remove element") {
						sections["REMOVE"] = append(sections["REMOVE"], fmt.Sprintf("%s[%d]", name, i))
						failed = failed || !ok
					} else if i < len(l) {
						out = append(out, l[i])
					}
				}
				if ok {
					want[name] = out
				}
			case 3:
				sections["REMOVE"] = append(sections["REMOVE"], name)
				delete(want, name)
			case 4: // ADD to a number
				v := rapid.SampledFrom([]string{"1", "-0.5", "1e3"}).Draw(t, "number")
				sections["ADD"] = append(sections["ADD"], name+" "+r.literal(num(v)))
				n := plainOf(num(v)).(*big.Rat)
				switch before := old[name].(type) {
				case *big.Rat:
					want[name] = new(big.Rat).Add(before, n)
				case nil:
					want[name] = n
				default:
					failed = true
				}
			case 5: // a sum
				other := rapid.SampledFrom(modelNames).Draw(t, "other")
				sections["SET"] = append(sections["SET"], name+" = "+other+" - "+r.literal(num("2")))
				if n, ok := old[other].(*big.Rat); ok {
					want[name] = new(big.Rat).Sub(n, big.NewRat(2, 1))
				} else {
					failed = true
				}
			}
		}
		if len(sections) == 0 {
			t.Skip("nothing to do")
		}
		var parts []string
		for section, actions := range sections {
			parts = append(parts, section+" "+strings.Join(actions, ", "))
		}
		src := strings.Join(parts, " ")
		u, err := ParseUpdate(src, &Params{values: r.values})
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		before := text(plainItem(item))
		got, err := u.Apply(item)
		if (err != nil) != failed {
			t.Fatalf("%s of %s: %v, but the model failed = %v", src, before, err, failed)
		}
		if after := text(plainItem(item)); after != before {
			t.Fatalf("%s: changed its input %s to %s", src, before, after)
		}
		if err == nil && text(plainItem(got)) != text(want) {
			t.Fatalf("%s of %s: %s, want %s", src, before, text(plainItem(got)), text(want))
		}
	})
}
