package hotkeys

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/dynactor/dynactor/internal/throughput"
)

// simulation is a table under load, with internal/throughput as the truth about what the service
// serves. Clients send batches of up to 25 items and get back what was refused, without a reason.
// Refused items are tried again with exponential backoff and full jitter, from 50 ms to 5 s.
type simulation struct {
	partitions  int
	provisioned float64        // units per second of the table
	load        float64        // new items per second, 1 unit each
	next        func() int     // the key of the next item
	access      Access         // writes unless said otherwise
	rate        func() float64 // if set, limits the items sent per second, as a table's limiter does

	random  *rand.Rand
	tracker *Tracker
	table   *throughput.Resource
	retries map[int64][]attempt // by the millisecond in which they are tried again

	now           int64
	firstRefusal  map[int]int64 // by key
	firstGuilty   map[int]int64 // by key, when it was first found guilty on a refusal
	items         int
	refused       int
	elsewhere     tally // of keys outside of the partition of key 0
	owed, credits float64
}

// attempt is an item that is about to be sent.
type attempt struct{ key, before int }

func (s *simulation) start() *simulation {
	s.random = rand.New(rand.NewPCG(42, 1))
	s.table = throughput.New("arn", false, s.partitions, throughput.Settings{
		Provisioned: throughput.Units{Read: s.provisioned, Write: s.provisioned},
	}, epoch)
	s.tracker = seeded(New(0, 10*time.Second), 1)
	s.retries = map[int64][]attempt{}
	s.firstRefusal, s.firstGuilty = map[int]int64{}, map[int]int64{}
	return s
}

var epoch = time.Unix(1_700_000_000, 0)

// run goes on for d, a millisecond at a time.
func (s *simulation) run(d time.Duration) {
	var waiting []attempt
	for end := s.now + int64(d); s.now < end; s.now += int64(time.Millisecond) {
		ms := s.now / int64(time.Millisecond)
		waiting = append(waiting, s.retries[ms]...)
		delete(s.retries, ms)
		for s.owed += s.load / 1000; s.owed >= 1; s.owed-- {
			waiting = append(waiting, attempt{key: s.next()})
		}
		send := len(waiting)
		if s.rate != nil {
			s.credits = min(s.credits+s.rate()/1000, 100)
			send = min(send, int(s.credits))
			s.credits -= float64(send)
		}
		for batch := range slices.Chunk(waiting[:send], 25) {
			s.call(batch)
		}
		waiting = slices.Delete(waiting, 0, send)
		// What waits too long is given up, as a bounded queue would.
		waiting = waiting[:min(len(waiting), 10_000)]
	}
}

// call sends one batch and reports what came back, the refused items first.
func (s *simulation) call(batch []attempt) {
	at := epoch.Add(time.Duration(s.now))
	var served []int
	var refused []attempt
	for _, item := range batch {
		key, before := item.key, uint64(len(refused))
		s.items++
		if a := throughput.Access(s.access); s.table.Admits(at, a, mix(key), nil) {
			s.table.Charge(at, a, mix(key), 1)
			served = append(served, key)
		} else {
			refused = append(refused, item)
		}
		if s.table.Partition(mix(key)) != s.table.Partition(mix(0)) {
			s.elsewhere.items++
			s.elsewhere.refused = s.elsewhere.refused + uint64(len(refused)) - before
		}
	}
	for _, item := range refused {
		s.refused++
		s.tracker.Throttled(s.now, s.access, mix(item.key), 1, named(item.key))
		again := s.now/int64(time.Millisecond) + 1 + s.random.Int64N(min(5000, int64(50)<<min(item.before, 10)))
		s.retries[again] = append(s.retries[again], attempt{item.key, item.before + 1})
	}
	for _, key := range served {
		s.tracker.Served(s.now, s.access, mix(key), 1, named(key))
	}
	for _, item := range refused {
		key := item.key
		if _, known := s.firstRefusal[key]; !known {
			s.firstRefusal[key] = s.now
		}
		if _, known := s.firstGuilty[key]; !known && s.tracker.Guilty(s.now, s.access, mix(key)) {
			s.firstGuilty[key] = s.now
		}
	}
}

// guilty are the keys that were found guilty at any time, in order.
func (s *simulation) guilty() []int {
	var keys []int
	for key := range s.firstGuilty {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// forget begins a new observation.
func (s *simulation) forget() {
	clear(s.firstGuilty)
	clear(s.firstRefusal)
	s.items, s.refused, s.elsewhere = 0, 0, tally{}
}

// skewed gives each of the hot keys its share, and the others, numbered from 1,000, what is left.
func skewed(others int, shares map[int]float64) func() int {
	r := rand.New(rand.NewPCG(9, 9))
	hot := []int{}
	for key := range shares {
		hot = append(hot, key)
	}
	slices.Sort(hot)
	return func() int {
		at := r.Float64()
		for _, key := range hot {
			if at -= shares[key]; at < 0 {
				return key
			}
		}
		return 1000 + r.IntN(others)
	}
}

// inPartitions returns one hot key for each of the first n partitions.
func inPartitions(partitions, n int) []int {
	table := throughput.New("arn", false, partitions, throughput.Settings{}, epoch)
	keys := make([]int, 0, n)
	for key := 0; len(keys) < n; key++ {
		if table.Partition(mix(key)) == len(keys) {
			keys = append(keys, key)
		}
	}
	return keys
}
