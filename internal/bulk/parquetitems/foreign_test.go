package parquetitems

import (
	"bytes"
	"math"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
func n(text string) types.AttributeValue { return &types.AttributeValueMemberN{Value: text} }
func null() types.AttributeValue         { return &types.AttributeValueMemberNULL{Value: true} }
func l(of ...types.AttributeValue) types.AttributeValue {
	return &types.AttributeValueMemberL{Value: append([]types.AttributeValue{}, of...)}
}

func m(of record.Item) types.AttributeValue { return &types.AttributeValueMemberM{Value: of} }

func foreign(t testing.TB, schema parquet.Node, rows []parquet.Row, options ...parquet.WriterOption) []byte {
	var out bytes.Buffer
	w := parquet.NewWriter(&out, append([]parquet.WriterOption{parquet.NewSchema("schema", schema)}, options...)...)
	_, err := w.WriteRows(rows)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func text(v string) parquet.Value { return parquet.ByteArrayValue([]byte(v)) }

func TestForeignScalars(t *testing.T) {
	twoComplement := func(first byte, length int, last ...byte) parquet.Value {
		b := bytes.Repeat([]byte{first}, length-len(last))
		return parquet.FixedLenByteArrayValue(append(b, last...))
	}
	fixed := parquet.FixedLenByteArrayType
	for _, c := range []struct {
		name string
		node parquet.Node
		in   parquet.Value
		want any // nil: absent; string: the reason of a bad record
	}{
		{"int8", parquet.Int(8), parquet.Int32Value(-128), n("-128")},
		{"int16", parquet.Int(16), parquet.Int32Value(-32768), n("-32768")},
		{"int32", parquet.Int(32), parquet.Int32Value(math.MinInt32), n("-2147483648")},
		{"int64", parquet.Int(64), parquet.Int64Value(math.MinInt64), n("-9223372036854775808")},
		{"plain int32", parquet.Leaf(parquet.Int32Type), parquet.Int32Value(-5), n("-5")},
		{"plain int64", parquet.Leaf(parquet.Int64Type), parquet.Int64Value(-5), n("-5")},
		{"uint8", parquet.Uint(8), parquet.Int32Value(255), n("255")},
		{"uint16", parquet.Uint(16), parquet.Int32Value(65535), n("65535")},
		{"uint32", parquet.Uint(32), parquet.Int32Value(-1), n("4294967295")},
		{"uint64", parquet.Uint(64), parquet.Int64Value(-1), n("18446744073709551615")},
		{"float", parquet.Leaf(parquet.FloatType), parquet.FloatValue(0.1), n("0.1")},
		{"float max", parquet.Leaf(parquet.FloatType), parquet.FloatValue(math.MaxFloat32), n("3.4028235e+38")},
		{"double", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(0.1), n("0.1")},
		{"double -0", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(math.Copysign(0, -1)), n("0")},
		{"double 1e125", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(1e125), n("1e+125")},
		{"double 1e126", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(1e126), "overflow"},
		{"double 1e-131", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(1e-131), "underflow"},
		{"NaN", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(math.NaN()), "NaN"},
		{"-Inf", parquet.Leaf(parquet.FloatType), parquet.FloatValue(float32(math.Inf(-1))), "infinite"},
		{"decimal int32", parquet.Decimal(2, 9, parquet.Int32Type), parquet.Int32Value(-12340), n("-123.4")},
		{"decimal int64", parquet.Decimal(4, 18, parquet.Int64Type), parquet.Int64Value(5), n("0.0005")},
		{"decimal scale 0", parquet.Decimal(0, 18, parquet.Int64Type), parquet.Int64Value(100), n("100")},
		{"decimal fixed", parquet.Decimal(2, 38, fixed(16)), twoComplement(0xff, 16, 0xfe), n("-0.02")},
		{"decimal fixed positive", parquet.Decimal(2, 38, fixed(16)), twoComplement(0, 16, 1, 0), n("2.56")},
		{"decimal of 39 digits", parquet.Decimal(0, 38, fixed(17)), twoComplement(0xf1, 17), "38 significant"},
		{"string", parquet.String(), text("größe"), s("größe")},
		{"empty string", parquet.String(), text(""), s("")},
		{"string not UTF-8", parquet.String(), text("\xff"), "UTF-8"},
		{"enum", parquet.Enum(), text("RED"), s("RED")},
		{"json", parquet.JSON(), text(`{"a":1}`), s(`{"a":1}`)},
		{"bytes", parquet.Leaf(parquet.ByteArrayType), text("\x00\xff"), &types.AttributeValueMemberB{Value: []byte{0, 0xff}}},
		{"fixed bytes", parquet.Leaf(fixed(2)), parquet.FixedLenByteArrayValue([]byte{1, 2}), &types.AttributeValueMemberB{Value: []byte{1, 2}}},
		{"bool", parquet.Leaf(parquet.BooleanType), parquet.BooleanValue(true), &types.AttributeValueMemberBOOL{Value: true}},
		{"uuid", parquet.UUID(), twoComplement(0xab, 16), s("abababab-abab-abab-abab-abababababab")},
		{"date", parquet.Date(), parquet.Int32Value(-1), s("1969-12-31")},
		{"date of year 10000", parquet.Date(), parquet.Int32Value(2932897), "year"},
		{"millis", parquet.Timestamp(parquet.Millisecond), parquet.Int64Value(-1), s("1969-12-31T23:59:59.999Z")},
		{"micros", parquet.Timestamp(parquet.Microsecond), parquet.Int64Value(1_700_000_000_000_001), s("2023-11-14T22:13:20.000001Z")},
		{"nanos", parquet.Timestamp(parquet.Nanosecond), parquet.Int64Value(1), s("1970-01-01T00:00:00.000000001Z")},
		{"local millis", parquet.TimestampAdjusted(parquet.Millisecond, false), parquet.Int64Value(0), s("1970-01-01T00:00:00.000")},
		{"local micros", parquet.TimestampAdjusted(parquet.Microsecond, false), parquet.Int64Value(0), s("1970-01-01T00:00:00.000000")},
		{"largest millis", parquet.Timestamp(parquet.Millisecond), parquet.Int64Value(math.MaxInt64), "year"},
		{"int96", parquet.Leaf(parquet.Int96Type), parquet.Int96Value(deprecated.Int96{1, 0, julianEpoch + 1}), s("1970-01-02T00:00:00.000000001Z")},
		{"time", parquet.Time(parquet.Millisecond), parquet.Int32Value(3_600_001), s("01:00:00.001Z")},
		{"local time", parquet.TimeAdjusted(parquet.Microsecond, false), parquet.Int64Value(1), s("00:00:00.000001")},
		{"time of 25 hours", parquet.Time(parquet.Millisecond), parquet.Int32Value(25 * 3_600_000), "day"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, optional := range []bool{false, true} {
				node, level := c.node, 0
				if optional {
					node, level = parquet.Optional(node), 1
				}
				rows := []parquet.Row{{c.in.Level(0, level, 0)}}
				if optional {
					rows = append(rows, parquet.Row{parquet.NullValue().Level(0, 0, 0)})
				}
				for _, version := range []int{1, 2} {
					got, bads, err := readAll(opened(t, foreign(t, parquet.Group{"x": node}, rows, parquet.DataPageVersion(version))))
					require.NoError(t, err)
					if reason, ok := c.want.(string); ok {
						require.Len(t, bads, 1)
						require.Contains(t, bads[0].Error(), reason)
						require.Contains(t, bads[0].Error(), `record 1: attribute "x"`)
						require.Equal(t, record.Place{Number: 1}, bads[0].At)
					} else {
						require.Empty(t, bads)
						require.Equal(t, record.Item{"x": c.want.(types.AttributeValue)}, got[0])
						got = got[1:]
					}
					if optional {
						require.Equal(t, []record.Item{{}}, got, "null is absent")
					}
				}
			}
		})
	}
}

func TestForeignNesting(t *testing.T) {
	integer := parquet.Leaf(parquet.Int64Type)
	annotated := func(g parquet.Group, like parquet.Node) parquet.Node { return annotatedGroup{g, like} }
	list, mapping := parquet.List(integer), parquet.Map(parquet.String(), integer)
	i := func(v int64, rep, def, col int) parquet.Value { return parquet.Int64Value(v).Level(rep, def, col) }
	none := func(rep, def, col int) parquet.Value { return parquet.NullValue().Level(rep, def, col) }
	for _, c := range []struct {
		name string
		node parquet.Node
		rows []parquet.Row
		want []types.AttributeValue // nil: absent
	}{
		{
			"list of three levels", parquet.Optional(parquet.List(parquet.Optional(integer))),
			[]parquet.Row{{none(0, 0, 0)}, {none(0, 1, 0)}, {none(0, 2, 0)}, {i(1, 0, 3, 0), none(1, 2, 0), i(2, 1, 3, 0)}},
			[]types.AttributeValue{nil, l(), l(null()), l(n("1"), null(), n("2"))},
		},
		{
			"list of two levels", parquet.Optional(annotated(parquet.Group{"element": parquet.Repeated(integer)}, list)),
			[]parquet.Row{{none(0, 0, 0)}, {none(0, 1, 0)}, {i(1, 0, 2, 0), i(2, 1, 2, 0)}},
			[]types.AttributeValue{nil, l(), l(n("1"), n("2"))},
		},
		{
			"list of structs named array", annotated(parquet.Group{"array": parquet.Repeated(parquet.Group{"v": integer})}, list),
			[]parquet.Row{{none(0, 0, 0)}, {i(1, 0, 1, 0), i(2, 1, 1, 0)}},
			[]types.AttributeValue{l(), l(m(record.Item{"v": n("1")}), m(record.Item{"v": n("2")}))},
		},
		{
			"list of structs named tuple", annotated(parquet.Group{"x_tuple": parquet.Repeated(parquet.Group{"v": integer})}, list),
			[]parquet.Row{{i(1, 0, 1, 0)}},
			[]types.AttributeValue{l(m(record.Item{"v": n("1")}))},
		},
		{
			"list of structs of two fields", annotated(parquet.Group{"bag": parquet.Repeated(parquet.Group{"v": integer, "w": parquet.Optional(integer)})}, list),
			[]parquet.Row{{none(0, 0, 0), none(0, 0, 1)}, {i(1, 0, 1, 0), i(2, 1, 1, 0), none(0, 1, 1), i(3, 1, 2, 1)}},
			[]types.AttributeValue{l(), l(m(record.Item{"v": n("1")}), m(record.Item{"v": n("2"), "w": n("3")}))},
		},
		{
			"bag of another name", annotated(parquet.Group{"bag": parquet.Repeated(parquet.Group{"array_element": parquet.Optional(integer)})}, list),
			[]parquet.Row{{i(1, 0, 2, 0), none(1, 1, 0)}},
			[]types.AttributeValue{l(n("1"), null())},
		},
		{
			"list of lists", parquet.List(parquet.List(integer)),
			[]parquet.Row{{none(0, 0, 0)}, {none(0, 1, 0)}, {i(1, 0, 2, 0), i(2, 2, 2, 0), none(1, 1, 0), i(3, 1, 2, 0)}},
			[]types.AttributeValue{l(), l(l()), l(l(n("1"), n("2")), l(), l(n("3")))},
		},
		{
			"repeated", parquet.Repeated(integer),
			[]parquet.Row{{none(0, 0, 0)}, {i(1, 0, 1, 0), i(2, 1, 1, 0)}},
			[]types.AttributeValue{l(), l(n("1"), n("2"))},
		},
		{
			"map", parquet.Optional(parquet.Map(parquet.String(), parquet.Optional(integer))),
			[]parquet.Row{
				{none(0, 0, 0), none(0, 0, 1)}, {none(0, 1, 0), none(0, 1, 1)},
				{text("a").Level(0, 2, 0), text("b").Level(1, 2, 0), i(1, 0, 3, 1), none(1, 2, 1)},
			},
			[]types.AttributeValue{nil, m(record.Item{}), m(record.Item{"a": n("1"), "b": null()})},
		},
		{
			"map with numbers as keys", annotated(parquet.Group{"map": parquet.Repeated(parquet.Group{"key": integer, "value": integer})}, mapping),
			[]parquet.Row{{i(7, 0, 1, 0), i(8, 0, 1, 1)}},
			[]types.AttributeValue{m(record.Item{"7": n("8")})},
		},
		{
			"struct", parquet.Optional(parquet.Group{"a": parquet.Optional(integer), "b": parquet.Optional(parquet.Group{"c": parquet.String()})}),
			[]parquet.Row{
				{none(0, 0, 0), none(0, 0, 1)}, {none(0, 1, 0), none(0, 1, 1)},
				{i(1, 0, 2, 0), text("x").Level(0, 2, 1)},
			},
			[]types.AttributeValue{nil, m(record.Item{}), m(record.Item{"a": n("1"), "b": m(record.Item{"c": s("x")})})},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, version := range []int{1, 2} {
				got, bad, err := readAll(opened(t, foreign(t, parquet.Group{"x": c.node}, c.rows, parquet.DataPageVersion(version))))
				require.NoError(t, err)
				require.Empty(t, bad)
				require.Len(t, got, len(c.want))
				for i, want := range c.want {
					item := record.Item{}
					if want != nil {
						item["x"] = want
					}
					require.Equal(t, item, got[i])
				}
			}
		})
	}
}

