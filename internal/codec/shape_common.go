package codec

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The commonest lists and maps of requests and answers spend no reflection on each of their
// elements.
var (
	itemsType   = reflect.TypeFor[[]map[string]types.AttributeValue]()
	stringsType = reflect.TypeFor[map[string]string]()
)

// maxListHint bounds what a wrong guess of a list's length costs, in elements of 8 bytes. A
// batch has 100 items at most, a page hundreds.
const maxListHint = 256

// itemsCodec is for lists of items and keys, which batches, queries and scans consist of.
func itemsCodec(at place) codec {
	element := asElement(itemType)
	return codec{
		decode: func(p *Parser, v reflect.Value) error {
			list := v.Addr().Interface().(*[]map[string]types.AttributeValue)
			if p.peek() != '[' {
				return p.wrongType(at)
			}
			*list = make([]map[string]types.AttributeValue, 0, p.listHint)
			for more := p.first(']'); more; {
				var item map[string]types.AttributeValue
				null, err := p.null()
				if !null && err == nil {
					item, err = p.readItem(element)
				}
				if err != nil {
					return err
				}
				*list = append(*list, item)
				if more, err = p.another(']'); err != nil {
					return err
				}
			}
			p.listHint = min(len(*list), maxListHint)
			return nil
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) {
			dst = append(dst, '[')
			for i, item := range *v.Addr().Interface().(*[]map[string]types.AttributeValue) {
				if i > 0 {
					dst = append(dst, ',')
				}
				var err error
				if dst, err = appendAttributes(dst, item, 0); err != nil {
					return dst, err
				}
			}
			return append(dst, ']'), nil
		},
	}
}

// stringsCodec is for maps of texts, such as the names in expressions.
func stringsCodec(at place) codec {
	element := asElement(stringsType.Elem())
	return codec{
		decode: func(p *Parser, v reflect.Value) error {
			if p.peek() != '{' {
				return p.wrongType(at)
			}
			m := map[string]string{}
			*v.Addr().Interface().(*map[string]string) = m
			for more := p.first('}'); more; {
				key, err := p.key()
				if err != nil {
					return err
				}
				name, text := p.names.get(key), ""
				null, err := p.null()
				if !null && err == nil {
					text, err = p.readString(element)
				}
				if err != nil {
					return err
				}
				m[name] = text
				if more, err = p.another('}'); err != nil {
					return err
				}
			}
			return nil
		},
		append: func(dst []byte, v reflect.Value) ([]byte, error) {
			dst = append(dst, '{')
			open := `"`
			for name, text := range *v.Addr().Interface().(*map[string]string) {
				dst = append(dst, open...)
				open = `,"`
				dst = append(appendText(dst, name), `":"`...)
				dst = append(appendText(dst, text), '"')
			}
			return append(dst, '}'), nil
		},
	}
}
