package expr

import (
	"maps"
	"math/bits"
	"slices"
	"unicode/utf16"
)

// sortedKeys returns the keys of m in the order in which they are validated. The service
// takes them in the order of the request, which a Go map has forgotten; ours is at least
// always the same.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// checkKeys makes each of the checks of all keys, one check after the other and the keys in
// that order, and returns the first error. That there is none is found in one go, without
// sorting.
func checkKeys[V any](m map[string]V, checks ...func(string) error) error {
	if passAll(m, checks) {
		return nil
	}
	keys := sortedKeys(m)
	for _, check := range checks {
		for _, key := range keys {
			if err := check(key); err != nil {
				return err
			}
		}
	}
	return nil
}

func passAll[V any](m map[string]V, checks []func(string) error) bool {
	for key := range m {
		for _, check := range checks {
			if check(key) != nil {
				return false
			}
		}
	}
	return true
}

// hashOrder returns the keys of m in the order in which DynamoDB Local lists those that are
// unused: that of a Java HashMap, by the low bits of the keys' hashes. Keys that share a
// bucket are sorted here; there, they are in the order of the request.
func hashOrder[V any](m map[string]V) []string {
	type hashed struct {
		key    string
		bucket uint32
	}
	order := make([]hashed, 0, len(m))
	for key := range m {
		order = append(order, hashed{key, javaBucket(javaHash(key), len(m))})
	}
	slices.SortFunc(order, func(a, b hashed) int {
		switch {
		case a.bucket != b.bucket:
			return int(a.bucket) - int(b.bucket)
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return 0
	})
	keys := make([]string, len(order))
	for i, o := range order {
		keys[i] = o.key
	}
	return keys
}

// javaBucket returns the bucket of a hash in a HashMap of n keys. It doubles its 16 buckets
// whenever they are more than three quarters full.
func javaBucket(h uint32, n int) uint32 {
	buckets := uint32(16)
	if full := uint32(n*4+2) / 3; full > buckets {
		buckets = 1 << bits.Len32(full-1)
	}
	return (h ^ h>>16) & (buckets - 1)
}

// javaHash is Java's String.hashCode: over UTF-16 code units.
func javaHash(s string) uint32 {
	h := uint32(0)
	for _, r := range s {
		if r1, r2 := utf16.EncodeRune(r); r > 0xffff {
			h = (h*31+uint32(r1))*31 + uint32(r2)
			continue
		}
		h = h*31 + uint32(r)
	}
	return h
}
