package checkpoint

import (
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// job is one whose state is a number that the test sets.
type job struct {
	path              string
	number, snapshots atomic.Int64
	broken            atomic.Bool
}

var errBroken = errors.New("broken")

func newJob(t *testing.T) *job {
	j := &job{path: filepath.Join(t.TempDir(), "job")}
	j.number.Store(1)
	return j
}

func (j *job) snapshot() (*State, error) {
	j.snapshots.Add(1)
	if j.broken.Load() {
		return nil, errBroken
	}
	if n := j.number.Load(); n != 0 {
		return numbered(n), nil
	}
	return nil, nil
}

func (j *job) saved() int64 {
	s, err := Load(j.path)
	if err != nil {
		return 0
	}
	return s.Counts["number"]
}

func TestAKeeperSavesAtItsInterval(t *testing.T) {
	j := newJob(t)
	synctest.Test(t, func(t *testing.T) {
		k := NewKeeper(j.path, 10*time.Second, j.snapshot)
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Zero(t, j.snapshots.Load())
		time.Sleep(time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, j.saved())
		j.number.Store(2)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.EqualValues(t, 2, j.saved())
		require.EqualValues(t, 7, j.snapshots.Load())
		j.number.Store(3)
		require.NoError(t, k.Stop(false))
		require.NoError(t, k.Stop(true), "the second call doesn't count")
		require.EqualValues(t, 2, j.saved())
		require.ErrorIs(t, k.Save(), ErrStopped)
		require.NoError(t, k.Err())
	})
}

func TestAKeeperSavesOnDemandAndPutsTheIntervalOff(t *testing.T) {
	j := newJob(t)
	synctest.Test(t, func(t *testing.T) {
		k := NewKeeper(j.path, 10*time.Second, j.snapshot)
		time.Sleep(9 * time.Second)
		require.NoError(t, k.Save())
		require.EqualValues(t, 1, j.saved())
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, j.snapshots.Load())
		time.Sleep(time.Second)
		synctest.Wait()
		require.EqualValues(t, 2, j.snapshots.Load())
		require.NoError(t, k.Stop(false))
	})
}

func TestAKeeperWithoutAnIntervalSavesOnDemandAndAtTheEnd(t *testing.T) {
	j := newJob(t)
	synctest.Test(t, func(t *testing.T) {
		k := NewKeeper(j.path, 0, j.snapshot)
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Zero(t, j.snapshots.Load())
		require.NoError(t, k.Save())
		require.EqualValues(t, 1, j.saved())
		j.number.Store(2)
		require.NoError(t, k.Stop(true))
		require.EqualValues(t, 2, j.saved())
	})
}

func TestNothingNewIsNotSaved(t *testing.T) {
	j := newJob(t)
	j.number.Store(0)
	k := NewKeeper(j.path, 0, j.snapshot)
	require.NoError(t, k.Save())
	require.NoError(t, k.Stop(true))
	require.NoFileExists(t, j.path)
	require.EqualValues(t, 2, j.snapshots.Load())
}

func TestTheFirstFailedSaveIsTheLast(t *testing.T) {
	for name, start := range map[string]func(j *job, k *Keeper) error{
		"at the interval": func(*job, *Keeper) error { time.Sleep(10 * time.Second); return errBroken },
		"on demand":       func(_ *job, k *Keeper) error { return k.Save() },
		"at the end":      func(_ *job, k *Keeper) error { return k.Stop(true) },
	} {
		t.Run(name, func(t *testing.T) {
			j := newJob(t)
			synctest.Test(t, func(t *testing.T) {
				k := NewKeeper(j.path, 10*time.Second, j.snapshot)
				require.NoError(t, k.Save())
				require.NoError(t, k.Err())
				select {
				case <-k.Failed():
					t.Fatal("nothing has failed")
				default:
				}
				j.broken.Store(true)
				require.ErrorIs(t, start(j, k), errBroken)
				<-k.Failed()
				require.ErrorIs(t, k.Err(), errBroken)
				taken := j.snapshots.Load()
				j.broken.Store(false)
				j.number.Store(2)
				time.Sleep(time.Minute)
				require.ErrorIs(t, k.Save(), errBroken)
				require.ErrorIs(t, k.Stop(true), errBroken)
				require.Equal(t, taken, j.snapshots.Load())
				require.EqualValues(t, 1, j.saved())
			})
		})
	}
}

func TestAFileThatCannotBeSavedIsAFailedSave(t *testing.T) {
	k := NewKeeper(filepath.Join(t.TempDir(), "none", "job"), 0, func() (*State, error) { return numbered(1), nil })
	require.ErrorContains(t, k.Stop(true), "save checkpoint")
	require.Error(t, k.Err())
}

func TestDemandsThatComeDuringASaveGetANewSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "job")
		snapshots := 0
		release := make(chan struct{})
		k := NewKeeper(path, 0, func() (*State, error) {
			snapshots++
			<-release
			return numbered(int64(snapshots)), nil
		})
		var wg sync.WaitGroup
		demand := func() { wg.Go(func() { require.NoError(t, k.Save()) }) }
		demand()
		synctest.Wait()
		for range 20 {
			demand()
		}
		synctest.Wait()
		require.Equal(t, 1, snapshots)
		close(release)
		wg.Wait()
		require.Equal(t, 2, snapshots, "twenty demands at once are one save")
		require.NoError(t, k.Stop(false))
	})
}
