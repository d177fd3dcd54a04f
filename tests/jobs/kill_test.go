package jobs

import (
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

// moment waits until a child is to be killed.
type moment func(p *process)

// within is any time.
func within(span time.Duration) moment {
	wait := rand.N(span)
	return func(p *process) {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-p.ended:
		}
	}
}

// whenSeen is when seen becomes true after some time.
func whenSeen(span time.Duration, seen func() bool) moment {
	first := within(span)
	return func(p *process) {
		first(p)
		for giveUp := time.Now().Add(span); !seen() && time.Now().Before(giveUp); {
			select {
			case <-p.ended:
				return
			case <-time.After(50 * time.Microsecond):
			}
		}
	}
}

// scenario is a job that is killed.
type scenario struct {
	w     *world
	order order
	// fresh sets the world to where the job begins, and says where its outputs go.
	fresh func(t *testing.T, o *order)
	// verify compares what has come of it with the truth. The counts are those of the summary.
	verify func(t *testing.T, o order, a answer)
	// killed, if set, is told of each kill, once the server is at rest.
	killed func(t *testing.T, o order)
}

// survive kills the job again and again, and sees that it comes to the same.
func (s scenario) survive(t *testing.T) {
	t.Helper()
	rounds := 0
	folder := func() string {
		rounds++
		dir := filepath.Join(s.w.folder, "round"+string(rune('a'+rounds/26))+string(rune('a'+rounds%26)))
		require.NoError(t, os.Mkdir(dir, 0o700))
		return dir
	}
	// At a stretch first, which tells how long it takes.
	o := s.begin(t, folder())
	p := s.w.begin(t, o)
	<-p.begun
	began := time.Now()
	a := p.wait()
	lasted := time.Since(began)
	require.Empty(t, a.Err)
	s.verify(t, o, a)
	s.again(t, o, a)

	hits := map[string]int{}
	for done := 0; done < kills(); {
		o := s.begin(t, folder())
		for start := 0; ; start++ {
			o.Sync = start%2 == 1
			p := s.w.begin(t, o)
			<-p.begun
			// Later and later: what a start does until it's killed may be too little to settle anything.
			name, m := s.moment(o, lasted/2+time.Duration(start)*lasted/10)
			m(p)
			killed := p.kill()
			s.w.settle()
			if killed {
				done++
				hits[name]++
				if s.killed != nil {
					s.killed(t, o)
				}
				continue
			}
			a := p.wait()
			require.Empty(t, a.Err, "after %d kills", start)
			s.verify(t, o, a)
			s.again(t, o, a)
			break
		}
	}
	t.Logf("lasts %v, killed %v in %d rounds", lasted.Round(time.Millisecond), hits, rounds-1)
}

// moment draws when to kill.
func (s scenario) moment(o order, span time.Duration) (string, moment) {
	switch n := rand.N(10); {
	case n < 3:
		return "saving", whenSeen(span, func() bool { return exists(o.Checkpoint + ".tmp") })
	case n < 6 && o.Verb == "export":
		before := finished(o)
		return "finishing", whenSeen(span, func() bool { return finished(o) != before })
	}
	return "any time", within(span)
}

// again sees that a job that was done isn't done again.
func (s scenario) again(t *testing.T, o order, a answer) {
	t.Helper()
	before, requests := tree(t, filepath.Dir(o.Checkpoint)), s.w.requests()
	b := s.w.well(t, o)
	require.Equal(t, a.Summary.Counts, b.Summary.Counts)
	require.Equal(t, requests, s.w.requests(), "a job that is done asks for nothing")
	require.Equal(t, before, tree(t, filepath.Dir(o.Checkpoint)))
}

func (s scenario) begin(t *testing.T, folder string) order {
	t.Helper()
	o := s.order
	o.Checkpoint = filepath.Join(folder, "checkpoint")
	s.fresh(t, &o)
	return o
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// finished counts the outputs that are visible.
func finished(o order) (n int) {
	_ = filepath.WalkDir(filepath.Clean(o.Files.Names[0]), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".part") {
			n++
		}
		return nil // files come and go
	})
	return n
}

// tree is all that's in a folder, with content and time.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		all[path] = info.ModTime().String() + string(data)
		return nil
	}))
	return all
}

// saved are the counts that a checkpoint has, none if it isn't there.
func saved(t *testing.T, path string) map[string]int64 {
	t.Helper()
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	var file struct {
		State struct {
			Counts map[string]int64 `json:"counts"`
		} `json:"state"`
	}
	require.NoError(t, json.Unmarshal(data, &file))
	return file.State.Counts
}

// counted is a verify for jobs whose result are their counts.
func counted(want jobs.Counts) func(*testing.T, order, answer) {
	return func(t *testing.T, _ order, a answer) { require.Equal(t, want, a.Summary.Counts) }
}
