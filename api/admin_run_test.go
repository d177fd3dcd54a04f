package api

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

func TestWorkThatPanicsFailsItsFutureAlone(t *testing.T) {
	ex, err := Open(instant{})
	require.NoError(t, err)
	defer ex.Close(context.Background())
	for name, work := range map[string]func(context.Context) (int, error){
		"panic":          func(context.Context) (int, error) { panic("SECRET") },
		"runtime.Goexit": func(context.Context) (int, error) { runtime.Goexit(); return 0, nil },
	} {
		t.Run(name, func(t *testing.T) {
			var none context.Context // is taken as one that never ends
			_, err := run(ex, none, messages.CreateTable, "orders", work).Await(context.Background())
			var panicked *PanicError
			require.ErrorAs(t, err, &panicked)
			var operation *OperationError
			require.ErrorAs(t, err, &operation)
			require.Equal(t, "orders", operation.Table)
			require.NotContains(t, err.Error(), "SECRET")
		})
	}
}
