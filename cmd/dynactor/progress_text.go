package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/internal/bulk/estimate"
)

const killedText = "left at once: what was in flight may have been written or not"

func cancellingText(inFlight int64) string {
	return fmt.Sprintf("cancelling: waiting for %s records in flight, then for the checkpoint; press Ctrl-C again to leave at once", grouped(max(0, inFlight)))
}

// progressText is a line about how far a job is.
func progressText(p jobs.Progress, r reading) string {
	return strings.Join(append([]string{amountText(p)}, append(paceTexts(p, r), stateTexts(p)...)...), ", ")
}

func amountText(p jobs.Progress) string {
	done := p.Counts.Settled()
	if p.Total <= 0 {
		return grouped(done) + " items"
	}
	return fmt.Sprintf("%s of about %s items (%.1f%%)", grouped(done), grouped(p.Total), min(100, 100*float64(done)/float64(p.Total)))
}

func paceTexts(p jobs.Progress, r reading) []string {
	parts := append([]string{groupedFloat(p.PerSecond) + " items/s"}, r.texts()...)
	if p.SegmentsTotal > 1 {
		parts = append(parts, fmt.Sprintf("segment %d of %d", p.SegmentsDone, p.SegmentsTotal))
	}
	if n := p.Counts.Rejected; n > 0 {
		parts = append(parts, grouped(n)+" rejected")
	}
	return parts
}

// stateTexts say how long it takes, or why nothing moves.
func stateTexts(p jobs.Progress) (parts []string) {
	if p.Left > 0 {
		parts = append(parts, shortTime(p.Left)+" left")
	}
	if p.Paused {
		parts = append(parts, "paused")
	}
	if p.Waiting != "" {
		parts = append(parts, "waiting: "+p.Waiting)
	}
	return parts
}

func (r reading) texts() (parts []string) {
	for _, u := range []struct {
		units
		name string
	}{{r.read, "read"}, {r.write, "write"}} {
		if !u.used {
			continue
		}
		text := groupedFloat(u.perSecond)
		if u.limit > 0 {
			text += " of " + groupedFloat(u.limit)
		}
		parts = append(parts, text+" "+u.name+" units/s")
	}
	if r.throttled > 0 {
		parts = append(parts, fmt.Sprintf("%.1f%% throttled", 100*r.throttled))
	}
	return parts
}

func segmentLines(p jobs.Progress) (lines []string) {
	for _, s := range p.Segments {
		cut := ""
		if s.Cut {
			cut = ", cut off"
		}
		lines = append(lines, fmt.Sprintf("  segment %d%s: %s items", s.Segment, cut, grouped(s.Items)))
	}
	return lines
}

// eventText is a line about what happened, "" for what's seen elsewhere.
func eventText(e jobs.Event) string {
	verb := e.Progress.Verb
	switch e.Kind {
	case jobs.Resumed:
		return fmt.Sprintf("%s: resumed behind %s items", verb, grouped(e.Progress.Counts.Settled()))
	case jobs.Waiting:
		reason := e.Progress.Waiting
		if e.Err != nil {
			reason = e.Err.Error()
		}
		return verb + ": waiting: " + reason
	case jobs.Going:
		return verb + ": goes on"
	case jobs.Paused:
		return verb + ": paused"
	case jobs.Unpaused:
		return verb + ": unpaused"
	}
	return ""
}

func grouped(n int64) string {
	if n < 0 {
		return "-" + estimate.Thousands(strconv.FormatUint(-uint64(n), 10))
	}
	return estimate.Thousands(strconv.FormatInt(n, 10))
}

// groupedFloat shows tenths below 10.
func groupedFloat(f float64) string {
	if f = finite(f); f > 0 && f < 9.95 {
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return grouped(int64(math.Round(f)))
}

// shortTime leaves out what doesn't matter.
func shortTime(d time.Duration) string {
	switch {
	case d >= 24*time.Hour:
		return fmt.Sprintf("%dd%dh", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
	case d >= time.Hour:
		return fmt.Sprintf("%dh%dm", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute:
		return fmt.Sprintf("%dm%ds", d/time.Minute, d%time.Minute/time.Second)
	case d >= 10*time.Second:
		return fmt.Sprintf("%ds", d/time.Second)
	}
	return d.Round(10 * time.Millisecond).String()
}
