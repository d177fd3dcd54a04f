package main

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

// busy is a job that runs for so long, in the middle of it all.
func busy(t *testing.T, runs time.Duration) *script {
	s := newScript(t)
	s.hold = make(chan struct{})
	go func() {
		time.Sleep(runs)
		close(s.hold)
	}()
	s.progress = jobs.Progress{
		Verb: "copy", Counts: jobs.Counts{Written: 1200, Rejected: 3}, Read: 1300, Total: 5000, Elapsed: 90 * time.Second, PerSecond: 1234.4,
		Left: 90 * time.Minute, Waiting: "table a", Paused: true, SegmentsDone: 2, SegmentsTotal: 8, Segments: []jobs.SegmentProgress{{Segment: 5, Items: 1000}},
	}
	s.stats.Tables = map[string]api.TableStats{
		"a": {Carried: 100, Throttles: 25, Read: api.CapacityStats{Limit: 3000, UsedPerSecond: 1500, Used: 9000}},
		"b": {Carried: 100, Throttles: 25, Write: api.CapacityStats{UsedPerSecond: 2.3, Used: 9}},
	}
	s.summary = jobs.Summary{Verb: "copy", Counts: jobs.Counts{Read: 10, Written: 10}, Took: 90 * time.Second, ReadUnits: 5, WriteUnits: 10}
	return s
}

const busyText = "1,203 of about 5,000 items (24.1%), 1,234 items/s, 1,500 of 3,000 read units/s, 2.3 write units/s, " +
	"25.0% throttled, segment 2 of 8, 3 rejected, 1h30m left, paused, waiting: table a"

func TestPlainProgressIsALineEachTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := busy(t, 25*time.Second)
		require.Equal(t, exitDone, s.run("copy", "--table", "a", "--to-table", "b", "--verbose"), s.stderr)
		lines := strings.Split(s.stderr.String(), "\n")
		require.Equal(t, "copy: "+busyText, lines[0])
		require.Equal(t, "  segment 5: 1,000 items", lines[1])
		// Nothing was throttled since.
		require.Equal(t, "copy: "+strings.Replace(busyText, "25.0% throttled, ", "", 1), lines[2])
		require.Equal(t, "copy done in 1m30s", lines[4])
		require.Equal(t, "  units used: 5 read units and 10 write units", lines[6])
	})
}

func TestWithoutProgressThereAreTheSummaryAndTheSignals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := busy(t, 25*time.Second)
		s.signals <- os.Interrupt
		s.events = []jobs.Event{{Kind: jobs.Waiting}}
		s.err = jobs.ErrCancelled
		require.Equal(t, exitCancelled, s.run("copy", "--table", "a", "--to-table", "b", "--progress", "none"), s.stderr)
		require.True(t, strings.HasPrefix(s.stderr.String(), "cancelling: waiting for 97 records"), s.stderr)
		require.Contains(t, s.stderr.String(), "copy cancelled in 1m30s\n")
		time.Sleep(time.Minute) // in the bubble's time: for busy's goroutine
	})
}

func TestEventsAreLines(t *testing.T) {
	p := jobs.Progress{Verb: "copy", Waiting: "table a", Counts: jobs.Counts{Written: 1200}}
	s := newScript(t)
	for _, kind := range []jobs.EventKind{jobs.Started, jobs.Resumed, jobs.Waiting, jobs.Going, jobs.Paused, jobs.Unpaused, jobs.Saved, jobs.Ended, jobs.Waiting} {
		s.events = append(s.events, jobs.Event{Kind: kind, Progress: p})
	}
	s.events[2].Err = errors.New("no route")
	s.run("copy", "--table", "a", "--to-table", "b")
	require.True(t, strings.HasPrefix(s.stderr.String(),
		"copy: resumed behind 1,200 items\ncopy: waiting: no route\ncopy: goes on\ncopy: paused\ncopy: unpaused\ncopy: waiting: table a\ncopy done"), s.stderr)
}

func TestABarIsDrawnOnATerminalAndGoneAtTheEnd(t *testing.T) {
	for _, args := range [][]string{nil, {"--progress", "bar"}} {
		synctest.Test(t, func(t *testing.T) {
			s := busy(t, 2500*time.Millisecond)
			s.app.onTerminal = args == nil
			s.events = []jobs.Event{{Kind: jobs.Resumed, Progress: s.progress}}
			require.Equal(t, exitDone, s.run(append([]string{"copy", "--table", "a", "--to-table", "b"}, args...)...), s.stderr)
			out := s.stderr.String()
			require.True(t, strings.HasPrefix(out, "copy: resumed behind 1,203 items\n"), out)
			require.Contains(t, out, "copy  [===>--------------] 1,203 of about 5,000 items (24.1%)\n"+
				"  1,234 items/s, 1,500 of 3,000 read units/s, 2.3 write units/s, 25.0% throttle…\n  1h30m left, paused, waiting: table a\n")
			require.Contains(t, out[strings.LastIndex(out, "of about"):], "copy done in 1m30s\n")
		})
	}
}

