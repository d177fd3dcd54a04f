package csvitems

import (
	"errors"
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

var (
	_ record.Reader = (*Reader)(nil)
	_ record.Writer = (*Writer)(nil)
)

var allTypes = []column.Type{column.S, column.N, column.B, column.BOOL, column.NULL, column.SS, column.NS, column.BS, column.L, column.M}

// texts are those that CSV, the escapes of S, or programs with CSV could get wrong, and any others.
func texts() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{"", `""`, `"`, `$"`, `$""`, `$"a"`, `$`, "a,b;c\td", "a\nb", "\n", "\r", "\r\n", "a\r\nb", "a\r", " a ", "\ufeff", "\ufeffa",
		"007", "1", "true", "null", "ab\"c", `\"`, `{"$B":"x"}`, "\x00\x1f\x7f", "grüße 世界 🎉", "\u2028", "\ufffd", "#", "=1+1", "$B", "$SS"}), rapid.String())
}

func numbers() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringMatching(`-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,17})?`), rapid.SampledFrom([]string{"0", "-1.5e10", "1E-130", "9.9e125", "12345678901234567890123456789012345678"}))
}

func binaries() *rapid.Generator[[]byte] { return rapid.SliceOfN(rapid.Byte(), 0, 9) }

func values(typ column.Type, depth int) *rapid.Generator[types.AttributeValue] {
	return rapid.Custom(func(t *rapid.T) types.AttributeValue {
		typ := typ
		if typ == column.ANY {
			choice := allTypes
			if depth == 0 {
				choice = choice[:8]
			}
			typ = rapid.SampledFrom(choice).Draw(t, "type")
		}
		switch typ {
		case column.S:
			return &types.AttributeValueMemberS{Value: texts().Draw(t, "S")}
		case column.N:
			return &types.AttributeValueMemberN{Value: numbers().Draw(t, "N")}
		case column.B:
			return &types.AttributeValueMemberB{Value: binaries().Draw(t, "B")}
		case column.BOOL:
			return &types.AttributeValueMemberBOOL{Value: rapid.Bool().Draw(t, "BOOL")}
		case column.NULL:
			// A generator has to draw something.
			return &types.AttributeValueMemberNULL{Value: rapid.SampledFrom([]bool{true}).Draw(t, "NULL")}
		case column.SS:
			return &types.AttributeValueMemberSS{Value: rapid.SliceOfN(texts(), 0, 3).Draw(t, "SS")}
		case column.NS:
			return &types.AttributeValueMemberNS{Value: rapid.SliceOfN(numbers(), 0, 3).Draw(t, "NS")}
		case column.BS:
			return &types.AttributeValueMemberBS{Value: rapid.SliceOfN(binaries(), 0, 3).Draw(t, "BS")}
		case column.L:
			return &types.AttributeValueMemberL{Value: rapid.SliceOfN(values(column.ANY, depth-1), 0, 3).Draw(t, "L")}
		}
		return &types.AttributeValueMemberM{Value: rapid.MapOfN(texts(), values(column.ANY, depth-1), 0, 3).Draw(t, "M")}
	})
}

type outcome struct {
	items []record.Item
	at    []record.Place
	bad   []*record.BadRecord
	err   error // the final one, nil for io.EOF
}

func readAll(t require.TestingT, r *Reader) (o outcome) {
	for {
		rec, err := r.Read()
		var bad *record.BadRecord
		switch {
		case err == nil:
			require.Equal(t, record.Put, rec.Op)
			o.items = append(o.items, rec.Item)
			o.at = append(o.at, rec.At)
		case errors.As(err, &bad):
			o.bad = append(o.bad, bad)
		default:
			_, again := r.Read()
			require.Equal(t, err, again, "the final error must stay")
			if err != io.EOF {
				o.err = err
			}
			return o
		}
	}
}

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
func n(text string) types.AttributeValue { return &types.AttributeValueMemberN{Value: text} }

func requireUnfit(t testing.TB, err error, attribute, reason string) {
	t.Helper()
	var unfit *record.Unfit
	require.ErrorAs(t, err, &unfit)
	require.Equal(t, attribute, unfit.Attribute)
	require.Contains(t, unfit.Reason, reason)
}
