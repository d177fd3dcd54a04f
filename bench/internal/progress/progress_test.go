package progress

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestWithoutATerminalEachStepIsALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := New(&out, 2, false)
		p.Begin(Step{Scenario: "puts", Peer: "sdk"})
		time.Sleep(4 * time.Second)
		p.Begin(Step{"puts", "sdk", 1, 5})
		p.Grow(2)
		time.Sleep(2 * time.Second)
		p.Begin(Step{"puts", "", 2, 5})
		p.Hide()
		require.Equal(t, "1/2: puts, sdk\n2/2, 4s left: puts, sdk, round 1 of 5\n3/4, 6s left: puts, round 2 of 5\n", out.String())
	})
}

func TestMoreStepsThanExpectedAreCounted(t *testing.T) {
	var out bytes.Buffer
	p := New(&out, 0, false)
	p.Begin(Step{Scenario: "lone"})
	require.Equal(t, "1/1: lone\n", out.String())
}

func TestQuietWritesNothing(t *testing.T) {
	var out bytes.Buffer
	p := New(&out, 1, true)
	p.Begin(Step{Scenario: "puts"})
	p.Hide()
	p = onTerminal(&out, 1)
	p.quiet = true
	p.Begin(Step{Scenario: "puts"})
	p.Hide()
	require.Empty(t, out.String())
}

// onTerminal takes the writer for a terminal.
func onTerminal(out interface{ Write([]byte) (int, error) }, total int) *Progress {
	p := New(out, total, false)
	p.terminal = true
	return p
}

// screen collects what is drawn, and can be read meanwhile.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// last is what has been drawn since it was asked for before.
func (s *screen) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.text.Reset()
	return s.text.String()
}

func TestTheBarShowsStepsRateAndTimeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out screen
		var items atomic.Int64
		p := onTerminal(&out, 4)
		p.Watch(items.Load)
		p.Begin(Step{"puts", "sdk", 1, 2})
		time.Sleep(10*time.Second + refresh/2) // between two drawings
		require.Contains(t, out.last(), "1/4")

		p.Begin(Step{"puts", "workers", 1, 2})
		items.Store(1000)
		time.Sleep(refresh)
		items.Store(3000)
		time.Sleep(refresh)
		drawn := out.last()
		require.Contains(t, drawn, "[==")
		require.Contains(t, drawn, "2/4, 30s left")
		require.Contains(t, drawn, "puts, workers, round 1 of 2: 8000 items/s")
		p.Hide()
	})
}

func TestAHiddenBarComesBackWithTheNextStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out screen
		p := onTerminal(&out, 2)
		p.Begin(Step{Scenario: "puts"})
		time.Sleep(2 * refresh)
		p.Hide()
		p.Hide()
		out.last()
		time.Sleep(4 * refresh)
		require.Empty(t, out.last(), "nobody draws while it is hidden")

		p.Begin(Step{Scenario: "gets"})
		time.Sleep(2 * refresh)
		require.Contains(t, out.last(), "gets")
		p.Hide()
	})
}

func TestHidingTakesAwayWhatWasDrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out screen
		p := onTerminal(&out, 2)
		p.Begin(Step{Scenario: "puts"})
		time.Sleep(2 * refresh)
		out.last()
		p.Hide()
		// Two lines up, and everything below is cleared; nothing follows.
		require.True(t, strings.HasSuffix(out.last(), "\x1b[2A\x1b[J"))
	})
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestAWriterThatFailsStopsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := onTerminal(broken{}, 2)
		p.Begin(Step{Scenario: "puts"})
		time.Sleep(4 * refresh)
		p.Begin(Step{Scenario: "gets"})
		p.Hide()
	})
}

func TestALineIsCutToTheTerminal(t *testing.T) {
	require.Equal(t, "größ", cut("größer", 4))
	require.Equal(t, "größer", cut("größer", 6))
	require.Empty(t, cut("größer", -1))
}

func TestTheRateBeginsAnewWithEachSection(t *testing.T) {
	var r rate
	start := time.Now()
	after := func(d time.Duration, items int64) float64 { return r.at(start.Add(d), items) }
	require.Zero(t, after(0, 0))
	require.Zero(t, after(time.Second, 0))
	require.Equal(t, 100.0, after(2*time.Second, 100), "it began a second before")
	require.Equal(t, 150.0, after(3*time.Second, 300))
	require.Zero(t, after(4*time.Second, 10), "less than before: another section")
	require.Equal(t, 50.0, after(5*time.Second, 60))
}
