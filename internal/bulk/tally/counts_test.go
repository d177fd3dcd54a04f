package tally

import (
	"reflect"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Reflection finds a field that somebody added to one of the structs and forgot in the list.
func TestEachCounterIsInTheSnapshotAndInTheMap(t *testing.T) {
	counters := reflect.TypeFor[Counts]()
	require.Equal(t, counters.NumField(), len(Names()))
	require.Equal(t, counters.NumField(), reflect.TypeFor[Snapshot]().NumField())
	for i := range counters.NumField() {
		name := counters.Field(i).Name
		t.Run(name, func(t *testing.T) {
			var c Counts
			reflect.ValueOf(&c).Elem().Field(i).Addr().Interface().(*atomic.Int64).Add(7)
			s := c.Snapshot()
			require.EqualValues(t, 7, reflect.ValueOf(s).FieldByName(name).Int())
			m := s.Map()
			require.Len(t, m, 1)
			for key, n := range m {
				require.EqualValues(t, 7, n)
				require.Equal(t, name, string(key[0]-'a'+'A')+key[1:])
			}
			c.Add(s)
			require.EqualValues(t, 14, reflect.ValueOf(c.Snapshot()).FieldByName(name).Int())
		})
	}
}

// Checkpoints that users have hold these.
func TestTheNamesStayWhatTheyAre(t *testing.T) {
	require.Equal(t, []string{"read", "written", "deleted", "updated", "unchanged", "rejected", "skipped", "counted",
		"same", "different", "onlyLeft", "onlyRight"}, Names())
}

func TestReadIsTheSumOfTheOutcomes(t *testing.T) {
	for name, test := range map[string]struct {
		s     Snapshot
		error string
	}{
		"nothing":          {Snapshot{}, ""},
		"an import":        {Snapshot{Read: 10, Written: 4, Deleted: 1, Rejected: 2, Skipped: 3}, ""},
		"an update":        {Snapshot{Read: 10, Updated: 4, Unchanged: 6}, ""},
		"a count":          {Snapshot{Read: 10, Counted: 9, Skipped: 1}, ""},
		"a diff":           {Snapshot{Read: 13, Same: 2, Different: 3, OnlyLeft: 1, OnlyRight: 2}, ""},
		"one is lost":      {Snapshot{Read: 10, Written: 8, Skipped: 1}, "read 10, but 9 have an outcome (written 8, skipped 1)"},
		"one twice":        {Snapshot{Read: 10, Written: 11}, "read 10, but 11 have an outcome (written 11)"},
		"all lost":         {Snapshot{Read: 10}, "read 10, but 0 have an outcome (none)"},
		"one side is lost": {Snapshot{Read: 5, Same: 2, Different: 1}, "read 5, but 6 have an outcome (same 2 times 2, different 2 times 1)"},
	} {
		t.Run(name, func(t *testing.T) {
			var c Counts
			c.Add(test.s)
			err := c.Reconcile()
			if test.error == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.error)
		})
	}
}

func drawSnapshot(t *rapid.T) Snapshot {
	var s Snapshot
	for _, f := range fields {
		*f.of(&s) = rapid.Int64Range(0, 1<<40).Draw(t, f.name)
	}
	return s
}

func TestAMapComesBackAsTheSnapshot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSnapshot(t)
		back, err := FromMap(s.Map())
		require.NoError(t, err)
		require.Equal(t, s, back)
	})
}

func TestAMapThatIsNotACountsIsRefused(t *testing.T) {
	_, err := FromMap(map[string]int64{"read": 2, "wrote": 1, "Read": 1})
	require.EqualError(t, err, `unknown counts: "Read", "wrote"`)
	_, err = FromMap(map[string]int64{"written": -1})
	require.EqualError(t, err, `count "written" is -1, below 0`)
	s, err := FromMap(nil)
	require.NoError(t, err)
	require.Zero(t, s)
}

func TestASnapshotNeverShowsMoreOutcomesThanRecords(t *testing.T) {
	var c Counts
	const records = 100_000
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range records {
				c.Read.Add(1)
				fields[1+(worker+i)%7].counter(&c).Add(1)
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		require.GreaterOrEqual(t, c.Snapshot().InFlight(), int64(0))
	}
	require.NoError(t, c.Reconcile())
	require.EqualValues(t, 4*records, c.Read.Load())
}
