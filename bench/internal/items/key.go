package items

import "sync/atomic"

// blockSize is how many key numbers a Keys reserves at a time, so that many
// goroutines do not meet on the shared counter for every key.
const blockSize = 1024

var reserved atomic.Uint64

// Keys makes partition keys that nobody else in this process gets. It is for
// one goroutine; every goroutine takes its own. The zero value works.
type Keys struct{ next, end uint64 }

// Next returns a fresh key of 21 bytes.
func (k *Keys) Next() string {
	if k.next == k.end {
		k.end = reserved.Add(blockSize)
		k.next = k.end - blockSize
	}
	n := k.next
	k.next++
	return key(n)
}

// key spreads the numbers over the whole key space: neighbours in a counter
// would be a hot key range on a real table, and one shard here.
func key(n uint64) string {
	const hex = "0123456789abcdef"
	text := [21]byte{'i', 't', 'e', 'm', '-'}
	n = mix(n)
	for i := len(text) - 1; i >= 5; i-- {
		text[i] = hex[n&15]
		n >>= 4
	}
	return string(text[:])
}

// mix is the finalizer of SplitMix64. It maps uint64 onto itself one to one,
// which is what keeps the keys unique.
func mix(n uint64) uint64 {
	n ^= n >> 30
	n *= 0xbf58476d1ce4e5b9
	n ^= n >> 27
	n *= 0x94d049bb133111eb
	return n ^ n>>31
}
