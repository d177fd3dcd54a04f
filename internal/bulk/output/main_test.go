package output_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/output"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if raced || testing.Short() {
		if err := flag.Set("rapid.checks", "8"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

var bg = context.Background()

var (
	names = []string{"pk", "a:S", "$B", "Item", "Grüße", "m\"n", "x,y", "NewImage"}

	numbers = rapid.OneOf(
		rapid.SampledFrom([]string{"0", "-1", "3.14", "99999999999999999999999999999999999999", "1E-130", "9.9E+125", "-0.001"}),
		rapid.StringMatching(`-?[1-9][0-9]{0,20}(\.[0-9]{0,10}[1-9])?`),
	)
	texts = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "\r\n", `$"`, `"`, ",", "\ufeff", "null", "007"}))
	blobs = rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 20), func(b []byte) []byte { return append([]byte{}, b...) })
)

func scalar() *rapid.Generator[types.AttributeValue] {
	return rapid.Custom(func(t *rapid.T) types.AttributeValue {
		switch rapid.IntRange(0, 7).Draw(t, "type") {
		case 0:
			return &types.AttributeValueMemberS{Value: texts.Draw(t, "S")}
		case 1:
			return &types.AttributeValueMemberN{Value: numbers.Draw(t, "N")}
		case 2:
			return &types.AttributeValueMemberB{Value: blobs.Draw(t, "B")}
		case 3:
			return &types.AttributeValueMemberBOOL{Value: rapid.Bool().Draw(t, "BOOL")}
		case 4:
			return &types.AttributeValueMemberNULL{Value: true}
		case 5:
			return &types.AttributeValueMemberSS{Value: rapid.SliceOfNDistinct(texts, 1, 4, rapid.ID[string]).Draw(t, "SS")}
		case 6:
			return &types.AttributeValueMemberNS{Value: rapid.SliceOfNDistinct(numbers, 1, 4, rapid.ID[string]).Draw(t, "NS")}
		default:
			key := func(b []byte) string { return string(b) }
			return &types.AttributeValueMemberBS{Value: rapid.SliceOfNDistinct(blobs, 1, 4, key).Draw(t, "BS")}
		}
	})
}

func value(depth int) *rapid.Generator[types.AttributeValue] {
	if depth == 0 {
		return scalar()
	}
	return rapid.Custom(func(t *rapid.T) types.AttributeValue {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			l := rapid.SliceOfN(value(depth-1), 0, 3).Draw(t, "L")
			return &types.AttributeValueMemberL{Value: append([]types.AttributeValue{}, l...)}
		case 1:
			m := rapid.MapOfN(rapid.SampledFrom(names), value(depth-1), 0, 3).Draw(t, "M")
			if m == nil {
				m = map[string]types.AttributeValue{}
			}
			return &types.AttributeValueMemberM{Value: m}
		}
		return scalar().Draw(t, "scalar")
	})
}

// items draws items that may have each type of attribute under each name.
func items(t *rapid.T, most int) []record.Item {
	return rapid.SliceOfN(rapid.MapOfN(rapid.SampledFrom(names), value(2), 1, 5), 1, most).Draw(t, "items")
}

// combination is a format with a compression.
type combination struct{ format, packed string }

var (
	// resumables can be gone on with, all has Parquet too.
	resumables, all = func() (some, all []combination) {
		for _, f := range []string{format.DynamoDBJSON, format.PlainJSON, format.CSV} {
			for _, c := range []string{format.Plain, format.Gzip, format.Zstd} {
				some = append(some, combination{f, c})
			}
		}
		all = some[:len(some):len(some)]
		for _, c := range []string{format.PackedByName, format.Plain, format.Gzip, format.Zstd} {
			all = append(all, combination{format.Parquet, c})
		}
		return some, all
	}()
)

func (c combination) String() string { return c.format + "/" + c.packed }

func (c combination) spec(store files.Store, dir string, items []record.Item) output.Spec {
	s := output.Spec{Store: store, Format: c.format, Compression: c.packed, Columns: column.Infer(items)}
	s.Name = output.Name(dir, 0, s)
	return s
}

// fatal is of a *testing.T and a *rapid.T.
type fatal interface {
	require.TestingT
	Helper()
}

func begin(t fatal, spec output.Spec, at output.Position) *output.Output {
	t.Helper()
	o, err := output.New(bg, spec, at)
	require.NoError(t, err)
	return o
}

func write(t fatal, o output.Sink, items ...record.Item) {
	t.Helper()
	for _, it := range items {
		require.NoError(t, o.Write(it))
	}
}

func closed(t fatal, o output.Sink) output.Finished {
	t.Helper()
	f, err := o.Close()
	require.NoError(t, err)
	return f
}

// commit returns a position as a checkpoint gives it back.
func commit(t fatal, o output.Sink) output.Position {
	t.Helper()
	p, err := o.Commit()
	require.NoError(t, err)
	text, err := json.Marshal(p)
	require.NoError(t, err)
	var back output.Position
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, p, back)
	return back
}

// readAll returns the items of files.
func readAll(t fatal, spec input.Spec) []record.Item {
	t.Helper()
	in, err := input.Open(bg, spec)
	require.NoError(t, err)
	var items []record.Item
	for i := range in.Files {
		r, err := in.Reader(bg, i, 0)
		require.NoError(t, err)
		for n := int64(1); ; n++ {
			rec, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			require.Equal(t, record.Put, rec.Op)
			require.Equal(t, n, rec.At.Number)
			require.Equal(t, in.Files[i].Name, rec.At.File)
			items = append(items, rec.Item)
		}
		require.LessOrEqual(t, r.Offset(), in.Files[i].Size)
		require.NoError(t, r.Close())
	}
	return items
}

func readBack(t fatal, spec output.Spec) []record.Item {
	t.Helper()
	return readAll(t, input.Spec{Store: spec.Store, Names: []string{spec.Name}, Format: spec.Format, Columns: spec.Columns,
		NoHeader: spec.NoHeader, Delimiter: spec.Delimiter})
}

func text(s string) record.Item {
	return record.Item{"pk": &types.AttributeValueMemberS{Value: s}}
}