func TestSegmentsAreListedAboveTheBarEachTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := busy(t, 25500*time.Millisecond)
		s.app.onTerminal = true
		require.Equal(t, exitDone, s.run("copy", "--table", "a", "--to-table", "b", "--verbose"), s.stderr)
		require.Equal(t, 2, strings.Count(s.stderr.String(), "  segment 5: 1,000 items\n"))
	})
}

// events reads all lines of stderr: each must be an object.
func events(t *testing.T, s *script) (out []map[string]any) {
	for _, line := range strings.Split(strings.TrimSuffix(s.stderr.String(), "\n"), "\n") {
		var e map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &e), line)
		require.NotEmpty(t, e["time"])
		require.NotEmpty(t, e["event"])
		out = append(out, e)
	}
	return out
}

func TestJSONEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := busy(t, 1500*time.Millisecond)
		s.events = []jobs.Event{{Kind: jobs.Waiting, At: time.Unix(5, 0).UTC(), Err: errors.New("no route"), Progress: s.progress}}
		s.summary.Files = []string{"f"}
		require.Equal(t, exitDone, s.run("copy", "--table", "a", "--to-table", "b", "--progress", "json", "--verbose"), s.stderr)
		got := events(t, s)
		require.Len(t, got, 3)
		progress := map[string]any{
			"read": 1300.0, "settled": 1203.0, "counts": map[string]any{"written": 1200.0, "rejected": 3.0}, "total": 5000.0, "perSecond": 1234.4,
			"elapsedSeconds": 90.0, "leftSeconds": 5400.0, "waiting": "table a", "paused": true, "segmentsDone": 2.0, "segmentsTotal": 8.0,
			"segments": []any{map[string]any{"segment": 5.0, "items": 1000.0}},
		}
		require.Equal(t, map[string]any{"time": "1970-01-01T00:00:05Z", "event": "waiting", "verb": "copy", "error": "no route", "progress": progress}, got[0])
		require.Equal(t, map[string]any{
			"time": "2023-11-14T22:13:20Z", "event": "progress", "verb": "copy", "progress": progress,
			"units": map[string]any{"read": map[string]any{"perSecond": 1500.0, "limit": 3000.0, "used": 9000.0}, "write": map[string]any{"perSecond": 2.3, "used": 9.0}, "throttled": 0.25},
		}, got[1])
		require.Equal(t, map[string]any{
			"time": "2023-11-14T22:13:20Z", "event": "summary", "verb": "copy", "exit": 0.0,
			"summary": map[string]any{
				"counts": map[string]any{"read": 10.0, "written": 10.0}, "reconciled": true, "resumed": false, "dryRun": false, "tookSeconds": 90.0,
				"readUnits": 5.0, "writeUnits": 10.0, "files": []any{"f"}, "hotKeys": []any{},
			},
		}, got[2])
	})
}

func TestJSONEndings(t *testing.T) {
	s := newScript(t)
	s.hold, s.err = make(chan struct{}), jobs.ErrCancelled
	s.signals <- os.Interrupt
	require.Equal(t, exitCancelled, s.run("count", "--table", "a", "--progress", "json"))
	got := events(t, s)
	require.Equal(t, "cancelling", got[0]["event"])
	require.Equal(t, 0.0, got[0]["inFlight"])
	require.Equal(t, 4.0, got[1]["exit"])
	require.Equal(t, "dynactor count --table a --progress json", got[1]["summary"].(map[string]any)["resume"])
	require.Nil(t, got[1]["error"])

	s = newScript(t)
	s.err = errors.New("no such table")
	require.Equal(t, exitFailed, s.run("count", "--table", "a", "--progress", "json"))
	require.Equal(t, "no such table", events(t, s)[0]["error"])

	s = newScript(t)
	require.Equal(t, exitUsage, s.run("delete", "--table", "a", "--progress", "json"))
	got = events(t, s)
	require.Equal(t, "failed", got[0]["event"])
	require.Equal(t, 2.0, got[0]["exit"])
	require.Contains(t, got[0]["error"], "--yes")

	s = newScript(t)
	s.hold, s.onCancel = make(chan struct{}), func() {}
	s.app.exit = func(int) { close(s.hold) }
	s.signals <- os.Interrupt
	s.signals <- os.Interrupt
	s.run("count", "--table", "a", "--progress", "json")
	require.Equal(t, 130.0, events(t, s)[1]["exit"])
}

