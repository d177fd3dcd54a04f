package dynamodblocal

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCacheRootIsInTheUsersCache(t *testing.T) {
	t.Setenv("DYNACTOR_CACHE", "")
	root, err := cacheRoot()
	require.NoError(t, err)
	assert.True(t, filepath.IsAbs(root), root)
	assert.Equal(t, "dynactor", filepath.Base(root))
}

func TestCacheRootCanBeChosen(t *testing.T) {
	chosen := t.TempDir()
	t.Setenv("DYNACTOR_CACHE", chosen)
	root, err := cacheRoot()
	require.NoError(t, err)
	assert.Equal(t, chosen, root)
}

func TestCacheRootMustBeAbsolute(t *testing.T) {
	t.Setenv("DYNACTOR_CACHE", "cache")
	_, err := cacheRoot()
	require.ErrorContains(t, err, `DYNACTOR_CACHE="cache" is relative`)
}
