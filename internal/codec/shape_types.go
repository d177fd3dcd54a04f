package codec

import (
	"fmt"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// buildCodec plans type t in place at, inside the struct types outer.
func buildCodec(t reflect.Type, at place, outer []reflect.Type) (codec, error) {
	switch t {
	case itemType:
		return itemCodec(at), nil
	case valueType:
		return valueCodec(at), nil
	case timeType:
		return timeCodec(at), nil
	case itemsType:
		return itemsCodec(at), nil
	case stringsType:
		return stringsCodec(at), nil
	}
	switch t.Kind() {
	case reflect.String:
		return stringCodec(at), nil
	case reflect.Bool:
		return boolCodec(at), nil
	case reflect.Int32, reflect.Int64:
		return intCodec(t, at), nil
	case reflect.Float64:
		return floatCodec(at), nil
	case reflect.Pointer:
		elem, err := buildCodec(t.Elem(), at, outer)
		if err != nil || t.Elem().Kind() == reflect.Pointer {
			break
		}
		return pointerCodec(t, elem), nil
	case reflect.Struct:
		pl, err := buildPlan(t, outer)
		if err != nil {
			return codec{}, err
		}
		return codec{
			decode: func(p *Parser, v reflect.Value) error { return pl.decode(p, v, at) },
			append: pl.append,
		}, nil
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return bytesCodec(), nil
		}
		elem, err := buildCodec(t.Elem(), asElement(t.Elem()), outer)
		if err != nil {
			return codec{}, err
		}
		return listCodec(t, at, elem), nil
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			break
		}
		elem, err := buildCodec(t.Elem(), asElement(t.Elem()), outer)
		if err != nil {
			return codec{}, err
		}
		return mapCodec(t, at, elem), nil
	}
	return codec{}, fmt.Errorf("no shape of DynamoDB has the type %v", t)
}

// The codecs reach a field's Go value through a pointer in an interface, which costs no
// allocation, where reflect's setters would.

func itemCodec(at place) codec {
	return codec{
		decode: func(p *Parser, v reflect.Value) (err error) {
			m := v.Addr().Interface().(*map[string]types.AttributeValue)
			*m, err = p.readItem(at)
			return err
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) {
			return appendAttributes(dst, *v.Addr().Interface().(*map[string]types.AttributeValue), 0)
		},
	}
}

func valueCodec(at place) codec {
	return codec{
		decode: func(p *Parser, v reflect.Value) (err error) {
			av := v.Addr().Interface().(*types.AttributeValue)
			*av, err = p.readValue(0, at)
			return err
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) {
			return appendValue(dst, *v.Addr().Interface().(*types.AttributeValue), 0)
		},
	}
}

func bytesCodec() codec {
	return codec{
		decode: func(p *Parser, v reflect.Value) error {
			b, err := p.readBinary()
			if err == nil {
				v.SetBytes(b)
			}
			return err
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) { return appendBinary(dst, v.Bytes()), nil },
	}
}

func pointerCodec(t reflect.Type, elem codec) codec {
	return codec{
		decode: func(p *Parser, v reflect.Value) error {
			x := reflect.New(t.Elem())
			v.Set(x)
			return elem.decode(p, x.Elem())
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) { return elem.append(dst, v.Elem()) },
	}
}

// firstCap is the room that a list begins with: most have few elements, a batch has 25.
const firstCap = 4

func listCodec(t reflect.Type, at place, elem codec) codec {
	return codec{
		decode: func(p *Parser, v reflect.Value) error {
			if p.peek() != '[' {
				return p.wrongType(at)
			}
			more := p.first(']')
			if !more {
				v.Set(reflect.MakeSlice(t, 0, 0))
				return nil
			}
			v.Set(reflect.MakeSlice(t, 0, firstCap))
			for n := 0; more; n++ {
				v.Grow(1)
				v.SetLen(n + 1)
				null, err := p.null()
				if !null && err == nil {
					err = elem.decode(p, v.Index(n))
				}
				if err != nil {
					return err
				}
				if more, err = p.another(']'); err != nil {
					return err
				}
			}
			return nil
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) {
			dst = append(dst, '[')
			var err error
			for i := range v.Len() {
				if i > 0 {
					dst = append(dst, ',')
				}
				if dst, err = elem.append(dst, v.Index(i)); err != nil {
					return dst, err
				}
			}
			return append(dst, ']'), nil
		},
	}
}

func mapCodec(t reflect.Type, at place, elem codec) codec {
	return codec{
		decode: func(p *Parser, v reflect.Value) error {
			if p.peek() != '{' {
				return p.wrongType(at)
			}
			m := reflect.MakeMap(t)
			v.Set(m)
			more := p.first('}')
			if !more { // as what is left unprocessed mostly is
				return nil
			}
			k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
			for more {
				name, err := p.key()
				if err != nil {
					return err
				}
				k.SetString(p.names.get(name))
				e.SetZero()
				null, err := p.null()
				if !null && err == nil {
					err = elem.decode(p, e)
				}
				if err != nil {
					return err
				}
				m.SetMapIndex(k, e)
				if more, err = p.another('}'); err != nil {
					return err
				}
			}
			return nil
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) {
			// A map's elements cannot be pointed to, so each is copied to where they can.
			k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
			dst = append(dst, '{')
			start := len(dst)
			for it := v.MapRange(); it.Next(); {
				if len(dst) > start {
					dst = append(dst, ',')
				}
				k.SetIterKey(it)
				e.SetIterValue(it)
				dst = append(AppendString(dst, k.String()), ':')
				var err error
				if dst, err = elem.append(dst, e); err != nil {
					return dst, err
				}
			}
			return append(dst, '}'), nil
		},
	}
}
