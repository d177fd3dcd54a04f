package estimate

import (
	"math/rand/v2"

	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/item"
)

// DefaultSample is how many sizes a Sample keeps if it isn't told: 80 KB, and a standard error of 1 % of the
// deviation.
const DefaultSample = 10_000

// stream is PCG's second word. Any constant does: the seed alone decides.
const stream = 0x9e3779b97f4a7c15

// Sample keeps the sizes of a random choice of all items that it's told of, each with the same chance. Its
// memory is bounded. It isn't safe for concurrent use. Use [NewSample].
type Sample struct {
	size   int
	random *rand.Rand
	sizes  []int
	seen   int64
	bytes  int64
}

// NewSample returns a sample of at most so many items, [DefaultSample] if size is less than 1. The same seed
// and the same items give the same sample.
func NewSample(size int, seed uint64) *Sample {
	if size < 1 {
		size = DefaultSample
	}
	return &Sample{size: size, random: rand.New(rand.NewPCG(seed, stream))}
}

// Add counts an item of that many bytes.
func (s *Sample) Add(bytes int) {
	s.seen++
	s.bytes += int64(bytes)
	if len(s.sizes) < s.size {
		s.sizes = append(s.sizes, bytes)
		return
	}
	if i := s.random.Int64N(s.seen); i < int64(s.size) {
		s.sizes[i] = bytes
	}
}

// AddItem counts an item by its size. It returns false, and counts nothing, if the item can't be sent as it is.
func (s *Sample) AddItem(it record.Item) bool {
	bytes, ok := item.Size(it)
	if ok {
		s.Add(bytes)
	}
	return ok
}

// Sizes returns the sizes of the items in the sample. The next Add changes what was returned.
func (s *Sample) Sizes() []int { return s.sizes }

// Count returns how many items were added.
func (s *Sample) Count() int64 { return s.seen }

// Bytes returns the size of all items that were added.
func (s *Sample) Bytes() int64 { return s.bytes }
