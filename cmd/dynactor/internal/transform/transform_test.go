package transform

import (
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/number"
)

type value = types.AttributeValue

func s(v string) value { return &types.AttributeValueMemberS{Value: v} }
func n(v string) value { return &types.AttributeValueMemberN{Value: v} }

// order has all types.
func order() Item {
	return Item{
		"id": s("o-1"), "total": n("12.50"), "count": n("3"), "big": n("12345678901234567890123456789012345678"),
		"paid": &types.AttributeValueMemberBOOL{Value: true}, "note": &types.AttributeValueMemberNULL{Value: true},
		"raw":   &types.AttributeValueMemberB{Value: []byte{0, 1}},
		"lines": &types.AttributeValueMemberL{Value: []value{n("0.1"), n("0.2"), s("x")}},
		"to":    &types.AttributeValueMemberM{Value: map[string]value{"zip": s("20457")}},
		"tags":  &types.AttributeValueMemberSS{Value: []string{"gift", "fragile"}},
		"sizes": &types.AttributeValueMemberNS{Value: []string{"1", "2.50"}},
		"blobs": &types.AttributeValueMemberBS{Value: [][]byte{{1}, {2}}},
	}
}

func drawNumber(t *rapid.T) string {
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.Int64().Draw(t, "int")) }),
		rapid.StringMatching(`-?[1-9][0-9]{0,37}(E-?[1-9][0-9]?)?`),
		rapid.StringMatching(`[+-]?0{0,3}[0-9]{1,15}\.[0-9]{1,20}`),
		rapid.SampledFrom([]string{"0", "-0", "0.0", "007", ".5", "1.", "9223372036854775808", "1E+3", "1e-130"}),
	).Filter(func(s string) bool { _, err := number.Parse(s); return err == nil }).Draw(t, "number")
}

func drawValue(t *rapid.T, depth int) value {
	kinds := 10
	if depth > 3 {
		kinds = 8
	}
	bytes := rapid.SliceOfN(rapid.Byte(), 0, 5)
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return s(rapid.String().Draw(t, "text"))
	case 1:
		return n(drawNumber(t))
	case 2:
		return &types.AttributeValueMemberBOOL{Value: rapid.Bool().Draw(t, "bool")}
	case 3:
		return &types.AttributeValueMemberNULL{Value: true}
	case 4:
		return &types.AttributeValueMemberB{Value: bytes.Draw(t, "bytes")}
	case 5:
		return &types.AttributeValueMemberSS{Value: rapid.SliceOfN(rapid.String(), 1, 3).Draw(t, "texts")}
	case 6:
		return &types.AttributeValueMemberNS{Value: []string{drawNumber(t), drawNumber(t)}}
	case 7:
		return &types.AttributeValueMemberBS{Value: rapid.SliceOfN(bytes, 1, 3).Draw(t, "binaries")}
	case 8:
		list := []value{}
		for range rapid.IntRange(0, 3).Draw(t, "length") {
			list = append(list, drawValue(t, depth+1))
		}
		return &types.AttributeValueMemberL{Value: list}
	default:
		return &types.AttributeValueMemberM{Value: drawItem(t, depth+1)}
	}
}

func drawItem(t *rapid.T, depth int) Item {
	item := Item{}
	for range rapid.IntRange(0, 4).Draw(t, "attributes") {
		item[rapid.StringN(1, 4, -1).Draw(t, "name")] = drawValue(t, depth)
	}
	return item
}

func TestWhatAnExpressionHandsOnIsWhatCameIn(t *testing.T) {
	for _, source := range []string{`item`, `true`, `merge({}, item)`, `set(omit(set(item, "\u0000x", 1), "\u0000x"), "\u0000y", 1) | omit("\u0000y")`} {
		f, err := Compile(source)
		require.NoError(t, err)
		rapid.Check(t, func(t *rapid.T) {
			item := drawItem(t, 0)
			got, err := f(item)
			require.NoError(t, err)
			require.Equal(t, item, got)
		})
	}
}

