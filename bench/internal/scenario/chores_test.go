package scenario

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// storingEnv is an Env whose target is an api/local within the test.
func storingEnv(t *testing.T, records int) Env {
	db, err := local.New()
	require.NoError(t, err)
	listening := httptest.NewServer(db.Handler())
	aimed := target.NewEndpoint("test", listening.URL, 0, func() error {
		listening.Close()
		return db.Close()
	})
	t.Cleanup(func() { require.NoError(t, aimed.Close()) })
	return Env{Target: aimed, Rounds: 2, Records: records, Duration: 20 * time.Millisecond, Progress: progress.New(io.Discard, 0, true)}
}

func TestChoresTakeTurnsAndFailByName(t *testing.T) {
	e := storingEnv(t, 0)
	var turns []string
	peer := func(name string, fails int) chore {
		return chore{name, func(ctx context.Context, s *stint) error {
			turns = append(turns, name)
			if s.number == fails {
				return errors.New("broken")
			}
			return s.time(func() (int, error) { return s.number, nil })
		}}
	}
	findings := func([]report.Peer) []report.Finding { return nil }
	got, err := e.chores(t.Context(), chores{Scenario: report.Scenario{Name: "test"}, peers: []chore{peer("A", -1), peer("B", -1)}, findings: findings})
	require.NoError(t, err)
	require.Equal(t, []string{"A", "B", "A", "B", "A", "B"}, turns)
	require.Len(t, got[0].Peers[0].Rounds, 2, "the warm-up isn't one of them")
	require.Equal(t, 2, got[0].Peers[0].Rounds[0].Items)
	require.Equal(t, 5, got[0].Peers[1].Rounds[1].Items)

	turns = nil
	got, err = e.chores(t.Context(), chores{Scenario: report.Scenario{Name: "test"}, once: true, peers: []chore{peer("A", -1), peer("B", 3)}, findings: findings})
	require.ErrorContains(t, err, "test: B, round 2: broken")
	require.Equal(t, []string{"A", "B", "A", "B"}, turns)
	require.Len(t, got[0].Peers[0].Rounds, 1, "only whole rounds are kept")
	require.Equal(t, []string{"ended after 1 of 2 rounds"}, got[0].Notes)
}

// TestALoadThatIsNotWholeFails has writers that lose, change or invent an item.
func TestALoadThatIsNotWholeFails(t *testing.T) {
	e := storingEnv(t, 40)
	all := func() (all []items.Item) {
		for n := range e.Records {
			all = append(all, items.Numbered(n))
		}
		return all
	}
	for want, change := range map[string]func([]items.Item) []items.Item{
		"":                        func(all []items.Item) []items.Item { return all },
		"there are 39 items":      func(all []items.Item) []items.Item { return all[1:] },
		"there are 41 items":      func(all []items.Item) []items.Item { return append(all, items.Numbered(40)) },
		"but not the same ones":   func(all []items.Item) []items.Item { return append(all[1:], items.Numbered(40)) },
		"as there should be, but": func(all []items.Item) []items.Item { all[3]["note"] = all[3]["status"]; return all },
	} {
		err := e.loadsTable(t.Context(), &stint{env: e}, numbered(e.Records), func(ctx context.Context, ex *api.Executor, table string) (int, error) {
			return putAll(ctx, ex, table, change(all()))
		})
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want)
	}
}

func TestFilesAreCheckedByTheirContent(t *testing.T) {
	folder := t.TempDir()
	want, err := writeItems(t.Context(), filepath.Join(folder, "a.json.gz"), 30)
	require.NoError(t, err)
	require.NoError(t, want.Check(numbered(30)))
	require.NoError(t, filesHold(folder, numbered(30)))
	require.ErrorContains(t, filesHold(folder, numbered(31)), "there are 30 items, not 31")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "b.json"), []byte("{\n"), 0o600))
	require.ErrorContains(t, filesHold(folder, numbered(30)), "file b.json: line 1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = writeItems(ctx, filepath.Join(folder, "c.json.gz"), 30)
	require.ErrorIs(t, err, context.Canceled)
}

func TestPutsEndWithTheFirstErrorAndTheContext(t *testing.T) {
	e := storingEnv(t, 0)
	broken := errors.New("broken")
	require.NoError(t, e.newTable(t.Context(), "test", func(table string) error {
		return e.executing(nil, func(ex *api.Executor) error {
			n := 0
			done, err := putEach(t.Context(), ex, table, 4, func() (items.Item, error) {
				if n++; n > 10 {
					return nil, broken
				}
				return items.Numbered(n), nil
			})
			require.ErrorIs(t, err, broken)
			require.Equal(t, 10, done)
			ctx, cancel := context.WithCancel(t.Context())
			_, err = putEach(ctx, ex, table, 4, func() (items.Item, error) { // endless, unless the context ends it
				if n++; n > 100 {
					cancel()
				}
				return items.Numbered(n), nil
			})
			require.ErrorIs(t, err, context.Canceled)
			_, err = putEach(t.Context(), ex, "absent", 4, func() (items.Item, error) { return items.Numbered(n), nil })
			require.Error(t, err, "an endless source ends with the first error")
			return nil
		})
	}))
}

func TestTheRateIsMeasuredBetweenWrites(t *testing.T) {
	line := engine.Line{Step: 10 * time.Millisecond, Steps: make([]engine.Step, limitSteps)}
	for i := range line.Steps {
		switch {
		case i < limitFrom:
			line.Steps[i].Units = 1000 // what was saved up isn't looked at
		case i%10 == 3 && i < 500:
			line.Steps[i].Units = 20
		}
	}
	var s stint
	s.result = load.Result{Acknowledged: 5, Elapsed: time.Second}
	s.heldTo(line, 200)
	require.Equal(t, consumed, s.figures[0].Name)
	require.InDelta(t, 100, s.figures[0].Value, 1e-9)
	require.InDelta(t, 0, s.figures[1].Value, 1e-9)
	s = stint{result: s.result}
	s.heldTo(line, 250)
	require.InDelta(t, 80, s.figures[0].Value, 1e-9)
	require.InDelta(t, 20, s.figures[1].Value, 1e-9)
	s = stint{result: s.result}
	s.heldTo(engine.Line{}, 200)
	require.True(t, math.IsNaN(s.figures[1].Value), "what nobody has written has no rate")
}

func TestTheDistanceIsWhatTheTargetDoesNotTake(t *testing.T) {
	e := storingEnv(t, 0)
	require.Equal(t, 5*time.Millisecond, e.delay())
	for latency, want := range map[time.Duration]time.Duration{0: 5 * time.Millisecond, 3 * time.Millisecond: 2 * time.Millisecond, 9 * time.Millisecond: 0} {
		e := Env{Target: &target.Target{Local: true}, Latencies: []time.Duration{latency}}
		require.Equal(t, want, e.delay())
	}
	require.NoError(t, e.newTable(t.Context(), "test", func(table string) error {
		start := time.Now()
		n, err := updateOneByOne(t.Context(), e.Target.Unmetered(e.distant), table, "x", 3, time.Hour)
		require.Error(t, err, "there are no items")
		require.Zero(t, n)
		require.GreaterOrEqual(t, time.Since(start), updateDistance)
		e.Target.Release()
		return nil
	}))
}
