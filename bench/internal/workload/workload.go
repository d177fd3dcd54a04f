package workload

import (
	"math/bits"
	"math/rand/v2"
	"sync/atomic"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// Workload is what all peers of a scenario do: operations on one set of
// records, which grows by their inserts.
type Workload struct {
	mix     Mix
	shape   items.Shape
	fields  items.Shape // what updates set
	seed    uint64
	chooser *chooser
	inserts *inserts
	seen    []atomic.Uint64 // bits, by record
	grown   atomic.Int64    // inserts that are there
	turn    atomic.Uint64   // of the distribution InTurn
}

// New returns a workload on so many records that are there already, at least
// one. A seed makes the same operations for each source.
func New(mix Mix, records int, shape items.Shape, seed uint64) *Workload {
	n := uint64(records)
	expected := n
	if mix.Insert > 0 {
		expected += n/5 + 1 // more inserts than that leave the hot records where they are, too
	}
	fields := shape
	if shape == (items.Shape{}) {
		fields = items.Shape{Fields: 1, Length: 100}
	}
	return &Workload{
		mix:     mix,
		shape:   shape,
		fields:  fields,
		seed:    seed,
		chooser: newChooser(mix.Distribution, n, expected),
		inserts: newInserts(n, mix.Insert > 0),
		seen:    make([]atomic.Uint64, (n+63)/64),
	}
}

// Records is how many records are there.
func (w *Workload) Records() int { return int(w.inserts.there.Load()) }

// Inserted says that the record of an insert is there.
func (w *Workload) Inserted(record uint64) {
	w.inserts.end(record)
	w.grown.Add(1)
}

// Grown is how many records were inserted.
func (w *Workload) Grown() int { return int(w.grown.Load()) }

// Empty says that no records have to be there before.
func (w *Workload) Empty() bool { return w.mix.Insert == 1 }

// Exact says that no record is read twice, so that each read has to arrive.
func (w *Workload) Exact() bool { return w.mix.Distribution == Fresh }

// Saw notes that a read of the record was answered.
func (w *Workload) Saw(record uint64) {
	if record/64 >= uint64(len(w.seen)) {
		return // a later insert: Seen is a lower bound
	}
	word, bit := &w.seen[record/64], uint64(1)<<(record%64)
	if word.Load()&bit == 0 {
		word.Or(bit)
	}
}

// Seen is how many distinct records Saw has noted, without those inserted
// since New, and forgets them. It must not run beside Saw.
func (w *Workload) Seen() (distinct int) {
	for i := range w.seen {
		distinct += bits.OnesCount64(w.seen[i].Swap(0))
	}
	return distinct
}

// Operation is one of YCSB's.
type Operation struct {
	Kind   Kind
	Record uint64
	Key    string
	// Item is what an insert writes.
	Item items.Item
	// Attribute and Value are what an update and a read-modify-write set.
	Attribute, Value string
	// Length is how many items a scan reads.
	Length int
}

// Source makes operations for one goroutine.
type Source struct {
	w      *Workload
	random *rand.Rand
	next   *Operation // made beforehand
}

// Source returns a source of operations. Those of different numbers differ.
func (w *Workload) Source(number int) *Source {
	return &Source{w: w, random: rand.New(rand.NewPCG(w.seed, uint64(number)))}
}

// Prepared returns a source that has one operation, the next one. It may be
// taken by another goroutine.
func (s *Source) Prepared() *Source {
	next := s.Next()
	return &Source{next: &next}
}

// Next makes an operation. Inserts have to be told of by Inserted when they're
// done.
func (s *Source) Next() Operation {
	if s.next != nil {
		return *s.next
	}
	op := Operation{Kind: s.w.mix.kind(s.random.Float64())}
	if op.Kind == Insert {
		op.Record = s.w.inserts.begin()
		op.Key = Key(op.Record)
		op.Item = Item(s.random, s.w.shape, op.Key)
		return op
	}
	switch s.w.mix.Distribution {
	case Fresh:
		op.Record = s.w.inserts.begin()
	case InTurn:
		op.Record = s.w.turn.Add(1) % s.w.inserts.there.Load()
	default:
		op.Record = s.w.chooser.choose(s.random, s.w.inserts.there.Load())
	}
	op.Key = Key(op.Record)
	switch op.Kind {
	case Update, ReadModifyWrite:
		op.Attribute = items.Field(s.random.IntN(s.w.fields.Fields))
		op.Value = value(s.random, s.w.fields.Length)
	case Scan:
		op.Length = 1 + s.random.IntN(maxScan)
	}
	return op
}

// Item is the item of a record that is to be there before the workload starts.
func (s *Source) Item(record uint64) items.Item {
	return Item(s.random, s.w.shape, Key(record))
}
