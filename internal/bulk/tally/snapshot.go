package tally

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
)

// Snapshot is what Counts were at one moment. Its fields are explained there.
type Snapshot struct {
	Read, Written, Deleted, Updated, Unchanged, Rejected, Skipped, Counted, Same, Different, OnlyLeft, OnlyRight int64
}

// fields are the counts by the names that checkpoints know them by, which may not change.
var fields = []struct {
	name string
	// weight is how many records that were read one of the outcome stands for; 0 for read itself.
	weight  int64
	counter func(*Counts) *atomic.Int64
	of      func(*Snapshot) *int64
}{
	{"read", 0, func(c *Counts) *atomic.Int64 { return &c.Read }, func(s *Snapshot) *int64 { return &s.Read }},
	{"written", 1, func(c *Counts) *atomic.Int64 { return &c.Written }, func(s *Snapshot) *int64 { return &s.Written }},
	{"deleted", 1, func(c *Counts) *atomic.Int64 { return &c.Deleted }, func(s *Snapshot) *int64 { return &s.Deleted }},
	{"updated", 1, func(c *Counts) *atomic.Int64 { return &c.Updated }, func(s *Snapshot) *int64 { return &s.Updated }},
	{"unchanged", 1, func(c *Counts) *atomic.Int64 { return &c.Unchanged }, func(s *Snapshot) *int64 { return &s.Unchanged }},
	{"rejected", 1, func(c *Counts) *atomic.Int64 { return &c.Rejected }, func(s *Snapshot) *int64 { return &s.Rejected }},
	{"skipped", 1, func(c *Counts) *atomic.Int64 { return &c.Skipped }, func(s *Snapshot) *int64 { return &s.Skipped }},
	{"counted", 1, func(c *Counts) *atomic.Int64 { return &c.Counted }, func(s *Snapshot) *int64 { return &s.Counted }},
	{"same", 2, func(c *Counts) *atomic.Int64 { return &c.Same }, func(s *Snapshot) *int64 { return &s.Same }},
	{"different", 2, func(c *Counts) *atomic.Int64 { return &c.Different }, func(s *Snapshot) *int64 { return &s.Different }},
	{"onlyLeft", 1, func(c *Counts) *atomic.Int64 { return &c.OnlyLeft }, func(s *Snapshot) *int64 { return &s.OnlyLeft }},
	{"onlyRight", 1, func(c *Counts) *atomic.Int64 { return &c.OnlyRight }, func(s *Snapshot) *int64 { return &s.OnlyRight }},
}

// Settled is how many of the records that were read have an outcome.
func (s Snapshot) Settled() int64 {
	var sum int64
	for _, f := range fields {
		sum += f.weight * *f.of(&s)
	}
	return sum
}

// InFlight is how many of the records that were read have no outcome yet.
func (s Snapshot) InFlight() int64 { return s.Read - s.Settled() }

// Reconcile says whether each record that was read has exactly one outcome, which must hold at a job's end. The error
// lists the numbers.
func (s Snapshot) Reconcile() error {
	if s.InFlight() == 0 {
		return nil
	}
	return fmt.Errorf("the counts don't add up: read %d, but %d have an outcome (%s)", s.Read, s.Settled(), s.outcomes())
}

// Reconcile is Snapshot().Reconcile().
func (c *Counts) Reconcile() error { return c.Snapshot().Reconcile() }

// outcomes lists those that aren't 0.
func (s Snapshot) outcomes() string {
	var parts []string
	for _, f := range fields {
		if n := *f.of(&s); f.weight > 0 && n != 0 {
			part := fmt.Sprintf("%s %d", f.name, n)
			if f.weight > 1 {
				part = fmt.Sprintf("%s %d times %d", f.name, f.weight, n)
			}
			parts = append(parts, part)
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// Map returns the counts that aren't 0 by name, as a checkpoint keeps them.
func (s Snapshot) Map() map[string]int64 {
	m := map[string]int64{}
	for _, f := range fields {
		if n := *f.of(&s); n != 0 {
			m[f.name] = n
		}
	}
	return m
}

// FromMap is the reverse of Map. It refuses names that it doesn't know and counts below 0: left out, they'd
// only be missed at the job's end.
func FromMap(m map[string]int64) (Snapshot, error) {
	var s Snapshot
	known := 0
	for _, f := range fields {
		n, ok := m[f.name]
		if !ok {
			continue
		}
		if n < 0 {
			return Snapshot{}, fmt.Errorf("count %q is %d, below 0", f.name, n)
		}
		*f.of(&s) = n
		known++
	}
	if known < len(m) {
		return Snapshot{}, fmt.Errorf("unknown counts: %s", strings.Join(unknown(m), ", "))
	}
	return s, nil
}

func unknown(m map[string]int64) (names []string) {
	for name := range m {
		if !slices.Contains(Names(), name) {
			names = append(names, fmt.Sprintf("%q", name))
		}
	}
	slices.Sort(names)
	return names
}

// Names are the names of all counts, read first.
func Names() (names []string) {
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}