func TestExpressions(t *testing.T) {
	for source, want := range map[string]value{
		`-item.total`:      n("-12.5"),
		`-item.count + -1`: n("-4"),
		`"x" in set(item, "x", 1) and not ("x" in item)`:             &types.AttributeValueMemberBOOL{Value: true},
		`not ("id" in omit(item, "id")) and "id" in item`:            &types.AttributeValueMemberBOOL{Value: true},
		`rename(item.to, "zip", "code") != nil and "zip" in item.to`: &types.AttributeValueMemberBOOL{Value: true},
		`item.total * 2`:                        n("25"),
		`item.total + 0.1`:                      n("12.6"),
		`0.1 + 0.2`:                             n("0.3"),
		`item.total - item.count`:               n("9.5"),
		`item.total / 4`:                        n("3.125"),
		`1 / 3`:                                 n("0." + strings.Repeat("3", 38)),
		`2 / 3`:                                 n("0." + strings.Repeat("6", 37) + "7"),
		`item.big + 1`:                          n("12345678901234567890123456789012345679"),
		`item.big`:                              n("12345678901234567890123456789012345678"),
		`9223372036854775807 + 1`:               n("9223372036854775808"),
		`9223372036854775807 * -1 - 2`:          n("-9223372036854775809"),
		`4611686018427387904 * 2`:               n("9223372036854775808"),
		`item.total == 12.5`:                    &types.AttributeValueMemberBOOL{Value: true},
		`item.total != 12.5`:                    &types.AttributeValueMemberBOOL{Value: false},
		`item.big > 1.5 and item.count <= 3.0`:  &types.AttributeValueMemberBOOL{Value: true},
		`item.count < 3 or item.count >= 4`:     &types.AttributeValueMemberBOOL{Value: false},
		`[item.total, 1] == [12.5, 1.0]`:        &types.AttributeValueMemberBOOL{Value: true},
		`{"a": item.total} == {"a": 12.5}`:      &types.AttributeValueMemberBOOL{Value: true},
		`{"a": 1} == {"b": 1}`:                  &types.AttributeValueMemberBOOL{Value: false},
		`item.id + "!"`:                         s("o-1!"),
		`item.id < "p"`:                         &types.AttributeValueMemberBOOL{Value: true},
		`item.missing`:                          &types.AttributeValueMemberNULL{Value: true},
		`"missing" in item`:                     &types.AttributeValueMemberBOOL{Value: false},
		`"note" in item`:                        &types.AttributeValueMemberBOOL{Value: true},
		`"gift" in item.tags`:                   &types.AttributeValueMemberBOOL{Value: true},
		`ss(filter(item.tags, # != "gift"))`:    &types.AttributeValueMemberSS{Value: []string{"fragile"}},
		`ns(map(item.sizes, # * 2))`:            &types.AttributeValueMemberNS{Value: []string{"2", "5"}},
		`ns(1..2)`:                              &types.AttributeValueMemberNS{Value: []string{"1", "2"}},
		`ss(item.tags)`:                         order()["tags"],
		`ns(item.sizes)`:                        order()["sizes"],
		`bs(item.blobs)`:                        order()["blobs"],
		`bs([item.raw])`:                        &types.AttributeValueMemberBS{Value: [][]byte{{0, 1}}},
		`base64(item.raw)`:                      s("AAE="),
		`binary("AAE=")`:                        order()["raw"],
		`reduce(item.lines[:2], #acc + #)`:      n("0.3"),
		`split("a,b", ",")`:                     &types.AttributeValueMemberL{Value: []value{s("a"), s("b")}},
		`num(" 1.50 ")`:                         n("1.50"),
		`round(2.5)`:                            n("2"),
		`round(3.5)`:                            n("4"),
		`round(-2.51)`:                          n("-3"),
		`round(item.total, 1)`:                  n("12.5"),
		`round(1.255, 2)`:                       n("1.26"),
		`round(1234, -2)`:                       n("1200"),
		`round(0.4)`:                            n("0"),
		`floor(-1.5)`:                           n("-2"),
		`ceil(-1.5)`:                            n("-1"),
		`ceil(item.total)`:                      n("13"),
		`abs(-1.5)`:                             n("1.5"),
		`int("-1.9")`:                           n("-1"),
		`int(item.total)`:                       n("12"),
		`toJSON(item.tags)`:                     s(`{"$SS":["gift","fragile"]}`),
		`fromJSON("[1.10,{\"$NS\":[\"1\"]}]")`:  &types.AttributeValueMemberL{Value: []value{n("1.10"), &types.AttributeValueMemberNS{Value: []string{"1"}}}},
		`format("%06d/%s", item.count, "x")`:    s("000003/x"),
		`rename(item.to, "zip", "code")`:        &types.AttributeValueMemberM{Value: Item{"code": s("20457")}},
		`rename(item.to, "nope", "code")`:       order()["to"],
		`pick(item, "id", "nope")`:              &types.AttributeValueMemberM{Value: Item{"id": s("o-1")}},
		`len(noise(item.id, 25))`:               n("25"),
		`noise(item.id, 9) == noise("o-1", 9)`:  &types.AttributeValueMemberBOOL{Value: true},
		`noise(1, 9) == noise(2, 9)`:            &types.AttributeValueMemberBOOL{Value: false},
		`hash("a") >= 0 and hash(1) != hash(2)`: &types.AttributeValueMemberBOOL{Value: true},
	} {
		t.Run(source, func(t *testing.T) {
			f, err := Compile(`{"r": ` + source + `}`)
			require.NoError(t, err)
			in := order()
			got, err := f(in)
			require.NoError(t, err)
			require.Equal(t, Item{"r": want}, got)
			require.Equal(t, order(), in, "the item itself is never changed")
		})
	}
}

