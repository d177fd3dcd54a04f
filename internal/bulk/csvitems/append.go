package csvitems

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/plainjson"
	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/number"
)

// appendCell appends the cell of a value, without the quotes that CSV may need around it.
func appendCell(dst []byte, v types.AttributeValue, typ column.Type) ([]byte, error) {
	got := column.TypeOf(v)
	switch {
	case got == column.Untyped:
		return dst, errors.New("no value of DynamoDB's")
	case typ == column.ANY:
		// The codec replaces what isn't UTF-8 and takes every text for a number: package plainjson refuses
		// both. What it appends is overwritten.
		if _, err := plainjson.AppendValue(dst, v); err != nil {
			return dst, err
		}
		return codec.AppendValue(dst, v)
	case got != typ:
		return dst, fmt.Errorf("a value of the type %s doesn't fit in the column, which is %s: make it ANY", got, typ)
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if !utf8.ValidString(v.Value) {
			return dst, errors.New("the text isn't UTF-8")
		}
		if v.Value == "" || strings.HasPrefix(v.Value, escape) || strings.IndexByte(v.Value, '\r') >= 0 {
			return plainjson.AppendValue(append(dst, '$'), v)
		}
		return append(dst, v.Value...), nil
	case *types.AttributeValueMemberN:
		if _, err := number.Parse(v.Value); err != nil {
			return dst, errors.New("not a number that DynamoDB takes")
		}
		return append(dst, v.Value...), nil
	case *types.AttributeValueMemberB:
		if len(v.Value) == 0 {
			return append(dst, escapedNone...), nil
		}
		return base64.StdEncoding.AppendEncode(dst, v.Value), nil
	case *types.AttributeValueMemberBOOL:
		return strconv.AppendBool(dst, v.Value), nil
	}
	from := len(dst)
	dst, err := plainjson.AppendValue(dst, v)
	if err == nil && (typ == column.SS || typ == column.NS || typ == column.BS) {
		opening := len(setOpening(typ))
		n := copy(dst[from:], dst[from+opening:len(dst)-1])
		dst = dst[:from+n]
	}
	return dst, err
}
