package parquetitems

import (
	"errors"
	"io"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func genNumber() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,37})`),
		rapid.StringMatching(`-?[0-9]{1,20}\.[0-9]{1,18}`),
		rapid.StringMatching(`[1-9]\.[0-9]{0,37}E[+-]?[1-9][0-9]?`),
		rapid.SampledFrom([]string{"0", "-0", "1.00", "007", "9.9999999999999999999999999999999999999E+125", "1E-130"}),
	)
}

func genBytes() *rapid.Generator[[]byte] { return rapid.SliceOfN(rapid.Byte(), 0, 40) }

// genValue generates values of a type, of any type for ANY.
func genValue(t column.Type, depth int) *rapid.Generator[types.AttributeValue] {
	return rapid.Custom(func(r *rapid.T) types.AttributeValue {
		if t == column.ANY {
			most := column.M
			if depth == 0 {
				most = column.BS
			}
			t := column.Type(rapid.IntRange(int(column.S), int(most)).Draw(r, "type"))
			return genValue(t, depth).Draw(r, "value")
		}
		switch t {
		case column.S:
			return &types.AttributeValueMemberS{Value: rapid.String().Draw(r, "s")}
		case column.N:
			return &types.AttributeValueMemberN{Value: genNumber().Draw(r, "n")}
		case column.B:
			return &types.AttributeValueMemberB{Value: genBytes().Draw(r, "b")}
		case column.BOOL:
			return &types.AttributeValueMemberBOOL{Value: rapid.Bool().Draw(r, "bool")}
		case column.NULL:
			rapid.Bool().Draw(r, "null") // a generator has to draw something
			return &types.AttributeValueMemberNULL{Value: true}
		case column.SS:
			return &types.AttributeValueMemberSS{Value: rapid.SliceOfN(rapid.String(), 1, 5).Draw(r, "ss")}
		case column.NS:
			return &types.AttributeValueMemberNS{Value: rapid.SliceOfN(genNumber(), 1, 5).Draw(r, "ns")}
		case column.BS:
			return &types.AttributeValueMemberBS{Value: rapid.SliceOfN(genBytes(), 1, 5).Draw(r, "bs")}
		case column.L:
			return &types.AttributeValueMemberL{Value: rapid.SliceOfN(genValue(column.ANY, depth-1), 0, 4).Draw(r, "l")}
		}
		return &types.AttributeValueMemberM{Value: rapid.MapOfN(rapid.String(), genValue(column.ANY, depth-1), 0, 4).Draw(r, "m")}
	})
}

func TestItemsOfEveryTypeAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringN(1, 12, -1), 1, 12, rapid.ID).Draw(r, "names")
		o := Options{Compression: Compression(rapid.IntRange(0, int(Uncompressed)).Draw(r, "compression"))}
		for _, name := range names {
			o.Columns = append(o.Columns, column.Column{Name: name, Type: column.Type(rapid.IntRange(int(column.S), int(column.ANY)).Draw(r, "type"))})
		}
		items := make([]record.Item, rapid.IntRange(0, 40).Draw(r, "items"))
		for i := range items {
			items[i] = record.Item{}
			for _, c := range o.Columns {
				if rapid.Bool().Draw(r, "present") {
					items[i][c.Name] = genValue(c.Type, 3).Draw(r, "value")
				}
			}
		}
		file := written(r, o, rapid.IntRange(0, 10).Draw(r, "flush"), items...)

		got, bad, err := readAll(opened(r, file))
		require.NoError(r, err)
		require.Empty(r, bad)
		require.Len(r, got, len(items))
		for i := range items {
			require.Equal(r, items[i], got[i])
		}

		reader := opened(r, file)
		skip := rapid.IntRange(0, len(items)).Draw(r, "skip")
		first := rapid.IntRange(0, skip).Draw(r, "read before")
		for range first {
			_, err := reader.Read()
			require.NoError(r, err)
		}
		require.NoError(r, reader.Skip(int64(skip-first)))
		for i := skip; i < len(items); i++ {
			rec, err := reader.Read()
			require.NoError(r, err)
			require.Equal(r, items[i], rec.Item)
			require.Equal(r, record.Place{Number: int64(i) + 1}, rec.At)
		}
		_, err = reader.Read()
		require.ErrorIs(r, err, io.EOF)
		require.NoError(r, reader.Close())
		_, err = reader.Read()
		require.ErrorIs(r, err, ErrClosed)
	})
}

func TestEmptyValuesAreNotAbsentOnes(t *testing.T) {
	o := Options{Columns: []column.Column{{Name: "s", Type: column.S}, {Name: "b", Type: column.B}, {Name: "ss", Type: column.SS}, {Name: "l", Type: column.L}}}
	items := []record.Item{
		{},
		{
			"s":  &types.AttributeValueMemberS{Value: ""},
			"b":  &types.AttributeValueMemberB{Value: []byte{}},
			"ss": &types.AttributeValueMemberSS{Value: []string{""}},
			"l":  &types.AttributeValueMemberL{Value: []types.AttributeValue{}},
		},
	}
	got, bad, err := readAll(opened(t, written(t, o, 0, items...)))
	require.NoError(t, err)
	require.Empty(t, bad)
	require.Equal(t, items, got)
}

func TestSkipInFlatAndNestedFiles(t *testing.T) {
	for _, typ := range []column.Type{column.S, column.SS} {
		t.Run(typ.String(), func(t *testing.T) {
			const n = 3000
			o := Options{Columns: []column.Column{{Name: "n", Type: column.N}, {Name: "x", Type: typ}}}
			var items []record.Item
			for i := range n {
				var v types.AttributeValue = &types.AttributeValueMemberS{Value: "x"}
				if typ == column.SS {
					v = &types.AttributeValueMemberSS{Value: []string{"x", "y"}[:1+i%2]}
				}
				items = append(items, record.Item{"n": &types.AttributeValueMemberN{Value: strconv.Itoa(i)}, "x": v})
			}
			file := written(t, o, 700, items...)
			for _, skip := range []int64{0, 1, 127, 128, 699, 700, 701, 1399, 1400, 2100, 2999, n} {
				for _, before := range []int{0, 1, 650} {
					if int64(before) > skip {
						continue
					}
					r := opened(t, file)
					for range before {
						_, err := r.Read()
						require.NoError(t, err)
					}
					require.NoError(t, r.Skip(skip-int64(before)))
					got, _, err := readAll(r)
					require.NoError(t, err)
					require.Equal(t, items[skip:], append([]record.Item{}, got...))
				}
			}
			r := opened(t, file)
			require.Error(t, r.Skip(n+1))
			require.Error(t, r.Skip(-1))
			rec, err := r.Read()
			require.NoError(t, err, "a refused skip changes nothing")
			require.EqualValues(t, 1, rec.At.Number)
		})
	}
}

func TestItemsThatDoNotFitAreRefusedAndNothingIsWritten(t *testing.T) {
	o := Options{Columns: []column.Column{{Name: "s", Type: column.S}, {Name: "n", Type: column.N}, {Name: "any", Type: column.ANY}, {Name: "ss", Type: column.SS}}}
	deep := types.AttributeValue(&types.AttributeValueMemberNULL{Value: true})
	for range maxDepth + 1 {
		deep = &types.AttributeValueMemberL{Value: []types.AttributeValue{deep}}
	}
	for name, item := range map[string]record.Item{
		"no column": {"s": &types.AttributeValueMemberS{Value: "secret"}, "zz": &types.AttributeValueMemberS{Value: "secret"}},
		"type":      {"s": &types.AttributeValueMemberN{Value: "1"}},
		"digits":    {"n": &types.AttributeValueMemberN{Value: "123456789012345678901234567890123456789"}},
		"no number": {"n": &types.AttributeValueMemberN{Value: "secret"}},
		"in a list": {"any": &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberN{Value: "1E126"}}}},
		"nil":       {"any": nil},
		"deep":      {"any": deep},
		"text":      {"s": &types.AttributeValueMemberS{Value: "\xff"}},
		"large":     {"s": &types.AttributeValueMemberS{Value: string(make([]byte, MaxRowBytes+1))}},
		"many":      {"ss": &types.AttributeValueMemberSS{Value: make([]string, MaxRowValues+10)}},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := NewWriter(io.Discard, o)
			require.NoError(t, err)
			err = w.Write(item)
			var unfit *record.Unfit
			require.ErrorAs(t, err, &unfit)
			require.NotContains(t, err.Error(), "secret")
			require.Zero(t, w.rows)
			require.NoError(t, w.Write(record.Item{"s": &types.AttributeValueMemberS{Value: "fits"}}), "the next may")
		})
	}
}

func TestColumnsThatCanNotBeWrittenAreRefused(t *testing.T) {
	for name, columns := range map[string][]column.Column{
		"none":    nil,
		"untyped": {{Name: "a"}},
		"twice":   {{Name: "a", Type: column.S}, {Name: "a", Type: column.N}},
		"utf8":    {{Name: "\xff", Type: column.S}},
		"many": func() (all []column.Column) {
			for i := range MaxColumns + 1 {
				all = append(all, column.Column{Name: strconv.Itoa(i), Type: column.S})
			}
			return all
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewWriter(io.Discard, Options{Columns: columns})
			require.Error(t, err)
		})
	}
	_, err := NewWriter(io.Discard, Options{Columns: []column.Column{{Name: "a", Type: column.S}}, Compression: 9})
	require.Error(t, err)
}

type failing struct{ after int }

func (f *failing) Write(b []byte) (int, error) {
	if f.after -= len(b); f.after < 0 {
		return 0, errors.New("disk full")
	}
	return len(b), nil
}

func TestAnErrorOfTheOutputIsFinal(t *testing.T) {
	w, err := NewWriter(&failing{after: 10}, Options{Columns: []column.Column{{Name: "a", Type: column.S}}, Compression: Uncompressed})
	require.NoError(t, err)
	require.NoError(t, w.Write(record.Item{"a": &types.AttributeValueMemberS{Value: string(make([]byte, 200_000))}}))
	first := w.Flush()
	require.ErrorContains(t, first, "disk full")
	require.Equal(t, first, w.Write(record.Item{}))
	require.Equal(t, first, w.Flush())
	require.Equal(t, first, w.Close())
}