func TestFilters(t *testing.T) {
	for source, kept := range map[string]bool{`item.count > 2`: true, `item.count > 3`: false, `nil`: false, `item.paid ? item : nil`: true} {
		f, err := Compile(source)
		require.NoError(t, err)
		got, err := f(order())
		require.NoError(t, err)
		if kept {
			require.Equal(t, order(), got)
		} else {
			require.Nil(t, got)
		}
	}
}

func TestMistakesAreFoundWhenCompiled(t *testing.T) {
	for source, want := range map[string]string{`item.`: "unexpected", `itm.id`: "unknown name itm", `upcase(item.id)`: "unknown name upcase", ``: "expression:"} {
		_, err := Compile(source)
		require.ErrorContains(t, err, want)
	}
	_, err := CompileGenerator(`{"at": now()}`)
	require.ErrorContains(t, err, "unknown name now")
}

// No content: each of these meets the text "o-1", or 12.50.
func TestErrorsSayWhereAndNothingOfTheItem(t *testing.T) {
	for source, want := range map[string]string{
		`{"r": item.id - 1}`:                   "line 1, column ",
		`{"r": item[item.id].x.y}`:             "the operation doesn't fit",
		`{"r": int(item.id)}`:                  "isn't one that DynamoDB takes",
		`{"r": num(item.id)}`:                  "isn't one that DynamoDB takes",
		`{"r": item.total / 0}`:                "division by zero",
		`{"r": date(item.id)}`:                 "the operation doesn't fit",
		`{"r": binary(item.id)}`:               "isn't base64",
		`{"r": fromJSON(item.id)}`:             "isn't JSON",
		`item.id`:                              "the result is a text, not a map",
		`item.tags`:                            "the result is a set, not a map",
		`{"r": {"deep": now()}}`:               `attribute "r": attribute "deep": a time.Time is no attribute value`,
		`{"r": item.big * 1.57}`:               "more than 38 significant digits",
		`{"r": num("9e125") * 10}`:             "beyond DynamoDB's range",
		`{"r": 2 ** 5000}`:                     "infinite",
		`{"r": ss([1])}`:                       "a number where a text is needed",
		`{"r": ns([item.id])}`:                 "a text is no attribute value",
		`{"r": bs([item.id])}`:                 "a text where a binary is needed",
		`{"r": ss(item.id)}`:                   "a text where a list is needed",
		`set(item.id, "a", 1)`:                 "a text where a map is needed",
		`{"r": base64(item.id)}`:               "a text where a binary is needed",
		`{"r": noise(1, 1000000)}`:             "ask for 0 to",
		`{"r": item.id > 1}`:                   "the operation doesn't fit",
		`{"r": groupBy(item.lines, # == 1)}`:   "no attribute value",
		"item.paid and\n item.count - item.id": "line 2, column",
	} {
		t.Run(source, func(t *testing.T) {
			f, err := Compile(source)
			require.NoError(t, err)
			got, err := f(order())
			require.ErrorContains(t, err, want)
			var mine *Error
			require.ErrorAs(t, err, &mine)
			require.Nil(t, got)
			for _, content := range []string{"o-1", "12.5", "gift"} {
				require.NotContains(t, err.Error(), content)
			}
		})
	}
	f, err := Compile("item")
	require.NoError(t, err)
	_, err = f(Item{"a": nil})
	require.ErrorContains(t, err, `attribute "a"`)
	_, err = f(Item{"a": n("1x")})
	require.ErrorContains(t, err, "DynamoDB takes")
	_, err = f(Item{"a": &types.AttributeValueMemberNULL{}})
	require.ErrorContains(t, err, "NULL is false")
}

