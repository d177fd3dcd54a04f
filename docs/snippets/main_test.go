// Package snippets holds the code that the guide shows. What a page shows is a region of one of
// these files, and every region runs here, in virtual time, before a DynamoDB in the process.
package snippets

import (
	"context"
	"io"
	"os"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shown is the code around a region: what the page calls ctx and ex are its parameters.
type shown func(ctx context.Context, ex *api.Executor) error

// run runs code that a page shows in virtual time, on an executor of its own.
func run(t *testing.T, client api.DynamoDB, code shown, opts ...api.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ex, err := api.Open(client, opts...)
		require.NoError(t, err)
		// Deferred, since a bubble with an executor in it doesn't end, however its test has failed.
		defer func() { require.NoError(t, ex.Close(context.Background())) }()
		require.NoError(t, code(t.Context(), ex))
	})
}

// printed runs f and returns what it printed.
func printed(t *testing.T, f func()) string {
	t.Helper()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	stdout := os.Stdout
	os.Stdout = write
	text := make(chan []byte)
	go func() {
		all, _ := io.ReadAll(read)
		_ = read.Close()
		text <- all
	}()
	func() {
		defer func() {
			os.Stdout = stdout
			_ = write.Close()
		}()
		f()
	}()
	return string(<-text)
}
