package checkpoint

import (
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var errDisk = errors.New("i/o error")

// volume is a file system that forgets what wasn't synced when the power fails, and that fails at a given
// step.
type volume struct {
	// names are the folder's as they are now, durable as they're on the disk; ops has what was done since then.
	names, durable map[string]*inode
	ops            []func(names map[string]*inode)
	// steps counts the calls; the call with number failAt fails, after having done its work if late.
	steps, failAt int
	late          bool
	// off has each call from failAt on fail: the machine is gone.
	off bool
}

type inode struct{ content, durable []byte }

func newVolume(path string, content []byte) *volume {
	v := &volume{names: map[string]*inode{}, durable: map[string]*inode{}}
	if content != nil {
		v.names[path] = &inode{content, content}
		v.durable = maps.Clone(v.names)
	}
	return v
}

// step does what's given, unless it's the step that fails.
func (v *volume) step(do func() error) error {
	v.steps++
	if v.failAt != 0 && (v.steps == v.failAt || v.off && v.steps > v.failAt) {
		if v.late && v.steps == v.failAt {
			_ = do()
		}
		return errDisk
	}
	return do()
}

func (v *volume) change(op func(names map[string]*inode)) {
	op(v.names)
	v.ops = append(v.ops, op)
}

func (v *volume) create(path string) (file, error) {
	i := &inode{}
	err := v.step(func() error {
		if v.names[path] != nil {
			return fs.ErrExist
		}
		v.change(func(names map[string]*inode) { names[path] = i })
		return nil
	})
	return &handle{v, i}, err
}

func (v *volume) remove(path string) error {
	return v.step(func() error {
		if v.names[path] == nil {
			return fs.ErrNotExist
		}
		v.change(func(names map[string]*inode) { delete(names, path) })
		return nil
	})
}

func (v *volume) rename(from, to string) error {
	return v.step(func() error {
		v.change(func(names map[string]*inode) {
			// On the disk it may be that only this came through: of what the other names are, nothing is known.
			if i := names[from]; i != nil {
				names[to] = i
				delete(names, from)
			}
		})
		return nil
	})
}

func (v *volume) syncFolder(string) error {
	return v.step(func() error {
		v.durable, v.ops = maps.Clone(v.names), nil
		return nil
	})
}

type handle struct {
	v *volume
	i *inode
}

func (h *handle) Write(p []byte) (int, error) {
	err := h.v.step(func() error { h.i.content = append(h.i.content, p...); return nil })
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

func (h *handle) Sync() error {
	return h.v.step(func() error { h.i.durable = h.i.content; return nil })
}

func (h *handle) Close() error { return h.v.step(func() error { return nil }) }

// afterPowerFailure gives all that a path may hold then: each number of the folder's changes may have come through, and of
// a file what was synced, or everything, or half.
func (v *volume) afterPowerFailure(path string) (contents [][]byte) {
	for through := range len(v.ops) + 1 {
		names := maps.Clone(v.durable)
		for _, op := range v.ops[:through] {
			op(names)
		}
		if i := names[path]; i != nil {
			contents = append(contents, i.durable, i.content, i.content[:max(len(i.durable), len(i.content)/2)])
		} else {
			contents = append(contents, nil)
		}
	}
	return contents
}

func TestWhereverASaveFailsTheOldOrTheNewStateIsThere(t *testing.T) {
	const path = "/jobs/job"
	old, err := encode(numbered(1))
	require.NoError(t, err)
	for _, test := range []struct {
		name   string
		before []byte
		left   bool
	}{
		{"first save", nil, false},
		{"later save", old, false},
		{"after a crash", old, true},
	} {
		made := func() *volume {
			v := newVolume(path, test.before)
			if test.left {
				v.names[path+".tmp"] = &inode{content: []byte("half a")}
				v.durable = maps.Clone(v.names)
			}
			return v
		}
		t.Run(test.name, func(t *testing.T) {
			whole := made()
			require.NoError(t, save(whole, path, numbered(2)))
			require.Equal(t, 7, whole.steps)
			for _, content := range whole.afterPowerFailure(path) {
				s, err := decode(content)
				require.NoError(t, err, "acknowledged, and gone after a power failure")
				require.EqualValues(t, 2, s.Counts["number"])
			}
			require.Len(t, whole.names, 1, "something is left behind")
			for failAt := 1; failAt <= whole.steps; failAt++ {
				for _, late := range []bool{false, true} {
					for _, off := range []bool{false, true} {
						v := made()
						v.failAt, v.late, v.off = failAt, late, off
						err := save(v, path, numbered(2))
						require.ErrorIs(t, err, errDisk, "step %d", failAt)
						require.ErrorContains(t, err, path)
						// The process goes on, or is killed: what's there now counts.
						contents := v.afterPowerFailure(path)
						if i := v.names[path]; i != nil {
							contents = append(contents, i.content)
						} else {
							contents = append(contents, nil)
						}
						for _, content := range contents {
							if content == nil {
								require.Nil(t, test.before, "step %d: the old state is gone", failAt)
								continue
							}
							_, err := decode(content)
							require.NoError(t, err, "step %d, late %v", failAt, late)
						}
						if !off && failAt > 1 && failAt < 7 {
							require.NotContains(t, v.names, path+".tmp", "step %d", failAt)
						}
						// And the next save works.
						v.failAt = 0
						require.NoError(t, save(v, filepath.Clean(path), numbered(3)))
					}
				}
			}
		})
	}
}
