package parquetitems

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func sample(t testing.TB, compression Compression, items int) []byte {
	o := Options{Compression: compression, Columns: []column.Column{
		{Name: "pk", Type: column.S}, {Name: "n", Type: column.N}, {Name: "b", Type: column.B}, {Name: "ok", Type: column.BOOL},
		{Name: "ns", Type: column.NS}, {Name: "any", Type: column.ANY},
	}}
	var list []record.Item
	for i := range items {
		item := record.Item{"pk": s("secret " + strconv.Itoa(i)), "n": n(strconv.Itoa(i)), "ok": &types.AttributeValueMemberBOOL{Value: i%2 == 0}}
		if i%3 == 0 {
			item["ns"] = &types.AttributeValueMemberNS{Value: []string{"1", "2"}}
			item["any"] = l(n("1"))
			item["b"] = &types.AttributeValueMemberB{Value: []byte{1}}
		}
		list = append(list, item)
	}
	return written(t, o, 50, list...)
}

func nested(t testing.TB) []byte {
	node := parquet.Group{
		"l": parquet.Optional(parquet.List(parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary)))),
		"m": parquet.Optional(parquet.Map(parquet.String(), parquet.Leaf(parquet.DoubleType))),
		"t": parquet.Optional(parquet.Timestamp(parquet.Microsecond)),
		"d": parquet.Optional(parquet.Decimal(2, 38, parquet.FixedLenByteArrayType(16))),
	}
	type row struct {
		D []byte             `parquet:"d"`
		L []string           `parquet:"l"`
		M map[string]float64 `parquet:"m"`
		T int64              `parquet:"t"`
	}
	schema := parquet.NewSchema("x", node)
	var rows []parquet.Row
	for i := range 40 {
		rows = append(rows, schema.Deconstruct(nil, row{D: make([]byte, 16), L: []string{"a", "b"}[:i%3%2+1], M: map[string]float64{"x": 1}, T: int64(i)}))
	}
	return foreign(t, node, rows, parquet.DataPageVersion(1), parquet.Compression(&parquet.Snappy))
}

// drain reads a file that may be anything, to its end or a final error, and returns the number of records.
func drain(t require.TestingT, file []byte, skip int64) (int, error) {
	r, err := NewReader(bytes.NewReader(file), int64(len(file)), Options{})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	if err := r.Skip(skip); err != nil {
		return 0, err
	}
	count := 0
	for {
		_, err := r.Read()
		var bad *record.BadRecord
		if err != nil && !errors.As(err, &bad) {
			_, again := r.Read()
			require.Equal(t, err, again, "it's final")
			if errors.Is(err, io.EOF) {
				require.EqualValues(t, r.Rows(), int64(count)+skip)
				return count, nil
			}
			return count, err
		}
		count++
	}
}

