package snippets

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGettingStarted(t *testing.T) {
	endpoint(t)
	for name, start := range map[string]func() (item, error){
		"async": func() (item, error) { return startAsync(t.Context()) },
		"sync":  func() (item, error) { return startSync(t.Context()) },
	} {
		it, err := start()
		require.NoError(t, err, name)
		require.Equal(t, item{"id": text("order/1"), "total": number(42)}, it, name)
	}
}
