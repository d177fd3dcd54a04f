package transform

import (
	"encoding/base64"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/expr-lang/expr"

	"github.com/dynactor/dynactor/internal/bulk/plainjson"
)

// maxNoise is the longest text that noise makes: DynamoDB's largest item is 400 KB.
const maxNoise = 400 << 10

// Helper describes a function that expressions have beside those of the language.
type Helper struct{ Usage, Does string }

// Helpers are listed in the command's help.
var Helpers = []Helper{
	{"set(map, name, value)", "a copy of the map with one attribute set"},
	{"omit(map, name, …)", "a copy without some attributes"},
	{"pick(map, name, …)", "a copy with some attributes only"},
	{"rename(map, from, to)", "a copy with an attribute renamed"},
	{"merge(map, map, …)", "all attributes of the maps, the last one wins"},
	{"ss(list), ns(list), bs(list)", "a set of texts, numbers, binaries"},
	{"num(text)", "the number that a text spells"},
	{"binary(text), base64(binary)", "a binary of a text in base64, and the reverse"},
	{"round(n, places), floor(n), ceil(n), abs(n), int(x)", "exact, unlike the language's own"},
	{"toJSON(x), fromJSON(text)", "exact; sets and binaries as the format json writes them"},
	{"format(pattern, x, …)", "a text as of Go's fmt.Sprintf, such as format(\"%06d\", n)"},
	{"hash(x)", "a whole number, 0 or more, that looks random and is the same for the same x"},
	{"noise(x, length)", "a text that looks random and is the same for the same x"},
}

func helpers() []expr.Option {
	text := func(v any) (string, error) {
		s, ok := v.(string)
		if !ok {
			return "", because("%s where a text is needed", kind(v))
		}
		return s, nil
	}
	return []expr.Option{
		expr.Function("set", func(p ...any) (any, error) {
			m, err := mapOf(p[0])
			if err != nil {
				return nil, err
			}
			m = maps.Clone(m)
			m[p[1].(string)] = p[2]
			return m, nil
		}, new(func(any, string, any) map[string]any)),
		expr.Function("omit", func(p ...any) (any, error) {
			m, err := mapOf(p[0])
			if err != nil {
				return nil, err
			}
			m = maps.Clone(m)
			for _, name := range p[1:] {
				delete(m, name.(string))
			}
			return m, nil
		}, new(func(any, ...string) map[string]any)),
		expr.Function("pick", func(p ...any) (any, error) {
			m, err := mapOf(p[0])
			if err != nil {
				return nil, err
			}
			out := map[string]any{}
			for _, name := range p[1:] {
				if v, ok := m[name.(string)]; ok {
					out[name.(string)] = v
				}
			}
			return out, nil
		}, new(func(any, ...string) map[string]any)),
		expr.Function("rename", func(p ...any) (any, error) {
			m, err := mapOf(p[0])
			if err != nil {
				return nil, err
			}
			from, to := p[1].(string), p[2].(string)
			v, ok := m[from]
			if !ok {
				return m, nil
			}
			m = maps.Clone(m)
			delete(m, from)
			m[to] = v
			return m, nil
		}, new(func(any, string, string) map[string]any)),
		expr.Function("merge", func(p ...any) (any, error) {
			out := map[string]any{}
			for _, v := range p {
				m, err := mapOf(v)
				if err != nil {
					return nil, err
				}
				maps.Copy(out, m)
			}
			return out, nil
		}, new(func(...any) map[string]any)),
		expr.Function("ss", setOf(func(s StringSet, v any) (StringSet, error) {
			t, err := text(v)
			return append(s, t), err
		}), new(func(any) any)),
		expr.Function("ns", setOf(func(s NumberSet, v any) (NumberSet, error) {
			_, err := decimalOf(v)
			return append(s, v), err
		}), new(func(any) any)),
		expr.Function("bs", setOf(func(s BinarySet, v any) (BinarySet, error) {
			b, ok := v.(Binary)
			if !ok {
				return nil, because("%s where a binary is needed", kind(v))
			}
			return append(s, b), nil
		}), new(func(any) any)),
		expr.Function("num", func(p ...any) (any, error) { return toNumber(strings.TrimSpace(p[0].(string))) }, new(func(string) any)),
		expr.Function("binary", func(p ...any) (any, error) {
			b, err := base64.StdEncoding.DecodeString(p[0].(string))
			if err != nil {
				return nil, because("a text isn't base64 with padding")
			}
			return Binary(b), nil
		}, new(func(string) any)),
		expr.Function("base64", func(p ...any) (any, error) {
			b, ok := p[0].(Binary)
			if !ok {
				return nil, because("%s where a binary is needed", kind(p[0]))
			}
			return base64.StdEncoding.EncodeToString(b), nil
		}, new(func(any) string)),
		expr.DisableBuiltin("toJSON"),
		expr.Function("toJSON", func(p ...any) (any, error) {
			v, err := fromValue(p[0], 0)
			if err != nil {
				return nil, err
			}
			out, err := plainjson.AppendValue(nil, v)
			if err != nil {
				return nil, because("a value that JSON has no form for")
			}
			return string(out), nil
		}, new(func(any) string)),
		expr.DisableBuiltin("fromJSON"),
		expr.Function("fromJSON", func(p ...any) (any, error) {
			v, err := plainjson.ParseValue([]byte(p[0].(string)))
			if err != nil {
				return nil, because("a text isn't JSON that DynamoDB could take")
			}
			return toValue(v)
		}, new(func(string) any)),
		expr.Function("format", func(p ...any) (any, error) { return fmt.Sprintf(p[0].(string), p[1:]...), nil }, new(func(string, ...any) string)),
		expr.Function("hash", func(p ...any) (any, error) { return int(seed(p[0]) >> 1), nil }, new(func(any) int)),
		expr.Function("noise", func(p ...any) (any, error) { return noise(seed(p[0]), p[1].(int)) }, new(func(any, int) string)),
		expr.DisableBuiltin("floor"), rounding("floor", floor),
		expr.DisableBuiltin("ceil"), rounding("ceil", ceiling),
		expr.DisableBuiltin("abs"), rounding("abs", magnitudeOf),
		expr.DisableBuiltin("round"),
		expr.Function("round", func(p ...any) (any, error) {
			places := 0
			if len(p) > 1 {
				places = p[1].(int)
			}
			d, err := decimalOf(p[0])
			if err == nil {
				d, err = roundTo(d, places)
			}
			if err != nil {
				return nil, err
			}
			return simplify(d), nil
		}, new(func(any) any), new(func(any, int) any)),
		expr.DisableBuiltin("int"),
		expr.Function("int", func(p ...any) (any, error) { return whole(p[0]) }, new(func(any) any)),
	}
}

