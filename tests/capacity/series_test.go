package capacity

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dynactor/dynactor/api"
)

// series shows a run second by second. Only for readers: nothing is asserted by what the executor says.
type series struct {
	ledger *ledger

	mu     sync.Mutex
	limits map[string]map[int]float64 // by executor and second
}

func newSeries(l *ledger) *series { return &series{ledger: l, limits: map[string]map[int]float64{}} }

// watch notes an executor's limit in each second, until the end of the test.
func (s *series) watch(name string, ex *api.Executor, until int, limit func(api.TableStats) float64) {
	for s.ledger.now() < until {
		now := limit(ex.Stats().Tables[tableName])
		s.mu.Lock()
		if s.limits[name] == nil {
			s.limits[name] = map[int]float64{}
		}
		s.limits[name][s.ledger.now()] = now
		s.mu.Unlock()
		time.Sleep(time.Second)
	}
}

func writeLimit(s api.TableStats) float64 { return s.Write.Limit }

func readLimit(s api.TableStats) float64 { return s.Read.Limit }

// log writes ten seconds on a line: the units consumed, in all or by each of several groups, what share of
// the items was refused, and the limits in force.
func (s *series) log(t *testing.T, until int, groups ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	line := func(from int, what, format string, value func(second int) float64) {
		fmt.Fprintf(&b, "\n%3d s  %-14s", from, what)
		for n := from; n < min(from+10, until); n++ {
			fmt.Fprintf(&b, format, value(n))
		}
	}
	for from := 0; from < until; from += 10 {
		if len(groups) == 0 {
			line(from, "units", "%8.0f", func(n int) float64 { return s.ledger.between(n, n+1).units })
			line(from, "  refused, %", "%8.1f", func(n int) float64 { return 100 * s.ledger.between(n, n+1).share() })
		}
		for _, group := range groups {
			line(from, group, "%8.0f", func(n int) float64 { return s.ledger.between(n, n+1, group).units })
			line(from, "  refused, %", "%8.1f", func(n int) float64 { return 100 * s.ledger.between(n, n+1, group).share() })
		}
		for _, name := range slices.Sorted(maps.Keys(s.limits)) {
			line(from, "limit "+name, "%8.0f", func(n int) float64 { return s.limits[name][n] })
		}
	}
	t.Log(b.String())
}
