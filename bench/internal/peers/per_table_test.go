package peers

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestATableIsOpenedOnce(t *testing.T) {
	var opened atomic.Int32
	tables := tables[string]{open: func(_ context.Context, table string) (string, error) {
		opened.Add(1)
		return "the " + table, nil
	}}
	require.NoError(t, together(slices.Repeat([]string{"a", "b"}, 50), func(name string) error {
		got, err := tables.of(t.Context(), name)
		require.Equal(t, "the "+name, got)
		return err
	}))
	require.EqualValues(t, 2, opened.Load())
}

func TestATableThatCouldNotBeOpenedIsTriedAgain(t *testing.T) {
	failing := true
	tables := tables[string]{open: func(context.Context, string) (string, error) {
		if failing {
			return "", errBroken
		}
		return "open", nil
	}}
	_, err := tables.of(t.Context(), "a")
	require.ErrorIs(t, err, errBroken)
	failing = false
	got, err := tables.of(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, "open", got)
}
