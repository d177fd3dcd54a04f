package engine

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// mostSteps bounds a record: five minutes of tenths of a second.
const mostSteps = 3000

// Step is what happened in a stretch of time.
type Step struct {
	// Units are those that were consumed.
	Units float64 `json:"units,omitempty"`
	// Served and Refused are items: those that were written or read, and those that were thrown back for
	// lack of capacity, with their whole call or out of a batch.
	Served  int `json:"served,omitempty"`
	Refused int `json:"refused,omitempty"`
	// Calls are those that arrived, whatever became of them.
	Calls int `json:"calls,omitempty"`
}

func (s *Step) add(other Step) {
	s.Units += other.Units
	s.Served += other.Served
	s.Refused += other.Refused
	s.Calls += other.Calls
}

// Throttled is the share of the items sent that were refused, and 0 of none.
func (s Step) Throttled() float64 {
	if s.Refused == 0 {
		return 0
	}
	return float64(s.Refused) / float64(s.Refused+s.Served)
}

// Series is what one client did to one table over time.
type Series struct {
	Table  string `json:"table"`
	Client string `json:"client"`
	Write  bool   `json:"write"`
	Steps  []Step `json:"steps"`
}

// Record is what happened since it was begun.
type Record struct {
	Step time.Duration `json:"step"`
	// Age is how long ago it was begun.
	Age    time.Duration `json:"age"`
	Series []Series      `json:"series"`
}

// Of adds up the series that are chosen, in as many steps as the record is old.
func (r Record) Of(chosen func(Series) bool) Line {
	line := Line{Step: r.Step}
	if r.Step > 0 {
		line.Steps = make([]Step, min(mostSteps, int(r.Age/r.Step)+1))
	}
	for _, s := range r.Series {
		if !chosen(s) {
			continue
		}
		for i, step := range s.Steps[:min(len(s.Steps), len(line.Steps))] {
			line.Steps[i].add(step)
		}
	}
	return line
}

// recorder makes a record.
type recorder struct {
	mu     sync.Mutex
	step   time.Duration // 0 before the first was begun
	since  time.Time
	series map[seriesKey]*Series
}

type seriesKey struct {
	table, client string
	write         bool
}

func (r *recorder) begin(w Watch) error {
	if w.Step <= 0 {
		return errors.New("a record's step has to be longer than nothing")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step, r.since, r.series = w.Step, time.Now(), map[seriesKey]*Series{}
	return nil
}

// begun says whether there's a record to add to.
func (r *recorder) begun() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.step > 0
}

func (r *recorder) add(now time.Time, client string, all []part) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.step == 0 || now.Before(r.since) {
		return
	}
	at := min(mostSteps-1, int(now.Sub(r.since)/r.step))
	for _, p := range all {
		key := seriesKey{p.table, client, p.write}
		s := r.series[key]
		if s == nil {
			s = &Series{Table: p.table, Client: client, Write: p.write}
			r.series[key] = s
		}
		if missing := at + 1 - len(s.Steps); missing > 0 {
			s.Steps = append(s.Steps, make([]Step, missing)...)
		}
		s.Steps[at].add(p.Step)
	}
}

// read is the record so far.
func (r *recorder) read(now time.Time) Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	record := Record{Step: r.step}
	if r.step > 0 {
		record.Age = now.Sub(r.since)
	}
	for _, s := range r.series {
		record.Series = append(record.Series, Series{s.Table, s.Client, s.Write, slices.Clone(s.Steps)})
	}
	return record
}
