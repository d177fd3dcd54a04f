package ddbjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/sealed"
)

// Writer writes lines as DynamoDB's full exports have them: {"Item":{…}}, the names sorted, but for a sealed item's,
// which is written as it is. It isn't safe for concurrent use.
type Writer struct {
	out   *jsonl.Out
	names jsonl.Names
}

var _ record.Writer = (*Writer)(nil)

// NewWriter returns a writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{out: jsonl.NewOut(w)} }

// Write writes item. What [Reader] wouldn't give back is a [*record.Unfit] error: nil values and values that
// DynamoDB has no type for, NULL that is false, texts that aren't UTF-8, numbers beyond DynamoDB's, and nesting
// beyond its limit. Nil sets, lists, maps and binaries are written as empty ones.
func (w *Writer) Write(item record.Item) error {
	if s := sealed.Of(item); s != nil {
		return w.out.Line(func(dst []byte) ([]byte, error) {
			return append(w.appendSealed(append(dst, opensItem...), s), '}'), nil
		})
	}
	return w.out.Line(func(dst []byte) ([]byte, error) {
		dst, err := w.appendItem(append(dst, `{"Item":`...), item)
		return append(dst, '}'), err
	})
}

// Flush writes what was gathered to the underlying writer.
func (w *Writer) Flush() error { return w.out.Flush() }

// Close flushes. There is no footer.
func (w *Writer) Close() error { return w.out.Close() }

// appendSealed appends an item's JSON, in one line.
func (w *Writer) appendSealed(dst []byte, s *sealed.Item) []byte {
	if bytes.IndexByte(s.JSON, '\n') < 0 && bytes.IndexByte(s.JSON, '\r') < 0 {
		return append(dst, s.JSON...)
	}
	// Line breaks are only between its parts.
	line := bytes.NewBuffer(dst)
	if err := json.Compact(line, s.JSON); err != nil {
		panic("a sealed item isn't JSON: " + err.Error())
	}
	return line.Bytes()
}

func (w *Writer) appendItem(dst []byte, m record.Item) ([]byte, error) {
	names := w.names.Sorted(m)
	defer w.names.Done(names)
	dst = append(dst, '{')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = w.appendAttribute(dst, name, m[name], 0); err != nil {
			return dst, &record.Unfit{Attribute: name, Reason: err.Error()}
		}
	}
	return append(dst, '}'), nil
}

func (w *Writer) appendAttribute(dst []byte, name string, v types.AttributeValue, depth int) ([]byte, error) {
	dst, ok := jsonl.AppendString(dst, name)
	if !ok {
		return dst, errNotUTF8
	}
	return w.appendValue(append(dst, ':'), v, depth)
}

// appendValue appends v, which has depth lists and maps around it. Codec writes what has no names that must
// be sorted.
func (w *Writer) appendValue(dst []byte, v types.AttributeValue, depth int) ([]byte, error) {
	v, err := fit(v)
	if err != nil {
		return dst, err
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberL:
		if depth++; depth > item.MaxDepth {
			return dst, errTooDeep
		}
		dst = append(dst, `{"L":[`...)
		for i, e := range v.Value {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = w.appendValue(dst, e, depth); err != nil {
				return dst, err
			}
		}
		return append(dst, `]}`...), nil
	case *types.AttributeValueMemberM:
		if depth++; depth > item.MaxDepth {
			return dst, errTooDeep
		}
		names := w.names.Sorted(v.Value)
		defer w.names.Done(names)
		dst = append(dst, `{"M":{`...)
		for i, name := range names {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = w.appendAttribute(dst, name, v.Value[name], depth); err != nil {
				return dst, err
			}
		}
		return append(dst, `}}`...), nil
	}
	if dst, err = codec.AppendValue(dst, v); err != nil {
		return dst, fmt.Errorf("no form in DynamoDB JSON: %w", err)
	}
	return dst, nil
}
