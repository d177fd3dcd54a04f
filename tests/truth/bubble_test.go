package truth

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
)

// long is more virtual time than any request can honestly take.
const long = 24 * time.Hour

// bubble runs f in virtual time. A bubble that can't end (a goroutine waits for ever) is a
// problem and not a crash, so that it can be shrunk.
func bubble(t *testing.T, f func(t *testing.T)) (deadlock error) {
	t.Helper()
	// The executor pools what its waiters wait with. A channel out of another bubble would end the
	// process; two collections empty every pool.
	runtime.GC()
	runtime.GC()
	defer func() {
		if v := recover(); v != nil {
			deadlock = fmt.Errorf("the bubble did not end: %v", v)
		}
	}()
	synctest.Test(t, f)
	return nil
}

// inBubble is bubble for tests that only fail.
func inBubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	if err := bubble(t, f); err != nil {
		t.Fatal(err)
	}
}

// recorder is a fake, or a client that is wrapped around one.
type recorder interface {
	api.DynamoDB
	record() *fake
}

// open starts an executor on the fake and closes it with the test, however that ends. It must
// be called within a bubble.
func open(t *testing.T, client recorder, opts ...api.Option) *api.Executor {
	t.Helper()
	ex, err := api.Open(client, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), long)
		defer cancel()
		if err := ex.Close(ctx); err != nil && !t.Failed() {
			t.Errorf("close: %v", err)
		}
		if s := ex.Stats(); s.PendingItems != 0 || s.PendingBytes != 0 {
			t.Errorf("after close %d items, %d bytes are pending", s.PendingItems, s.PendingBytes)
		}
		for _, b := range client.record().breaches {
			t.Errorf("breach of DynamoDB's rules: %s", b)
		}
	})
	return ex
}

// schemas tells the executor the keys of all tables.
func schemas(c *actors.Config) {
	for name, columns := range columnsOf {
		sort := ""
		if len(columns) > 1 {
			sort = columns[1].name
		}
		api.WithKeySchema(name, columns[0].name, sort)(c)
	}
}

// stacks are those of all goroutines, cut to a readable length.
func stacks() string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	parts := bytes.Split(buf, []byte("\n\n"))
	const most = 30
	if len(parts) > most {
		parts = parts[:most]
	}
	return string(bytes.Join(parts, []byte("\n\n")))
}