// annotatedGroup is a group with the type of another one.
type annotatedGroup struct {
	parquet.Group
	like parquet.Node
}

func (g annotatedGroup) Type() parquet.Type { return g.like.Type() }

func TestMapsWithAKeyTwiceAreBadRecords(t *testing.T) {
	node := parquet.Map(parquet.String(), parquet.String())
	rows := []parquet.Row{{text("secret").Level(0, 1, 0), text("secret").Level(1, 1, 0), text("").Level(0, 1, 1), text("").Level(1, 1, 1)}}
	_, bad, err := readAll(opened(t, foreign(t, parquet.Group{"x": node}, rows)))
	require.NoError(t, err)
	require.Len(t, bad, 1)
	require.NotContains(t, bad[0].Error(), "secret")
}

func TestCompressionAndDictionariesOfForeignFiles(t *testing.T) {
	var rows []parquet.Row
	for i := range 5000 {
		rows = append(rows, parquet.Row{text([]string{"a", "b", "c"}[i%3]).Level(0, 1, 0), parquet.Int64Value(int64(i%7)).Level(0, 0, 1)})
	}
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Zstd, &parquet.Brotli} {
		for _, version := range []int{1, 2} {
			schema := parquet.Group{
				"s": parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary)),
				"t": parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked),
			}
			file := foreign(t, schema, rows, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.PageBufferSize(1000))
			got, bad, err := readAll(opened(t, file))
			require.NoError(t, err)
			require.Empty(t, bad)
			require.Len(t, got, len(rows))
			require.Equal(t, record.Item{"s": s("b"), "t": n("3")}, got[10])

			r := opened(t, file)
			require.NoError(t, r.Skip(4000))
			rec, err := r.Read()
			require.NoError(t, err)
			require.Equal(t, got[4000], rec.Item)
		}
	}
}

