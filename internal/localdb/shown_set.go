package localdb

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf16"
)

// shownSet is a set of names as DynamoDB's messages show it: in the order of a hash table of that many
// slots, which the service's Java runtime iterates over. [sk, a, b, pk, c] is such an order.
func shownSet(names []string, slots int) string {
	var distinct []string
	for _, name := range names {
		if !slices.Contains(distinct, name) {
			distinct = append(distinct, name)
		}
	}
	slot := func(name string) int {
		var h uint32
		for _, unit := range utf16.Encode([]rune(name)) {
			h = 31*h + uint32(unit)
		}
		return int(h^h>>16) & (slots - 1)
	}
	slices.SortStableFunc(distinct, func(a, b string) int { return slot(a) - slot(b) })
	return "[" + strings.Join(distinct, ", ") + "]"
}

// setSize is how many slots a hash table gets that is made for n names: a power of two that is filled
// to three quarters at most.
func setSize(n int) int {
	capacity := n + 1
	if n >= 3 {
		capacity = n*4/3 + 1
	}
	return 1 << bits.Len(uint(capacity-1))
}