func TestTheSummaryOfADryRunHasItsCost(t *testing.T) {
	for name, test := range map[string]struct {
		provisioned bool
		err         error
		args        []string
		want        string
		usd         float64
	}{
		"on demand":       {false, nil, nil, "about 0.75 USD", 0.75},
		"provisioned":     {true, nil, nil, "no extra cost (provisioned capacity)", 0},
		"not known":       {true, errors.New("not allowed"), nil, "about 0.75 USD", 0.75},
		"by other prices": {false, nil, []string{"--read-price", "1", "--write-price", "2"}, "about 3.00 USD", 3},
	} {
		t.Run(name, func(t *testing.T) {
			for _, kind := range []string{"plain", "json"} {
				s := newScript(t)
				s.info.provisioned, s.infoErr = test.provisioned, test.err
				s.summary = jobs.Summary{Verb: "copy", ReadUnits: 1e6, WriteUnits: 1e6}
				require.Equal(t, exitDone, s.run(append([]string{"copy", "--table", "a", "--to-table", "b", "--dry-run", "--progress", kind}, test.args...)...))
				if kind == "plain" {
					require.Contains(t, s.stderr.String(), "dry run: nothing was written")
					require.Contains(t, s.stderr.String(), test.want)
					continue
				}
				require.InDelta(t, test.usd, events(t, s)[0]["summary"].(map[string]any)["costUSD"], 1e-9)
			}
		})
	}
}

func TestADryRunOfReadsCostsReads(t *testing.T) {
	s := newScript(t)
	s.summary = jobs.Summary{Verb: "count", ReadUnits: 8e6}
	require.Equal(t, exitDone, s.run("count", "--table", "a", "--dry-run"))
	require.Contains(t, s.stderr.String(), "estimated cost: 8,000,000 read units, about 1.00 USD")
}

func TestTheSummaryHasFilesRejectsAndHotKeys(t *testing.T) {
	s := newScript(t)
	s.stats.Tables = map[string]api.TableStats{"a": {HotKeys: api.HotKeys{
		ByUnits:     []api.HotKey{{Key: "#11", Share: 0.4, Units: 4_000, Read: true}, {Key: "#22", Share: 0.01, Units: 4_000, Read: true}, {Key: "#44", Share: 1, Units: 3, Read: true}},
		ByThrottles: []api.HotKey{{Key: "#33", Share: 0.02, Throttled: 1234}, {Key: "#11", Share: 0.4, Units: 4_000, Read: true}},
	}}}
	s.summary = jobs.Summary{Verb: "export", Resumed: true, Took: 1500 * time.Millisecond, Rejects: "r.jsonl", Counts: jobs.Counts{Read: 1, Rejected: 1}}
	for i := range 12 {
		s.summary.Files = append(s.summary.Files, "f"+string(rune('a'+i)))
	}
	require.Equal(t, exitRejected, s.run("export", "--table", "a", "--to", "x/"))
	out := s.stderr.String()
	for _, want := range []string{
		"export done in 1.5s (resumed; the counts are those of all its runs)\n", "  file: fj\n  and 2 files more\n", "  rejected records: r.jsonl\n",
		"  hot key #33 of table a: 2% of its write units in the last minute, 1,234 refused\n", "  hot key #11 of table a: 40% of its read units in the last minute\n",
	} {
		require.Contains(t, out, want)
	}
	require.NotContains(t, out, "#22")
	require.NotContains(t, out, "#44", "a table with a key isn't hot")
	require.Equal(t, 1, strings.Count(out, "#11"))
}

func TestTimesAndNumbersAreShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 1234 * time.Millisecond: "1.23s", 59900 * time.Millisecond: "59s", 61 * time.Second: "1m1s", 3*time.Hour + 2*time.Minute: "3h2m", 49 * time.Hour: "2d1h",
	} {
		require.Equal(t, want, shortTime(d))
	}
	for f, want := range map[float64]string{0: "0", 0.25: "0.2", 9.94: "9.9", 9.96: "10", 1234.5: "1,235"} {
		require.Equal(t, want, groupedFloat(f))
	}
	require.Equal(t, "-1,234", grouped(-1234))
}
