package parquetitems

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/parquet-go/parquet-go"

	"github.com/dynactor/dynactor/internal/number"
)

// maxDecimalBytes is how long a decimal's bytes may be: 38 digits need 16, and some writers use 32 for all.
const maxDecimalBytes = 64

// decimalConverter returns what makes numbers of decimals: an integer, in two's complement and the most significant byte first
// if it's bytes, times 10^-scale.
func decimalConverter(kind parquet.Kind, scale int32) (convert, error) {
	var digits func(parquet.Value) (string, error)
	switch kind {
	case parquet.Int32:
		digits = func(v parquet.Value) (string, error) { return strconv.FormatInt(int64(v.Int32()), 10), nil }
	case parquet.Int64:
		digits = func(v parquet.Value) (string, error) { return strconv.FormatInt(v.Int64(), 10), nil }
	case parquet.ByteArray, parquet.FixedLenByteArray:
		digits = func(v parquet.Value) (string, error) { return bytesDigits(v.ByteArray()) }
	default:
		return nil, fmt.Errorf("it's a decimal in a column of %s: the file is damaged", kind)
	}
	exponent := "E" + strconv.FormatInt(-int64(scale), 10)
	return func(v parquet.Value) (types.AttributeValue, error) {
		text, err := digits(v)
		if err != nil {
			return nil, err
		}
		var d number.Decimal
		if err := d.Set(text + exponent); err != nil {
			return nil, checkNumber(text + exponent)
		}
		return &types.AttributeValueMemberN{Value: d.String()}, nil
	}, nil
}

func bytesDigits(b []byte) (string, error) {
	if len(b) > maxDecimalBytes {
		return "", fmt.Errorf("is a decimal of %d bytes: at most %d may be", len(b), maxDecimalBytes)
	}
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n.String(), nil
}
