package packed

import (
	"encoding/base64"

	"github.com/dynactor/dynactor/internal/codec"
)

// AppendJSON appends the item as DynamoDB JSON, {"pk":{"S":"a"}}, as package codec writes it when it's unpacked, and {} for the
// zero value.
func (i Item) AppendJSON(dst []byte) []byte {
	if i == "" {
		return append(dst, "{}"...)
	}
	return appendObject(dst, string(i[header:]))
}

func appendObject(dst []byte, attributes string) []byte {
	count, rest := uvarint(attributes)
	dst = append(dst, '{')
	for n := range count {
		if n > 0 {
			dst = append(dst, ',')
		}
		var name, value string
		name, rest = chunk(rest)
		value, rest = chunk(rest)
		dst = appendJSON(append(codec.AppendString(dst, name), ':'), value)
	}
	return append(dst, '}')
}

func appendJSON(dst []byte, raw string) []byte {
	payload := raw[1:]
	switch raw[0] {
	case kindS:
		dst = codec.AppendString(append(dst, `{"S":`...), payload)
	case kindN: // nothing of a number has to be escaped
		dst = append(append(append(dst, `{"N":"`...), payload...), '"')
	case kindB:
		dst = appendBinary(append(dst, `{"B":`...), payload)
	case kindBOOL:
		if payload[0] == 1 {
			return append(dst, `{"BOOL":true}`...)
		}
		return append(dst, `{"BOOL":false}`...)
	case kindNULL:
		return append(dst, `{"NULL":true}`...)
	case kindSS:
		dst = appendList(append(dst, `{"SS":[`...), payload, codec.AppendString)
	case kindNS:
		dst = appendList(append(dst, `{"NS":[`...), payload, codec.AppendString)
	case kindBS:
		dst = appendList(append(dst, `{"BS":[`...), payload, appendBinary)
	case kindL:
		dst = appendList(append(dst, `{"L":[`...), payload, appendJSON)
	case kindM:
		dst = appendObject(append(dst, `{"M":`...), payload)
	default:
		panic("packed: not a packed item")
	}
	return append(dst, '}')
}

func appendBinary(dst []byte, payload string) []byte {
	return append(base64.StdEncoding.AppendEncode(append(dst, '"'), []byte(payload)), '"')
}

// appendList appends the chunks of a list or set, and closes it.
func appendList(dst []byte, payload string, add func(dst []byte, s string) []byte) []byte {
	count, rest := uvarint(payload)
	for n := range count {
		if n > 0 {
			dst = append(dst, ',')
		}
		var s string
		s, rest = chunk(rest)
		dst = add(dst, s)
	}
	return append(dst, ']')
}
