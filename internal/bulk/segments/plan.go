package segments

import "math/rand/v2"

const (
	// MaxSegments is DynamoDB's limit of TotalSegments (API reference of Scan).
	MaxSegments = 1_000_000

	// pageBytes is what a page of a scan holds at most (developer guide, "Scan").
	pageBytes = 1 << 20

	// SegmentBytes is the size of a segment that Plan aims at: 8 pages. Finer costs requests, since the last page
	// of each segment is part full: half a page of 8 is 6 % more requests, and 0.02 % more read units. Coarser
	// makes the end longer, when some workers have nothing left to do.
	SegmentBytes = 8 * pageBytes

	// SmallBytes is the size up to which a table isn't cut: 4 pages are read as fast one after another as
	// it takes to get a pool of workers going.
	SmallBytes = 4 * pageBytes

	// PerWorker is how many segments each worker has at least, if there are that many pages. The last segment
	// of each worker ends at a time of its own, so about one segment's time is lost of 16: 6 %.
	PerWorker = 16

	// DefaultMax is the most that Plan cuts by itself, unless PerWorker needs more. It bounds what a checkpoint
	// has to say (512 bytes for those that are done) and the requests of a table that is nearly empty: 4,096 of
	// them cost 2,048 read units if half a unit is charged for nothing.
	DefaultMax = 4096

	// unknownItem is taken for an item's size, in bytes, if only the number of items is known. It only decides on
	// how finely the table is cut.
	unknownItem = 1 << 10
)

// Options are what Plan goes by.
type Options struct {
	// SizeBytes and Items are what DescribeTable says of the table or of the index. It's updated about every
	// six hours, so 0 may be a table that was filled just now: 0 of both is taken as unknown.
	SizeBytes, Items int64
	// Workers is how many segments are read at a time. At least 1 is taken.
	Workers int
	// Requested, if above 0, is what the user wants instead.
	Requested int
	// Max, if above 0, is the most that Plan cuts by itself, instead of [DefaultMax].
	Max int
}

// Plan returns into how many segments to cut a table: between 1 and [MaxSegments].
//
// What the user requested counts. Otherwise a table of up to [SmallBytes] is not cut; a larger one is cut into
// segments of [SegmentBytes], but at least [PerWorker] for each worker, if they have a page each; of unknown
// size into PerWorker for each worker; and never into more segments than items or than Max.
func Plan(o Options) int {
	if o.Requested > 0 {
		return min(o.Requested, MaxSegments)
	}
	workers := int64(min(max(o.Workers, 1), MaxSegments))
	most := max(int64(DefaultMax), PerWorker*workers)
	if o.Max > 0 {
		most = int64(o.Max)
	}
	most = min(most, MaxSegments)

	size := o.SizeBytes
	if size <= 0 && o.Items > 0 {
		size = min(o.Items, 1<<40) * unknownItem
	}
	if size <= 0 {
		return int(min(PerWorker*workers, most))
	}
	if size <= SmallBytes {
		return 1
	}
	if o.Items > 0 {
		most = min(most, o.Items)
	}
	n := max(size/SegmentBytes, min(PerWorker*workers, size/pageBytes))
	return int(min(n, most))
}

// stream is PCG's second word. Any constant does: the seed alone decides.
const stream = 0x9e3779b97f4a7c15

// Order returns the numbers from 0 to n-1 in random order, the same for the same seed. Neighbouring segments
// tend to lie in one partition of the table, and so in one limit of throughput: in random order the segments
// that are read at a time are spread over the partitions.
func Order(n int, seed uint64) []int {
	return rand.New(rand.NewPCG(seed, stream)).Perm(max(n, 0))
}