func TestTypesThatAreNotSupportedAreRefusedOnOpening(t *testing.T) {
	variant := foreign(t, parquet.Group{"x": parquet.Variant()}, nil)
	interval := foreign(t, parquet.Group{"x": parquet.IntervalNode()}, nil)
	lz4 := foreign(t, parquet.Group{"x": parquet.String()}, []parquet.Row{{text("a").Level(0, 0, 0)}}, parquet.Compression(&parquet.Lz4Raw))
	_, err := NewReader(bytes.NewReader(lz4), int64(len(lz4)), Options{})
	require.ErrorContains(t, err, "compression")
	for _, file := range [][]byte{variant, interval} {
		_, err := NewReader(bytes.NewReader(file), int64(len(file)), Options{})
		require.ErrorContains(t, err, `column "x"`)
	}
}

func TestABadRowIsPassed(t *testing.T) {
	rows := []parquet.Row{{parquet.DoubleValue(1).Level(0, 0, 0)}, {parquet.DoubleValue(math.NaN()).Level(0, 0, 0)}, {parquet.DoubleValue(3).Level(0, 0, 0)}}
	r := opened(t, foreign(t, parquet.Group{"x": parquet.Leaf(parquet.DoubleType)}, rows))
	got, bad, err := readAll(r)
	require.NoError(t, err)
	require.Equal(t, []record.Item{{"x": n("1")}, {"x": n("3")}}, got)
	require.Len(t, bad, 1)
	require.EqualValues(t, 2, bad[0].At.Number)
}
