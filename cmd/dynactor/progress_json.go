package main

import (
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/dynactor/dynactor/api/jobs"
)

const jsonEvery = time.Second

// jsonReporter writes an object a line. README.md has the schema: members may be added, not changed.
type jsonReporter struct {
	mu      sync.Mutex
	out     io.Writer
	now     func() time.Time
	verbose bool
}

// jsonEvent is a line.
type jsonEvent struct {
	Time  time.Time `json:"time"`
	Event string    `json:"event"`
	Verb  string    `json:"verb,omitempty"`
	// Progress is in all events of a running job.
	Progress *jsonProgress `json:"progress,omitempty"`
	Units    *jsonUnits    `json:"units,omitempty"`
	InFlight *int64        `json:"inFlight,omitempty"`
	Summary  *jsonSummary  `json:"summary,omitempty"`
	Error    string        `json:"error,omitempty"`
	Exit     *int          `json:"exit,omitempty"`
}

type jsonProgress struct {
	Read           int64            `json:"read"`
	Settled        int64            `json:"settled"`
	Counts         map[string]int64 `json:"counts"`
	Total          int64            `json:"total,omitempty"`
	PerSecond      float64          `json:"perSecond"`
	ElapsedSeconds float64          `json:"elapsedSeconds"`
	LeftSeconds    float64          `json:"leftSeconds,omitempty"`
	Waiting        string           `json:"waiting,omitempty"`
	Paused         bool             `json:"paused,omitempty"`
	SegmentsDone   int              `json:"segmentsDone,omitempty"`
	SegmentsTotal  int              `json:"segmentsTotal,omitempty"`
	Segments       []jsonSegment    `json:"segments,omitempty"`
}

type jsonSegment struct {
	Segment int   `json:"segment"`
	Cut     bool  `json:"cut,omitempty"`
	Items   int64 `json:"items"`
}

type jsonUnits struct {
	Read      *jsonCapacity `json:"read,omitempty"`
	Write     *jsonCapacity `json:"write,omitempty"`
	Throttled float64       `json:"throttled"`
}

type jsonCapacity struct {
	PerSecond float64 `json:"perSecond"`
	Limit     float64 `json:"limit,omitempty"`
	Used      float64 `json:"used"`
}

type jsonSummary struct {
	Counts      map[string]int64 `json:"counts"`
	Reconciled  bool             `json:"reconciled"`
	Resumed     bool             `json:"resumed"`
	DryRun      bool             `json:"dryRun"`
	TookSeconds float64          `json:"tookSeconds"`
	ReadUnits   float64          `json:"readUnits"`
	WriteUnits  float64          `json:"writeUnits"`
	CostUSD     *float64         `json:"costUSD,omitempty"`
	Files       []string         `json:"files"`
	Rejects     string           `json:"rejects,omitempty"`
	Checkpoint  string           `json:"checkpoint,omitempty"`
	HotKeys     []hotKey         `json:"hotKeys"`
	Resume      string           `json:"resume,omitempty"`
}

func (r *jsonReporter) every() time.Duration { return jsonEvery }

func (r *jsonReporter) write(e jsonEvent) {
	if e.Time.IsZero() {
		e.Time = r.now()
	}
	line, err := json.Marshal(e)
	if err != nil {
		return // can't be: events are made of texts and finite numbers
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = r.out.Write(append(line, '\n'))
}

func (r *jsonReporter) progress(p jobs.Progress, now reading) {
	r.write(jsonEvent{Event: "progress", Verb: p.Verb, Progress: r.progressOf(p), Units: unitsOf(now)})
}

func (r *jsonReporter) event(e jobs.Event) {
	out := jsonEvent{Time: e.At, Event: string(e.Kind), Verb: e.Progress.Verb, Progress: r.progressOf(e.Progress)}
	if e.Err != nil {
		out.Error = e.Err.Error()
	}
	r.write(out)
}

func (r *jsonReporter) cancelling(inFlight int64) {
	r.write(jsonEvent{Event: "cancelling", InFlight: &inFlight})
}

func (r *jsonReporter) killed() {
	code := exitKilled
	r.write(jsonEvent{Event: "killed", Exit: &code})
}

func (r *jsonReporter) failed(err error, code int) {
	r.write(jsonEvent{Event: "failed", Error: err.Error(), Exit: &code})
}

func (r *jsonReporter) ended(res result) {
	e := jsonEvent{Event: "summary", Verb: res.Verb, Exit: &res.code, Summary: &jsonSummary{
		Counts: res.Counts.Map(), Reconciled: res.Counts.Reconcile() == nil, Resumed: res.Resumed, DryRun: res.t.common.dryRun,
		TookSeconds: res.Took.Seconds(), ReadUnits: finite(res.ReadUnits), WriteUnits: finite(res.WriteUnits),
		Files: append([]string{}, res.Files...), Rejects: res.Rejects, Checkpoint: res.Checkpoint,
		HotKeys: append([]hotKey{}, res.hot...), Resume: res.resume,
	}}
	if res.cost != nil {
		usd := finite(res.cost.Total())
		e.Summary.CostUSD = &usd
	}
	if res.err != nil && !errors.Is(res.err, jobs.ErrCancelled) {
		e.Error = res.err.Error()
	}
	r.write(e)
}

func (r *jsonReporter) progressOf(p jobs.Progress) *jsonProgress {
	out := &jsonProgress{
		Read: p.Read, Settled: p.Counts.Settled(), Counts: p.Counts.Map(), Total: p.Total, PerSecond: finite(p.PerSecond),
		ElapsedSeconds: p.Elapsed.Seconds(), LeftSeconds: p.Left.Seconds(), Waiting: p.Waiting, Paused: p.Paused,
		SegmentsDone: p.SegmentsDone, SegmentsTotal: p.SegmentsTotal,
	}
	if r.verbose {
		for _, s := range p.Segments {
			out.Segments = append(out.Segments, jsonSegment{s.Segment, s.Cut, s.Items})
		}
	}
	return out
}

func unitsOf(r reading) *jsonUnits {
	capacity := func(u units) *jsonCapacity {
		if !u.used {
			return nil
		}
		return &jsonCapacity{PerSecond: finite(u.perSecond), Limit: finite(u.limit), Used: finite(u.consumed)}
	}
	return &jsonUnits{Read: capacity(r.read), Write: capacity(r.write), Throttled: r.throttled}
}
