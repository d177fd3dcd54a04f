package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/target"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script is a server and peers that only pretend: each run of a peer has one
// item acknowledged, and it arrives unless it's to be lost.
type script struct {
	turns   []string
	arrived server.Count
	lose    string // the turn whose item does not arrive
	swap    string // the turn in which another item arrives instead
	cancel  string // the turn in which the user interrupts
	stop    context.CancelFunc
}

func (s *script) env(t *testing.T) Env {
	counts := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		assert.NoError(t, json.NewEncoder(w).Encode(server.Counts{"PutItem": s.arrived}))
	})
	return Env{
		Target:   fixedTarget(t, counts),
		Rounds:   2,
		Duration: time.Millisecond,
		Progress: progress.New(io.Discard, 0, true),
	}
}

// fixedTarget is a fixed target within the test.
func fixedTarget(t *testing.T, handler http.Handler) *target.Target {
	listening := httptest.NewServer(handler)
	t.Cleanup(listening.Close)
	aimed := target.NewFixed(server.At(listening.URL), time.Millisecond)
	t.Cleanup(func() { require.NoError(t, aimed.Close()) })
	return aimed
}

func (s *script) peer(name string) peers.Peer {
	var keys items.Keys
	runs := 0
	return peers.Peer{Name: name, Run: func(ctx context.Context, _ time.Time) ([]*load.Recorder, error) {
		turn := fmt.Sprint(name, runs)
		runs++
		s.turns = append(s.turns, turn)
		if turn == s.cancel {
			s.stop()
			return nil, ctx.Err()
		}
		recorder, key := new(load.Recorder), keys.Next()
		recorder.Acknowledge(key, time.Now())
		if turn == s.swap {
			key = keys.Next()
		}
		if turn != s.lose {
			s.arrived.Calls++
			s.arrived.Items++
			s.arrived.Keys.Add(items.Hash(key))
		}
		return []*load.Recorder{recorder}, nil
	}}
}

func (s *script) point(e Env, name string) point {
	return point{
		Scenario:   report.Scenario{Name: name},
		contenders: e.filter(s.peer("A"), s.peer("B"), s.peer("C")),
		findings:   ratios(ratio{"A", "B", report.AtLeast(1)}, ratio{"B", "C", nil}),
	}
}

func TestPeersTakeTurnsAfterTheirWarmUp(t *testing.T) {
	var s script
	env := s.env(t)
	all, err := env.contest(t.Context(), s.point(env, "test"))
	require.NoError(t, err)
	require.Equal(t, []string{"A0", "B0", "C0", "A1", "B1", "C1", "A2", "B2", "C2"}, s.turns)
	require.Len(t, all, 1)
	got := all[0]
	require.Equal(t, "fixed 1ms", got.Target)
	require.Len(t, got.Peers, 3)
	for _, peer := range got.Peers {
		require.Len(t, peer.Rounds, 2, "the warm-up isn't one of them")
	}
	require.Len(t, got.Findings, 2)
	require.Equal(t, "A / B", got.Findings[0].Name)
	require.Equal(t, report.AtLeast(1), got.Findings[0].Target)
}

func TestAFilterLeavesPeersAndTheirRatiosOut(t *testing.T) {
	var s script
	env := s.env(t)
	env.Peers = []string{"A", "X"}
	got, err := env.contest(t.Context(), s.point(env, "test"))
	require.NoError(t, err)
	require.Equal(t, []string{"A0", "A1", "A2"}, s.turns)
	require.Empty(t, got[0].Findings)
}

func TestALostItemFailsTheRoundItWasLostIn(t *testing.T) {
	s := script{lose: "B2"}
	env := s.env(t)
	_, err := env.contest(t.Context(), s.point(env, "test"))
	require.ErrorContains(t, err, "test, round 2: B: 1 items were acknowledged, but 0 arrived")
}

func TestAnotherItemThanTheAcknowledgedFailsTheWarmUpToo(t *testing.T) {
	s := script{swap: "C0"}
	env := s.env(t)
	_, err := env.contest(t.Context(), s.point(env, "test"))
	require.ErrorContains(t, err, "test, warm-up: C: 1 items were acknowledged and as many arrived, but not the same ones")
}

func TestASweepsPointsTakeTurnsToo(t *testing.T) {
	var s script
	env := s.env(t)
	env.Rounds = 1
	first, second := s.point(env, "first"), s.point(env, "second")
	var prepared int
	second.before = func(context.Context) error {
		prepared++
		return nil
	}
	got, err := env.contest(t.Context(), first, second)
	require.NoError(t, err)
	require.Equal(t, []string{"A0", "B0", "C0", "A0", "B0", "C0", "A1", "B1", "C1", "A1", "B1", "C1"}, s.turns)
	require.Equal(t, 2, prepared)
	require.Len(t, got, 2)
}

func TestAnInterruptKeepsTheWholeRounds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := script{cancel: "B2", stop: cancel}
	env := s.env(t)
	got, err := env.contest(ctx, s.point(env, "test"))
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, got, 1)
	for _, peer := range got[0].Peers {
		require.Len(t, peer.Rounds, 1)
	}
	require.Len(t, got[0].Findings, 2)
	require.Equal(t, []string{"ended after 1 of 2 rounds"}, got[0].Notes)
}

func TestAnInterruptBeforeAWholeRoundKeepsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := script{cancel: "C1", stop: cancel}
	env := s.env(t)
	got, err := env.contest(ctx, s.point(env, "test"))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, got)
}

func TestADuelAlternatesWhoIsFirst(t *testing.T) {
	var s script
	d := duel{name: "test", block: time.Nanosecond, findings: loneFindings}
	pair := [2]peers.Peer{s.peer("A"), s.peer("B")}
	results, arrived, err := d.round(t.Context(), s.env(t), pair, time.Microsecond)
	require.NoError(t, err)
	for i, turn := range s.turns {
		block := i / 2
		want := "AB"[(block+i)%2]
		require.Equal(t, fmt.Sprint(string(want), block), turn, s.turns)
	}
	for i := range pair {
		require.Equal(t, len(s.turns)/2, results[i].Acknowledged)
		require.NoError(t, arrived[i].Verify(server.Expected{Exact: results[i].Exact, Keys: results[i].Keys}))
		require.EqualValues(t, results[i].Acknowledged, results[i].Latency.Count())
	}
}

func TestADuelFindsLossToo(t *testing.T) {
	s := script{lose: "B0"}
	d := duel{name: "test", block: time.Nanosecond, findings: loneFindings}
	_, err := d.run(t.Context(), s.env(t), [2]peers.Peer{s.peer("A"), s.peer("B")})
	require.ErrorContains(t, err, "warm-up: B: 1 items were acknowledged, but 0 arrived")
}
