package packed

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/number"
)

// Item is a packed item. The zero value is no item at all, which is not the same as an item
// without attributes.
type Item string

// header is the length of what stands before the attributes.
const header = 4

// maxLengthBytes is what a length takes at the most: an item is far smaller than 2^28 bytes.
const maxLengthBytes = 4

const (
	kindS byte = iota + 1
	kindN
	kindB
	kindBOOL
	kindNULL
	kindSS
	kindNS
	kindBS
	kindL
	kindM
)

// Pack packs m. Its numbers must be valid, and it must hold no nil: whoever takes items from
// outside has checked that. What can't be packed is a programming error, and panics.
func Pack(m map[string]types.AttributeValue) Item {
	buf := buffers.Get().(*[]byte)
	*buf = Append((*buf)[:0], m)
	packed := Item(*buf)
	if cap(*buf) <= maxPooled {
		buffers.Put(buf)
	}
	return packed
}

// buffers are pooled because an array on the stack would escape: packing is recursive.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 1024); return &b }}

// maxPooled keeps a few large items from holding memory for ever.
const maxPooled = 64 << 10

// Append appends m in packed form to dst.
func Append(dst []byte, m map[string]types.AttributeValue) []byte {
	start := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	dst, size := appendAttributes(dst, m)
	binary.LittleEndian.PutUint32(dst[start:], uint32(size))
	return dst
}

// appendAttributes also sums what DynamoDB charges for the names and values.
func appendAttributes(dst []byte, m map[string]types.AttributeValue) ([]byte, int) {
	dst = binary.AppendUvarint(dst, uint64(len(m)))
	size := 0
	for name, v := range m {
		var n int
		dst = appendString(dst, name)
		dst, n = appendValue(dst, v)
		size += len(name) + n
	}
	return dst, size
}

func appendValue(dst []byte, v types.AttributeValue) ([]byte, int) {
	at := len(dst)
	dst, size := appendPayload(append(dst, 0), v)
	return closeLength(dst, at), size
}

// closeLength writes the length of all that follows dst[at], for which one byte was left. Most values
// are short and need no more; what follows the length of a longer one moves.
func closeLength(dst []byte, at int) []byte {
	length := len(dst) - at - 1
	if length < 0x80 {
		dst[at] = byte(length)
		return dst
	}
	var prefix [maxLengthBytes]byte
	n := binary.PutUvarint(prefix[:], uint64(length))
	dst = append(dst, prefix[:n-1]...) // room, to be overwritten
	copy(dst[at+n:], dst[at+1:at+1+length])
	copy(dst[at:], prefix[:n])
	return dst
}

func appendPayload(dst []byte, v types.AttributeValue) ([]byte, int) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return append(append(dst, kindS), v.Value...), len(v.Value)
	case *types.AttributeValueMemberN:
		return appendNumber(append(dst, kindN), v.Value)
	case *types.AttributeValueMemberB:
		return append(append(dst, kindB), v.Value...), len(v.Value)
	case *types.AttributeValueMemberBOOL:
		if v.Value {
			return append(dst, kindBOOL, 1), 1
		}
		return append(dst, kindBOOL, 0), 1
	case *types.AttributeValueMemberNULL:
		return append(dst, kindNULL), 1
	case *types.AttributeValueMemberSS:
		dst = binary.AppendUvarint(append(dst, kindSS), uint64(len(v.Value)))
		size := 0
		var room [few]string
		for _, s := range sorted(room[:0], v.Value, strings.Compare) {
			dst = appendString(dst, s)
			size += len(s)
		}
		return dst, size
	case *types.AttributeValueMemberNS:
		return appendNumbers(append(dst, kindNS), v.Value)
	case *types.AttributeValueMemberBS:
		dst = binary.AppendUvarint(append(dst, kindBS), uint64(len(v.Value)))
		size := 0
		var room [few][]byte
		for _, b := range sorted(room[:0], v.Value, bytes.Compare) {
			dst = append(binary.AppendUvarint(dst, uint64(len(b))), b...)
			size += len(b)
		}
		return dst, size
	case *types.AttributeValueMemberL:
		dst = binary.AppendUvarint(append(dst, kindL), uint64(len(v.Value)))
		size := item.ContainerOverhead + item.ElementOverhead*len(v.Value)
		for _, e := range v.Value {
			var n int
			dst, n = appendValue(dst, e)
			size += n
		}
		return dst, size
	case *types.AttributeValueMemberM:
		dst, size := appendAttributes(append(dst, kindM), v.Value)
		return dst, size + item.ContainerOverhead + item.ElementOverhead*len(v.Value)
	}
	panic(fmt.Sprintf("packed: a value of type %T", v))
}

func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// few elements of a set are sorted without an allocation.
const few = 8

// sorted returns a set in the order in which DynamoDB answers with it. Most sets come in that order, and
// the others are copied, to room if they fit.
func sorted[E any](room, set []E, compare func(a, b E) int) []E {
	if slices.IsSortedFunc(set, compare) {
		return set
	}
	set = append(room, set...)
	slices.SortFunc(set, compare)
	return set
}

func appendNumbers(dst []byte, set []string) ([]byte, int) {
	var room, sortRoom [few]number.Decimal
	values := room[:0]
	for _, s := range set {
		d, err := number.Parse(s)
		if err != nil {
			panic("packed: a number that was not checked")
		}
		values = append(values, d)
	}
	dst = binary.AppendUvarint(dst, uint64(len(set)))
	size := 0
	for _, d := range sorted(sortRoom[:0], values, number.Decimal.Cmp) {
		at := len(dst)
		dst = d.AppendText(append(dst, 0))
		size += item.NumberSize(string(dst[at+1:]))
		dst = closeLength(dst, at)
	}
	return dst, size
}

func appendNumber(dst []byte, s string) ([]byte, int) {
	d, err := number.Parse(s)
	if err != nil {
		panic("packed: a number that was not checked")
	}
	return d.AppendText(dst), item.NumberSize(s)
}