func TestNestingIsBounded(t *testing.T) {
	source := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	f, err := Compile(`{"r": ` + source + `}`)
	require.NoError(t, err)
	_, err = f(order())
	require.ErrorContains(t, err, "lists and maps inside each other")
}

func TestAGeneratorMakesTheSameOfTheSameNumber(t *testing.T) {
	f, err := CompileGenerator(`{"pk": format("user-%04d", n), "age": hash(n) % 90, "bio": noise(n, 10), "odd": n % 2 == 1}`)
	require.NoError(t, err)
	first, err := f(7)
	require.NoError(t, err)
	require.Equal(t, s("user-0007"), first["pk"])
	require.Equal(t, &types.AttributeValueMemberBOOL{Value: true}, first["odd"])
	again, err := f(7)
	require.NoError(t, err)
	require.Equal(t, first, again)
	other, err := f(8)
	require.NoError(t, err)
	require.NotEqual(t, first["bio"], other["bio"])
	f, err = CompileGenerator(`n > 1`)
	require.NoError(t, err)
	_, err = f(2)
	require.ErrorContains(t, err, "not a map")
}

// Compared with exact fractions.
func TestArithmeticIsThatOfFractions(t *testing.T) {
	functions := map[string]func(a, b *big.Rat) *big.Rat{
		"item.a + item.b": func(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) },
		"item.a - item.b": func(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) },
		"item.a * item.b": func(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) },
		"item.a / item.b": func(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) },
	}
	for source, exact := range functions {
		f, err := Compile(`{"r": ` + source + `}`)
		require.NoError(t, err)
		rapid.Check(t, func(t *rapid.T) {
			text := rapid.StringMatching(`-?[1-9][0-9]{0,18}(\.[0-9]{1,3})?`)
			x, y := text.Draw(t, "a"), text.Draw(t, "b")
			a, _ := new(big.Rat).SetString(x)
			b, _ := new(big.Rat).SetString(y)
			want := exact(a, b)
			got, err := f(Item{"a": n(x), "b": n(y)})
			if err != nil {
				require.ErrorContains(t, err, "38 significant digits")
				return
			}
			r, ok := new(big.Rat).SetString(got["r"].(*types.AttributeValueMemberN).Value)
			require.True(t, ok)
			// Half a unit in the 38th digit.
			off := new(big.Rat).Sub(r, want)
			bound := new(big.Rat).Mul(new(big.Rat).Abs(want), new(big.Rat).SetFrac(big.NewInt(1), power(37)))
			if !strings.Contains(source, "/") {
				bound.SetInt64(0)
			}
			require.LessOrEqual(t, off.Abs(off).Cmp(bound.Quo(bound, big.NewRat(2, 1))), 0, "%s of %s and %s", source, x, y)
		})
	}
}

func TestConcurrentCallsShareNothing(t *testing.T) {
	f, err := Compile(`set(item, "b", base64(item.a))`)
	require.NoError(t, err)
	done := make(chan error)
	for g := range 8 {
		go func() {
			var failed error
			for i := range 200 {
				text := fmt.Sprint(g, i)
				out, err := f(Item{"a": &types.AttributeValueMemberB{Value: []byte(text)}})
				if err != nil {
					failed = err
				} else if out["b"].(*types.AttributeValueMemberS).Value != base64.StdEncoding.EncodeToString([]byte(text)) {
					failed = fmt.Errorf("%d %d: another's result", g, i)
				}
			}
			done <- failed
		}()
	}
	for range 8 {
		require.NoError(t, <-done)
	}
}

func BenchmarkTransform(b *testing.B) {
	for _, source := range []string{"item.count > 2", `set(item, "total", item.total * 2)`} {
		b.Run(source, func(b *testing.B) {
			f, err := Compile(source)
			require.NoError(b, err)
			item := order()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := f(item); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
