package scenario

import (
	"context"
	"errors"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// steps are a record's, each of a tenth of a second, of so many units.
func steps(units ...float64) (all []engine.Step) {
	for _, u := range units {
		all = append(all, engine.Step{Units: u, Served: int(u), Refused: 1, Calls: 1})
	}
	return all
}

// after is what a turn of a second may have left, by two clients.
func after() aftermath {
	return aftermath{
		Result: load.Result{Acknowledged: 60, Failed: 15, Aside: 25},
		table:  "t", lost: 2,
		record: engine.Record{Step: 100 * time.Millisecond, Age: time.Second, Series: []engine.Series{
			{Table: "t", Client: "first", Write: true, Steps: steps(9, 9, 9, 9, 9, 5, 5, 5, 5, 5)},
			{Table: "t", Client: "second", Write: true, Steps: steps(0, 0, 0, 0, 0, 4, 4, 4, 4, 4)},
			{Table: "t", Client: "second", Steps: steps(1)},
			{Table: "u", Client: "second", Write: true, Steps: steps(100)},
		}},
	}
}

func TestTheFiguresOfATurnAreThoseOfItsOwnTable(t *testing.T) {
	a := after()
	require.Equal(t, []report.Measure{{Name: consumed, Value: 90}, {Name: throttled, Value: 100 * 10.0 / 55}},
		a.steady(500*time.Millisecond, time.Second, 100))
	require.Equal(t, []report.Measure{{Name: lostItems, Value: 2}, {Name: failures, Value: 15}, {Name: calls, Value: 21}}, a.losses())
	require.Equal(t, server.Counts{"writes": {Calls: 20, Items: 90}, "reads": {Calls: 1, Items: 1}}, a.arrived())
	require.Zero(t, a.sharedBy("second", 100*time.Millisecond, 500*time.Millisecond))
	require.InDelta(t, 400.0/9, a.sharedBy("second", 500*time.Millisecond, time.Second), 1e-9)
	require.Zero(t, a.sharedBy("second", time.Minute, time.Hour), "nobody has a share of nothing")
	require.True(t, math.IsNaN(percentOf(0, 0)))
	require.Zero(t, aftermath{}.failedShare())
}

func TestATimelineHasStepsThatAnEyeCanTellApart(t *testing.T) {
	record := engine.Record{Step: 100 * time.Millisecond, Age: 31 * time.Second}
	series := engine.Series{Table: "t"}
	for range 310 {
		series.Steps = append(series.Steps, engine.Step{Units: 100, Served: 30, Refused: 10})
	}
	record.Series = []engine.Series{series}
	line := record.Of(func(engine.Series) bool { return true })
	drawn := timeline(record, 30*time.Second, consumption(line)...)
	require.Equal(t, 0.5, drawn.Step)
	require.Equal(t, []string{unitsLine, throttled}, []string{drawn.Lines[0].Name, drawn.Lines[1].Name})
	for _, l := range drawn.Lines {
		require.Len(t, l.Values, lineSteps, "what came after the time isn't drawn")
	}
	require.InDelta(t, 1000, drawn.Lines[0].Values[59], 1e-9)
	require.InDelta(t, 25, drawn.Lines[1].Values[0], 1e-9)

	short := timeline(record, 250*time.Millisecond, consumption(line)...)
	require.Equal(t, 0.1, short.Step, "no finer than the record")
	require.Len(t, short.Lines[0].Values, 2)
	require.Empty(t, timeline(engine.Record{}, time.Second, consumption(engine.Line{})...).Lines[0].Values)
}

func TestALimitIsDrawnWithItsChanges(t *testing.T) {
	l := limit(30*time.Second, func(at time.Duration) float64 {
		if at >= 10*time.Second {
			return 2
		}
		return 1
	})
	values := l.Lines[0].Values
	require.InDelta(t, 30, l.Step*float64(len(values)), 1e-9)
	require.Equal(t, []float64{1, 2}, []float64{values[len(values)/3-1], values[len(values)/3]})
	require.Equal(t, unitsLine, l.Lines[0].Name, "the peers' lines have the same name")
}

func TestAFailureIsCountedUnlessAllIsOver(t *testing.T) {
	broken := errors.New("broken")
	s := &scene{until: time.Now().Add(-2 * grace)}
	require.NoError(t, s.settle(t.Context(), "a", nil))
	require.Equal(t, []string{"a"}, s.acknowledged())
	require.ErrorIs(t, s.settle(t.Context(), "b", broken), load.ErrFailed)
	require.Equal(t, []string{"a"}, s.acknowledged())

	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	require.NotErrorIs(t, tolerate(interrupted, broken), load.ErrFailed)
	require.ErrorIs(t, tolerate(interrupted, broken), context.Canceled)

	overdue, done := s.patience(t.Context())
	defer done()
	require.ErrorIs(t, tolerate(overdue, broken), load.ErrFailed, "what is late has failed")
	require.NoError(t, orOverdue(context.Cause(overdue)), "and its caller ends")
	require.ErrorIs(t, orOverdue(broken), broken)
}

// turns are those of peers of which one fails in its second round.
func turns(fails string) (e Env, r rivals) {
	e = Env{Rounds: 2, Target: &target.Target{Name: "local"}, Progress: progress.New(io.Discard, 0, true)}
	had := map[string]int{}
	r = rivals{
		Scenario: report.Scenario{Name: "capacity"},
		promises: []promise{{"until calm s", report.AtMost(5)}, {consumed, report.AtLeast(95)}},
		turn: func(_ context.Context, c peers.Contestant) (turn, error) {
			had[c.Name]++
			if c.Name == fails && had[c.Name] == 2 {
				return turn{}, errors.New("broken")
			}
			return turn{
				aftermath: after(),
				figures:   []report.Measure{{Name: consumed, Value: 96}, {Name: "until calm s", Value: math.NaN()}},
				timeline:  &report.Timeline{Step: float64(had[c.Name])},
			}, nil
		},
	}
	return e, r
}

func TestAPeerThatARateIsTooMuchForIsNoted(t *testing.T) {
	e, r := turns("")
	e.Rounds, e.Peers = 1, []string{"workers"}
	inner := r.turn
	r.turn = func(ctx context.Context, c peers.Contestant) (turn, error) {
		t, err := inner(ctx, c)
		t.Abandoned = 9
		return t, err
	}
	all, err := e.rivals(t.Context(), r)
	require.NoError(t, err)
	require.Len(t, all[0].Notes, 1)
	require.Contains(t, all[0].Notes[0], "workers, round 1: 9 of 109 arrivals never got their start")
}

func TestRivalsHaveTheirTurnsAndDynactorItsPromises(t *testing.T) {
	e, r := turns("")
	all, err := e.rivals(t.Context(), r)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Len(t, all[0].Peers, len(peers.Limited()))
	for _, p := range all[0].Peers {
		require.Len(t, p.Rounds, 2)
		require.Equal(t, 2.0, p.Timeline.Step, "of the last round")
		require.Equal(t, 96.0, p.Figure(consumed).Value)
		require.Equal(t, 60, p.Rounds[0].Items)
	}
	var findings []string
	for _, f := range all[0].Findings {
		findings = append(findings, f.Name+", "+f.Unit)
		require.Equal(t, f.Unit == "%", f.Target.Met(f.Value), "never is not in time")
	}
	require.Equal(t, []string{
		"dynactor-async, until calm, s", "dynactor-async, consumed, %", "dynactor-sync, until calm, s", "dynactor-sync, consumed, %",
	}, findings)
}

func TestWholeRoundsOfRivalsAreKept(t *testing.T) {
	e, r := turns("workers")
	all, err := e.rivals(t.Context(), r)
	require.ErrorContains(t, err, "capacity: workers: broken")
	for _, p := range all[0].Peers {
		require.Len(t, p.Rounds, 1)
	}
	e, r = turns("workers")
	e.Rounds, e.Peers = 1, []string{"nobody"}
	all, err = e.rivals(t.Context(), r)
	require.NoError(t, err)
	require.Empty(t, all)
}

func TestTheHotKeyHasItsShareAndItsStandInHasNone(t *testing.T) {
	for _, hot := range []bool{true, false} {
		h := &heat{random: rand.New(rand.NewPCG(1, 1)), hot: hot}
		byKey, byItem := map[string]int{}, map[string]int{}
		classes := [2]int{}
		for range 10_000 {
			p := h.next()
			key, err := items.KeyOf(p.item())
			require.NoError(t, err)
			byItem[key]++
			byKey[p.key]++
			classes[p.class]++
		}
		require.InDelta(t, 10_000*hotShare, classes[1], 200)
		require.Len(t, byItem, 10_000, "all items are fresh")
		most := slices.Max(slices.Collect(maps.Values(byKey)))
		if hot {
			require.InDelta(t, classes[1], most, 1, "the first put may be of the same key")
		} else {
			require.Equal(t, 1, most)
		}
	}
}

func TestOnlyOtherKeysAfterTheWarmUpAreMeasured(t *testing.T) {
	from := time.Now()
	h := &heat{scene: &scene{}, from: from}
	require.NoError(t, h.ended(t.Context(), hotPut{"a", "0", 0, from}, nil))
	require.Equal(t, load.ErrAside, h.ended(t.Context(), hotPut{"b", "0", 0, from.Add(-1)}, nil))
	require.Equal(t, load.ErrAside, h.ended(t.Context(), hotPut{"c", "1", 1, from}, nil))
	require.ErrorIs(t, h.ended(t.Context(), hotPut{"d", "1", 1, from}, io.EOF), load.ErrFailed)
	require.Equal(t, []string{"a/0", "b/0", "c/1"}, h.acknowledged())
	require.Equal(t, []float64{0, 50}, []float64{h.ends[0].failedShare(), h.ends[1].failedShare()})
}
