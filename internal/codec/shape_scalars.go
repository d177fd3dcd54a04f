package codec

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding"
	smithytime "github.com/aws/smithy-go/time"
)

// stringCodec is for texts and enums.
func stringCodec(at place) codec {
	return codec{
		decode: func(p *Parser, v reflect.Value) error {
			s, err := p.readString(at)
			if err == nil {
				v.SetString(s)
			}
			return err
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) { return AppendString(dst, v.String()), nil },
	}
}

// readString reads a text that is no part of an item. Short ones are shared: table names,
// placeholders and enums come again with each request.
func (p *Parser) readString(at place) (string, error) {
	raw, err := p.readText(at)
	if err != nil {
		return "", err
	}
	return p.names.get(raw), nil
}

func boolCodec(at place) codec {
	return codec{
		scalar: true,
		decode: func(p *Parser, v reflect.Value) error {
			b, err := p.readBool(at)
			if err == nil {
				v.SetBool(b)
			}
			return err
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) { return appendBool(dst, v.Bool()), nil },
	}
}

func intCodec(t reflect.Type, at place) codec {
	return codec{
		scalar: true,
		decode: func(p *Parser, v reflect.Value) error {
			n, err := p.readInt(t.Bits(), at)
			if err == nil {
				v.SetInt(n)
			}
			return err
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) {
			return strconv.AppendInt(dst, v.Int(), 10), nil
		},
	}
}

// readInt reads an integer of so many bits. A fraction is cut off, as the service does; a
// number outside the range is refused, where the service would wrap it around.
func (p *Parser) readInt(size int, at place) (int64, error) {
	c := p.peek()
	offset := p.pos
	if c != '-' && (c < '0' || c > '9') {
		return 0, p.wrongType(at)
	}
	text, integer, err := p.number()
	if err != nil {
		return 0, err
	}
	if p.exact && !integer {
		return 0, errInexact
	}
	outside := func() error {
		return &TypeError{Offset: offset, Message: at.notScalar("NUMBER_VALUE")}
	}
	if integer {
		n, err := strconv.ParseInt(string(text), 10, size)
		if err != nil {
			return 0, outside()
		}
		return n, nil
	}
	f, err := strconv.ParseFloat(string(text), 64)
	// The limit itself is a power of two and exact in a float, what is one below may not be.
	if limit := math.Ldexp(1, size-1); err != nil || f >= limit || f <= -limit-1 {
		return 0, outside()
	}
	return int64(f), nil
}

func floatCodec(at place) codec {
	return codec{
		scalar: true,
		decode: func(p *Parser, v reflect.Value) error {
			f, err := p.readFloat(at)
			if err == nil {
				v.SetFloat(f)
			}
			return err
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) { return appendFloat(dst, v.Float()), nil },
	}
}

// readFloat reads a number, or the name of one that JSON has no digits for.
func (p *Parser) readFloat(at place) (float64, error) {
	c := p.peek()
	offset := p.pos
	if c == '"' {
		s, err := p.readString(at)
		switch {
		case err != nil:
			return 0, err
		case strings.EqualFold(s, "NaN"):
			return math.NaN(), nil
		case strings.EqualFold(s, "Infinity"):
			return math.Inf(1), nil
		case strings.EqualFold(s, "-Infinity"):
			return math.Inf(-1), nil
		}
		return 0, &TypeError{Offset: offset, Message: at.notScalar("STRING_VALUE")}
	}
	return p.readFinite(at)
}

func (p *Parser) readFinite(at place) (float64, error) {
	c := p.peek()
	offset := p.pos
	if c != '-' && (c < '0' || c > '9') {
		return 0, p.wrongType(at)
	}
	text, integer, err := p.number()
	if err != nil {
		return 0, err
	}
	if p.exact && integer {
		// The SDK reads it as an integer first, and so -0 as 0. Beyond the range of int64 it has
		// rules of its own.
		n, err := strconv.ParseInt(string(text), 10, 64)
		return float64(n), err
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return 0, &TypeError{Offset: offset, Message: at.notScalar("NUMBER_VALUE")}
	}
	return f, nil
}

func appendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(dst, `"Infinity"`...)
	case math.IsInf(f, -1):
		return append(dst, `"-Infinity"`...)
	}
	return encoding.EncodeFloat(dst, f, 64) // which the SDK writes them with
}

// timeCodec is for times, which are seconds since 1970 with milliseconds as the fraction.
func timeCodec(at place) codec {
	return codec{
		decode: func(p *Parser, v reflect.Value) error {
			f, err := p.readFinite(at)
			if err == nil {
				*v.Addr().Interface().(*time.Time) = smithytime.ParseEpochSeconds(f)
			}
			return err
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) {
			t := v.Addr().Interface().(*time.Time)
			return appendFloat(dst, smithytime.FormatEpochSeconds(*t)), nil
		},
	}
}