func TestFilesThatAreNotParquetOrCutOff(t *testing.T) {
	file := sample(t, Snappy, 120)
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"empty", "too few", nil},
		{"text", "doesn't begin", []byte(strings.Repeat("secret,", 10))},
		{"cut off", "no footer", file[:len(file)/2]},
		{"encrypted", "encrypted", append(append([]byte{}, file[:len(file)-4]...), "PARE"...)},
		{"footer too long", "footer would be", append(append([]byte{}, file[:len(file)-8]...), "\xff\xff\xff\x7fPAR1"...)},
		{"only its footer", "it isn't within the file", append([]byte("PAR1"), file[len(file)-8-int(binary.LittleEndian.Uint32(file[len(file)-8:])):]...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := drain(t, c.file, 0)
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}

// A byte of a page that changed is found by the page's checksum, in the footer or a header by what doesn't fit; a few
// bytes mean nothing (statistics, names). Never is there a panic, nor a row too few.
func TestAByteThatChanged(t *testing.T) {
	for name, file := range map[string][]byte{"own": sample(t, Snappy, 120), "nested": nested(t)} {
		whole, err := drain(t, file, 0)
		require.NoError(t, err)
		failed := 0
		step := 3
		if testing.Short() {
			step = 17
		}
		for i := 0; i < len(file); i += step {
			damaged := bytes.Clone(file)
			damaged[i] ^= 1 << (i % 8)
			got, err := drain(t, damaged, 0)
			if err != nil {
				failed++
				require.NotContains(t, err.Error(), "secret ")
				require.NotErrorIs(t, err, io.EOF)
				continue
			}
			require.LessOrEqual(t, got, whole)
		}
		require.Greater(t, failed, len(file)/step/4, name)
	}
}

func TestAPageThatChangedIsFoundByItsChecksum(t *testing.T) {
	file := sample(t, Uncompressed, 120)
	at := bytes.Index(file, []byte("secret 60"))
	require.Positive(t, at)
	file[at] ^= 1
	got, err := drain(t, file, 0)
	require.ErrorContains(t, err, "checksum")
	require.Equal(t, 50, got, "the row groups before it are read")
}

func TestRowsThatAreMissingAreNoticed(t *testing.T) {
	file := sample(t, Snappy, 120)
	r := opened(t, file)
	r.groups[1] = shortGroup{r.groups[1]}
	items, _, err := readAll(r)
	require.ErrorContains(t, err, "1 rows are missing")
	require.ErrorContains(t, err, "row group 2 of 3")
	require.NotErrorIs(t, err, io.EOF)
	require.Len(t, items, 50)
}

// shortGroup says that it has a row more than there is.
type shortGroup struct{ parquet.RowGroup }

func (g shortGroup) NumRows() int64 { return g.RowGroup.NumRows() + 1 }

func TestMetadataThatDoesNotFit(t *testing.T) {
	node := parquet.Group{"x": parquet.Leaf(parquet.Int64Type)}
	for _, metadata := range []string{
		`[{"name":"x","type":"S"}]`, `[{"name":"x","type":"BOOL"}]`, `[{"name":"x","type":"SS"}]`, `[{"name":"x","type":"Q"}]`, `{`, `[]`,
		`[{"name":"x","type":"S"},{"name":"x","type":"S"}]`,
	} {
		file := foreign(t, node, nil, parquet.KeyValueMetadata(MetadataKey, metadata))
		_, err := NewReader(bytes.NewReader(file), int64(len(file)), Options{})
		require.ErrorContains(t, err, MetadataKey, metadata)
	}
}

func TestCellsThatDoNotHoldWhatTheMetadataSays(t *testing.T) {
	node := parquet.Group{"x": parquet.String()}
	for _, c := range []struct{ typ, cell, want string }{
		{"N", "secret", "isn't a number"},
		{"L", "secret", "DynamoDB JSON"},
		{"L", `{"S":"secret"}`, "another type"},
		{"ANY", `null`, "DynamoDB JSON"},
		{"ANY", `{"N":"1E126"}`, "overflow"},
		{"M", `{"M":{"secret":{}}}`, "DynamoDB JSON"},
	} {
		file := foreign(t, node, []parquet.Row{{text(c.cell).Level(0, 0, 0)}}, parquet.KeyValueMetadata(MetadataKey, `[{"name":"x","type":"`+c.typ+`"}]`))
		_, bad, err := readAll(opened(t, file))
		require.NoError(t, err)
		require.Len(t, bad, 1, c.cell)
		require.Contains(t, bad[0].Error(), c.want)
		require.NotContains(t, bad[0].Error(), "secret")
	}
}

func FuzzReader(f *testing.F) {
	for _, c := range []Compression{Snappy, Zstd, Gzip, Uncompressed} {
		f.Add(sample(f, c, 8), uint8(3))
	}
	f.Add(nested(f), uint8(0))
	f.Fuzz(func(t *testing.T, file []byte, skip uint8) {
		_, _ = drain(t, file, int64(skip))
	})
}
