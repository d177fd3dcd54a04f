package parquetitems

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/uuid"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

var (
	errNotFinite = errors.New("is NaN or infinite, which no number in DynamoDB is")
	errSameKey   = errors.New("is a map that has a key twice")
	errKey       = errors.New("is a map with a key that is null or has no text")
)

// leafConverter returns what makes an attribute value of a foreign leaf column's values, nil if all are null.
func leafConverter(c *parquet.Column, element *format.SchemaElement) (convert, error) {
	switch t := logicalType(element).(type) {
	case *format.StringType, *format.EnumType, *format.JsonType:
		if c.Type().Kind() == parquet.ByteArray {
			return toText, nil
		}
	case *format.BsonType, *format.GeometryType, *format.GeographyType:
		return toBinary, nil
	case *format.DecimalType:
		return decimalConverter(c.Type().Kind(), t.Scale)
	case *format.DateType:
		if c.Type().Kind() == parquet.Int32 {
			return toDate, nil
		}
	case *format.TimestampType:
		if c.Type().Kind() == parquet.Int64 {
			return timestampConverter(t)
		}
	case *format.TimeType:
		return timeConverter(c.Type().Kind(), t)
	case *format.UUIDType:
		return toUUID, nil
	case *format.NullType:
		return nil, nil // all are null
	case *format.IntType:
		return intConverter(c.Type().Kind(), t.IsSigned)
	case nil:
		return physicalConverter(c, element)
	default:
		return nil, fmt.Errorf("its type %s isn't supported", t)
	}
	return nil, fmt.Errorf("its type %s doesn't fit its physical type: the file is damaged", element.LogicalType.String())
}

// logicalType returns the logical type, or what the older converted type means.
func logicalType(element *format.SchemaElement) format.LogicalTypeValue {
	if element.LogicalType.Value != nil || !element.ConvertedType.Valid {
		return element.LogicalType.Value
	}
	millis := format.TimeUnit{Value: new(format.MilliSeconds)}
	micros := format.TimeUnit{Value: new(format.MicroSeconds)}
	switch element.ConvertedType.V {
	case deprecated.UTF8:
		return new(format.StringType)
	case deprecated.Enum:
		return new(format.EnumType)
	case deprecated.Json:
		return new(format.JsonType)
	case deprecated.Bson:
		return new(format.BsonType)
	case deprecated.Decimal:
		return &format.DecimalType{Scale: element.Scale.V, Precision: element.Precision.V}
	case deprecated.Date:
		return new(format.DateType)
	case deprecated.TimeMillis:
		return &format.TimeType{IsAdjustedToUTC: true, Unit: millis}
	case deprecated.TimeMicros:
		return &format.TimeType{IsAdjustedToUTC: true, Unit: micros}
	case deprecated.TimestampMillis:
		return &format.TimestampType{IsAdjustedToUTC: true, Unit: millis}
	case deprecated.TimestampMicros:
		return &format.TimestampType{IsAdjustedToUTC: true, Unit: micros}
	case deprecated.Uint8, deprecated.Uint16, deprecated.Uint32, deprecated.Uint64:
		return &format.IntType{}
	case deprecated.Int8, deprecated.Int16, deprecated.Int32, deprecated.Int64:
		return &format.IntType{IsSigned: true}
	}
	return nil
}

func physicalConverter(c *parquet.Column, element *format.SchemaElement) (convert, error) {
	if element.ConvertedType.Valid {
		return nil, fmt.Errorf("its converted type %d isn't supported", element.ConvertedType.V)
	}
	switch kind := c.Type().Kind(); kind {
	case parquet.Boolean:
		return toBool, nil
	case parquet.Int32, parquet.Int64:
		return intConverter(kind, true)
	case parquet.Int96:
		return toInt96, nil
	case parquet.Float:
		return func(v parquet.Value) (types.AttributeValue, error) { return floatValue(float64(v.Float()), 32) }, nil
	case parquet.Double:
		return func(v parquet.Value) (types.AttributeValue, error) { return floatValue(v.Double(), 64) }, nil
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return toBinary, nil
	default:
		return nil, fmt.Errorf("its type %d isn't known", kind)
	}
}

func toText(v parquet.Value) (types.AttributeValue, error) {
	text := string(v.ByteArray())
	return &types.AttributeValueMemberS{Value: text}, checkText(text)
}

func toBinary(v parquet.Value) (types.AttributeValue, error) {
	// The value is in a page that is used again.
	return &types.AttributeValueMemberB{Value: append([]byte{}, v.ByteArray()...)}, nil
}

func toBool(v parquet.Value) (types.AttributeValue, error) {
	return &types.AttributeValueMemberBOOL{Value: v.Boolean()}, nil
}

func toUUID(v parquet.Value) (types.AttributeValue, error) {
	id, err := uuid.FromBytes(v.ByteArray())
	if err != nil {
		return nil, errors.New("isn't a UUID of 16 bytes")
	}
	return &types.AttributeValueMemberS{Value: id.String()}, nil
}

func intConverter(kind parquet.Kind, signed bool) (convert, error) {
	var text func(parquet.Value) string
	switch {
	case kind == parquet.Int32 && signed:
		text = func(v parquet.Value) string { return strconv.FormatInt(int64(v.Int32()), 10) }
	case kind == parquet.Int64 && signed:
		text = func(v parquet.Value) string { return strconv.FormatInt(v.Int64(), 10) }
	case kind == parquet.Int32:
		text = func(v parquet.Value) string { return strconv.FormatUint(uint64(v.Uint32()), 10) }
	case kind == parquet.Int64:
		text = func(v parquet.Value) string { return strconv.FormatUint(v.Uint64(), 10) }
	default:
		return nil, fmt.Errorf("it's an integer in a column of %s: the file is damaged", kind)
	}
	return func(v parquet.Value) (types.AttributeValue, error) {
		return &types.AttributeValueMemberN{Value: text(v)}, nil
	}, nil
}

// floatValue returns the number with the fewest digits that is read as the same float of that many bits.
func floatValue(f float64, bits int) (types.AttributeValue, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, errNotFinite
	}
	if f == 0 {
		f = 0 // not -0
	}
	return numberValue(strconv.FormatFloat(f, 'g', -1, bits))
}

// keyText returns a map's key as text.
func keyText(key types.AttributeValue) (string, error) {
	switch key := key.(type) {
	case *types.AttributeValueMemberS:
		return key.Value, nil
	case *types.AttributeValueMemberN:
		return key.Value, nil
	case *types.AttributeValueMemberBOOL:
		return strconv.FormatBool(key.Value), nil
	case *types.AttributeValueMemberB:
		// Older programs write texts without saying so.
		text := string(key.Value)
		return text, checkText(text)
	}
	return "", errKey
}
