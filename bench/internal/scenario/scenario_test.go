package scenario

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/server"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script is a server and peers that only pretend: each run of a peer has one
// item acknowledged, and it arrives unless it's to be lost.
type script struct {
	turns   []string
	arrived server.Count
	lose    string // the turn whose item does not arrive
	swap    string // the turn in which another item arrives instead
}

func (s *script) env() Env {
	return Env{
		Counts: func(context.Context) (server.Counts, error) {
			return server.Counts{"PutItem": s.arrived}, nil
		},
		Rounds:   2,
		Duration: time.Millisecond,
		Progress: func(string, ...any) {},
	}
}

func (s *script) peer(name string) peers.Peer {
	var keys items.Keys
	runs := 0
	return peers.Peer{Name: name, Run: func(context.Context, time.Time) ([]*load.Recorder, error) {
		turn := fmt.Sprint(name, runs)
		runs++
		s.turns = append(s.turns, turn)
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

func (s *script) contest() contest {
	return contest{name: "test", peers: []peers.Peer{s.peer("A"), s.peer("B"), s.peer("C")},
		ratios: []ratio{{"A", "B", report.AtLeast(1)}, {"B", "C", nil}}}
}

func TestPeersTakeTurnsAfterTheirWarmUp(t *testing.T) {
	var s script
	got, err := s.contest().run(t.Context(), s.env())
	require.NoError(t, err)
	require.Equal(t, []string{"A0", "B0", "C0", "A1", "B1", "C1", "A2", "B2", "C2"}, s.turns)
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
	env := s.env()
	env.Filter = "A"
	got, err := s.contest().run(t.Context(), env)
	require.NoError(t, err)
	require.Equal(t, []string{"A0", "A1", "A2"}, s.turns)
	require.Empty(t, got.Findings)
}

func TestALostItemFailsTheRoundItWasLostIn(t *testing.T) {
	s := script{lose: "B2"}
	_, err := s.contest().run(t.Context(), s.env())
	require.ErrorContains(t, err, "test, round 2: B: 1 items were acknowledged, but 0 arrived")
}

func TestAnotherItemThanTheAcknowledgedFailsTheWarmUpToo(t *testing.T) {
	s := script{swap: "C0"}
	_, err := s.contest().run(t.Context(), s.env())
	require.ErrorContains(t, err, "test, warm-up: C: 1 items were acknowledged and as many arrived, but not the same ones")
}

func TestADuelAlternatesWhoIsFirst(t *testing.T) {
	var s script
	d := duel{name: "test", block: time.Nanosecond, findings: loneFindings}
	pair := [2]peers.Peer{s.peer("A"), s.peer("B")}
	results, arrived, err := d.round(t.Context(), s.env(), pair, time.Microsecond)
	require.NoError(t, err)
	for i, turn := range s.turns {
		block := i / 2
		want := "AB"[(block+i)%2]
		require.Equal(t, fmt.Sprint(string(want), block), turn, s.turns)
	}
	for i := range pair {
		require.Equal(t, len(s.turns)/2, results[i].Acknowledged)
		require.NoError(t, arrived[i].Verify(results[i].Acknowledged, results[i].Keys))
	}
}

func TestADuelFindsLossToo(t *testing.T) {
	s := script{lose: "B0"}
	d := duel{name: "test", block: time.Nanosecond, findings: loneFindings}
	_, err := d.run(t.Context(), s.env(), [2]peers.Peer{s.peer("A"), s.peer("B")})
	require.ErrorContains(t, err, "warm-up: B: 1 items were acknowledged, but 0 arrived")
}
