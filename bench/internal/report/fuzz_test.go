package report

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzReadJSON shows everything of whatever is accepted as a result file.
func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{
		`{"schema":1}`,
		`{"schema":1,"rounds":1,"duration":"1s","scenarios":[{"name":"puts","peers":[{"name":"sdk","rounds":[{"items":9,"items_per_second":9,"cpu_us_per_item":2}],"percentile":[{"q":0.5,"us":3000}]}]}]}`,
		`{"schema":1,"scenarios":[{"group":"g","x_name":"n","x":1e308,"peers":[{"name":"a","rounds":[{"items":-1,"items_per_second":1e308},{"items_per_second":-5}]},{}]},{"group":"g"}]}`,
		`{"schema":1,"scenarios":[{"costs":[{"name":"c"}],"pending":{},"notes":["n"],"findings":[{"value":null,"target":{"bound":3}}]}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := ReadJSON(bytes.NewReader(text))
		if err != nil {
			return
		}
		require.NoError(t, Text(io.Discard, r.Scenarios...))
		require.NoError(t, Markdown(io.Discard, r))
		require.NoError(t, Compare(io.Discard, r, exampleReport()))
		require.NoError(t, Compare(io.Discard, r, r))
		require.NoError(t, WriteJSON(io.Discard, r))
		var page strings.Builder
		require.NoError(t, HTML(&page, r))
		elements(t, page.String())
	})
}