func mapOf(v any) (map[string]any, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, because("%s where a map is needed", kind(v))
	}
	return m, nil
}

// setOf makes a function of a list or a set. Duplicates are left for DynamoDB to refuse: which one to drop isn't
// for us to say.
func setOf[S any](add func(S, any) (S, error)) func(...any) (any, error) {
	return func(p ...any) (any, error) {
		var set S
		var err error
		each := func(v any) {
			if err == nil {
				set, err = add(set, v)
			}
		}
		switch list := p[0].(type) {
		case []any:
			for _, v := range list {
				each(v)
			}
		case NumberSet:
			for _, v := range list {
				each(v)
			}
		case StringSet:
			for _, v := range list {
				each(v)
			}
		case []string:
			for _, v := range list {
				each(v)
			}
		case []int:
			for _, v := range list {
				each(v)
			}
		case BinarySet:
			for _, v := range list {
				each(v)
			}
		default:
			return nil, because("%s where a list is needed", kind(p[0]))
		}
		return set, err
	}
}

func seed(v any) uint64 { return xxhash.Sum64String(fmt.Sprint(v)) }

// noise is 64 letters and digits of SplitMix64's output, six bits each: ten a step.
func noise(state uint64, length int) (string, error) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	if length < 0 || length > maxNoise {
		return "", because("noise is of %s characters: ask for 0 to %d", strconv.Itoa(length), maxNoise)
	}
	out := make([]byte, 0, length+10)
	for len(out) < length {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		for range 10 {
			out = append(out, letters[z&63])
			z >>= 6
		}
	}
	return string(out[:length]), nil
}
