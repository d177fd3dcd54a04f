package projection

import (
	"encoding/binary"
	"slices"
	"strings"
)

// The buckets of gets without a projection, which most gets are. Every other bucket's
// key is longer than one byte.
const (
	eventualWhole   = "e"
	consistentWhole = "c"
)

// Marks of what is there, since absent, empty and filled are three different requests:
// DynamoDB refuses an expression or a names map that is there but empty.
const (
	absent  = 0
	present = 1
)

// BucketKey names the bucket in which a get waits: equal for two gets if and only if
// their consistency, expression text and names are equal, so that one BatchGetItem can
// carry both. Expressions that mean the same but are spelled differently have different
// keys; nobody writes the same code in two spellings often enough to pay for more.
//
// It allocates nothing for a get without a projection and only the result otherwise,
// unless there are more than 16 names.
func BucketKey(consistent bool, expr *string, names map[string]string) string {
	whole := eventualWhole
	if consistent {
		whole = consistentWhole
	}
	if expr == nil && names == nil {
		return whole
	}

	var few [16]string
	sorted := few[:0]
	size := len(whole) + 2
	if expr != nil {
		size += len(*expr) + binary.MaxVarintLen64
	}
	for placeholder, name := range names {
		sorted = append(sorted, placeholder)
		size += len(placeholder) + len(name) + 2*binary.MaxVarintLen64
	}
	slices.Sort(sorted)

	var b strings.Builder
	b.Grow(size)
	b.WriteString(whole)
	if expr == nil {
		b.WriteByte(absent)
	} else {
		b.WriteByte(present)
		writeString(&b, *expr)
	}
	if names == nil {
		b.WriteByte(absent)
		return b.String()
	}
	b.WriteByte(present)
	for _, placeholder := range sorted {
		writeString(&b, placeholder)
		writeString(&b, names[placeholder])
	}
	return b.String()
}

// writeString writes s behind its length, so that no text can be taken for the end of
// one string and the beginning of the next.
func writeString(b *strings.Builder, s string) {
	writeLength(b, len(s))
	b.WriteString(s)
}

func writeLength(b *strings.Builder, n int) {
	for ; n >= 0x80; n >>= 7 {
		b.WriteByte(byte(n) | 0x80)
	}
	b.WriteByte(byte(n))
}
