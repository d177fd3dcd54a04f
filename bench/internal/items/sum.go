package items

// Sum is an order-free fingerprint of a set of keys: the wrapping sum of their
// hashes. Client and server each keep one, so that an item lost and another
// one sent twice do not cancel out as they would in a plain count.
type Sum uint64

// Add counts a key in.
func (s *Sum) Add(keyHash uint64) { *s += Sum(keyHash) }

// Hash is FNV-1a, which both processes compute alike.
func Hash[K string | []byte](key K) uint64 {
	hash := uint64(14695981039346656037)
	for i := range len(key) {
		hash ^= uint64(key[i])
		hash *= 1099511628211
	}
	return hash
}
