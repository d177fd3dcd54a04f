//go:build linux || darwin || freebsd

package checkpoint

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestALockIsHeldByOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "job")
	unlock, err := Lock(path)
	require.NoError(t, err)
	_, err = Lock(path)
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, path)
	another, err := Lock(path + "2")
	require.NoError(t, err)
	require.NoError(t, another())

	require.NoError(t, Save(path, numbered(1)))
	_, err = Lock(path)
	require.ErrorIs(t, err, ErrLocked, "the save has taken the lock away")

	require.NoError(t, unlock())
	again, err := Lock(path)
	require.NoError(t, err)
	require.NoError(t, unlock(), "a second time does nothing")
	_, err = Lock(path)
	require.ErrorIs(t, err, ErrLocked)
	require.NoError(t, again())
}

func TestALockNeedsTheFolder(t *testing.T) {
	_, err := Lock(filepath.Join(t.TempDir(), "none", "job"))
	require.Error(t, err)
	require.NotErrorIs(t, err, ErrLocked)
}
