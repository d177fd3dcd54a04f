package tables

import (
	"context"
	"crypto/rand"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/internal/schema"
	"github.com/dynactor/dynactor/tests/engines"
)

// subject is an executor in one of its faces, with what the tests know of it from elsewhere.
type subject struct {
	executorFace
	sync   bool
	ex     *api.Executor
	client *client
	// raw is the engine's client, for the truth: nobody counts it and nothing holds it up.
	raw *dynamodb.Client
}

// eachExecutor runs a test in both faces, each with an executor of its own.
func eachExecutor(t *testing.T, test func(*testing.T, *subject)) {
	for name, sync := range map[string]bool{"async": false, "sync": true} {
		t.Run(name, func(t *testing.T) { test(t, newSubject(t, sync)) })
	}
}

// newSubject opens an executor that is closed, drained, when the test ends.
func newSubject(t *testing.T, sync bool) *subject {
	x := &subject{sync: sync, raw: engines.Client(t), client: &client{}}
	ex, err := api.Open(engines.Client(t, x.client.watch),
		api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond, MaxDelay: 10 * time.Millisecond}))
	require.NoError(t, err)
	x.ex, x.executorFace = ex, awaitedExecutor{ex}
	if sync {
		x.executorFace = ex.Sync()
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		require.NoError(t, ex.Close(ctx))
	})
	return x
}

// table is a typed table in one of its faces, and the truth about what it holds.
type table[T any] struct {
	face[T]
	*subject
	truth
}

// eachFace runs a test in both faces, each with a table of its own, which the tags of T describe.
func eachFace[T any](t *testing.T, test func(*testing.T, table[T])) {
	eachExecutor(t, func(t *testing.T, x *subject) { test(t, newTable[T](t, x)) })
}

// newTable makes a table that the tags of T describe.
func newTable[T any](t *testing.T, x *subject) table[T] {
	spec, err := schema.Of(reflect.TypeFor[T]())
	require.NoError(t, err)
	in, err := spec.CreateTableInput(freshName())
	require.NoError(t, err)
	create(t, x.raw, in)
	return openTable[T](t, x, *in.TableName)
}

// openTable opens the table of that name, which may not exist.
func openTable[T any](t *testing.T, x *subject, name string, opts ...api.TableOption) table[T] {
	typed, err := api.TableOf[T](x.ex, name, opts...)
	require.NoError(t, err)
	opened := table[T]{face: awaited[T]{typed}, subject: x, truth: truth{x.raw, name}}
	if x.sync {
		opened.face = typed.Sync()
	}
	return opened
}

// freshName is a name that no other table has.
func freshName() string { return "dynactor-tables-" + rand.Text()[:13] }
