package parquetitems

import (
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

var (
	errYear      = errors.New("is a date before the year 0 or after 9999, which RFC 3339 has no form for")
	errTimeOfDay = errors.New("is a time that isn't within a day")
)

const (
	dateLayout = "2006-01-02"
	timeLayout = "15:04:05"
	day        = 24 * time.Hour
	// julianEpoch is the Julian day number of 1970-01-01, from which INT96 timestamps count days.
	julianEpoch = 2440588
)

// unit is what a timestamp or time counts, and how a fraction of a second is written: with all digits of the unit, so
// that texts sort as times do.
type unit struct {
	length   time.Duration
	fraction string
}

func unitOf(u format.TimeUnit) (unit, error) {
	switch u.Value.(type) {
	case *format.MilliSeconds:
		return unit{time.Millisecond, ".000"}, nil
	case *format.MicroSeconds:
		return unit{time.Microsecond, ".000000"}, nil
	case *format.NanoSeconds:
		return unit{time.Nanosecond, ".000000000"}, nil
	}
	return unit{}, errors.New("its unit of time isn't known")
}

// zone is what ends the form of an instant; a local time has no zone.
func zone(utc bool) string {
	if utc {
		return "Z"
	}
	return ""
}

func timestampConverter(t *format.TimestampType) (convert, error) {
	u, err := unitOf(t.Unit)
	if err != nil {
		return nil, err
	}
	layout := dateLayout + "T" + timeLayout + u.fraction + zone(t.IsAdjustedToUTC)
	perSecond := int64(time.Second / u.length)
	return func(v parquet.Value) (types.AttributeValue, error) {
		seconds, rest := floorDivide(v.Int64(), perSecond)
		return timeText(time.Unix(seconds, rest*int64(u.length)), layout)
	}, nil
}

func timeConverter(kind parquet.Kind, t *format.TimeType) (convert, error) {
	u, err := unitOf(t.Unit)
	if err != nil {
		return nil, err
	}
	layout := timeLayout + u.fraction + zone(t.IsAdjustedToUTC)
	var count func(parquet.Value) int64
	switch kind {
	case parquet.Int32:
		count = func(v parquet.Value) int64 { return int64(v.Int32()) }
	case parquet.Int64:
		count = func(v parquet.Value) int64 { return v.Int64() }
	default:
		return nil, fmt.Errorf("it's a time in a column of %s: the file is damaged", kind)
	}
	return func(v parquet.Value) (types.AttributeValue, error) {
		n := count(v)
		if n < 0 || n >= int64(day/u.length) {
			return nil, errTimeOfDay
		}
		return timeText(time.Unix(0, n*int64(u.length)), layout)
	}, nil
}

func toDate(v parquet.Value) (types.AttributeValue, error) {
	return timeText(time.Unix(int64(v.Int32())*int64(day/time.Second), 0), dateLayout)
}

// toInt96 reads the timestamps of older Spark, Hive and Impala: nanoseconds of the day, then the Julian day.
func toInt96(v parquet.Value) (types.AttributeValue, error) {
	i := v.Int96()
	nanos := uint64(i[1])<<32 | uint64(i[0])
	if nanos >= uint64(day) {
		return nil, errTimeOfDay
	}
	seconds := (int64(int32(i[2])) - julianEpoch) * int64(day/time.Second)
	return timeText(time.Unix(seconds, int64(nanos)), dateLayout+"T"+timeLayout+".000000000Z")
}

func timeText(t time.Time, layout string) (types.AttributeValue, error) {
	t = t.UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, errYear
	}
	return &types.AttributeValueMemberS{Value: t.Format(layout)}, nil
}

// floorDivide returns a/b rounded down and what is left, which is never negative.
func floorDivide(a, b int64) (quotient, rest int64) {
	quotient, rest = a/b, a%b
	if rest < 0 {
		quotient--
		rest += b
	}
	return quotient, rest
}
