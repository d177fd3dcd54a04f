package expr

import (
	"slices"

	"github.com/dynactor/dynactor/internal/number"
)

// A set's elements as keys that are == if and only if the elements are the same.

func stringSet(values []string) []string { return values }

func binarySet(values [][]byte) []string {
	keys := make([]string, len(values))
	for i, v := range values {
		keys[i] = string(v)
	}
	return keys
}

func numberSet(values []string) []number.Decimal {
	keys := make([]number.Decimal, len(values))
	for i, v := range values {
		_ = keys[i].Set(v) // what isn't a number got refused when it came in
	}
	return keys
}

// smallSet is how many elements are compared one by one; more are hashed.
const smallSet = 8

func equalSets[K comparable](a, b []K) bool {
	if len(a) != len(b) {
		return false
	}
	in := membership(b)
	for _, k := range a {
		if !in(k) {
			return false
		}
	}
	return true
}

// membership returns a test for being in the set.
func membership[K comparable](set []K) func(K) bool {
	if len(set) <= smallSet {
		return func(k K) bool {
			return slices.Contains(set, k)
		}
	}
	m := make(map[K]struct{}, len(set))
	for _, s := range set {
		m[s] = struct{}{}
	}
	return func(k K) bool {
		_, ok := m[k]
		return ok
	}
}

// union returns the elements of a, then those of b that a hasn't got.
func union[E any, K comparable](a, b []E, keys func([]E) []K) []E {
	in := membership(keys(a))
	out := append(make([]E, 0, len(a)+len(b)), a...)
	for i, k := range keys(b) {
		if !in(k) {
			out = append(out, b[i])
		}
	}
	return out
}

// difference returns the elements of a that b hasn't got, nil if there are none.
func difference[E any, K comparable](a, b []E, keys func([]E) []K) []E {
	in := membership(keys(b))
	var out []E
	for i, k := range keys(a) {
		if !in(k) {
			out = append(out, a[i])
		}
	}
	return out
}
