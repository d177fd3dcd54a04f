package server

// keySet finds the duplicates of one batch, which DynamoDB rejects. It is a
// small open hash table over key hashes, so that it costs next to nothing:
// two different keys with one 64-bit hash are not to be expected.
type keySet [256]uint64

// add reports whether the hash is new. A set holds at most a batch's 100 keys.
func (s *keySet) add(hash uint64) bool {
	hash |= 1 // zero marks a free place
	for at := hash >> 1 % uint64(len(s)); ; at = (at + 1) % uint64(len(s)) {
		switch s[at] {
		case 0:
			s[at] = hash
			return true
		case hash:
			return false
		}
	}
}
