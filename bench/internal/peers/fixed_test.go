package peers

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/server"
)

// fixed is the endpoint of the benchmark's own server, without latency.
func fixed(t *testing.T) string {
	stdin, closer := io.Pipe()
	stdout, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(stdin, writer, 0) }()
	t.Cleanup(func() {
		require.NoError(t, closer.Close())
		require.NoError(t, <-ended)
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	return "http://" + strings.TrimSpace(line[strings.LastIndexByte(line, ' ')+1:])
}

func TestContestantsUnderstandTheBenchmarksServer(t *testing.T) {
	for _, c := range Contestants() {
		t.Run(c.Name, func(t *testing.T) {
			opened, err := c.Open(t.Context(), targetOf(t, fixed(t)))
			require.NoError(t, err)
			r := ring{Opened: opened, contestant: c}
			t.Cleanup(func() { require.NoError(t, r.Close(context.Background())) })
			for name, operation := range r.operations() {
				require.NoError(t, together(numbered(200), func(key string) error { return operation(t.Context(), key) }), name)
			}
			if r.Store != nil || r.Async != nil {
				require.NoError(t, r.readFrom(t.Context(), items.YCSB.Table("fixed"), "user1"))
			}
			if r.Bulk != nil {
				counts := map[string]int{}
				require.NoError(t, r.load(t.Context(), numbered(500), ignore))
				require.NoError(t, r.fetch(t.Context(), numbered(500), tally(counts)))
				require.Equal(t, once(numbered(500)), counts)
			}
		})
	}
}
