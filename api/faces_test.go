package api

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"
)

// own are the methods of a face that are not operations of the SDK.
var own = map[string]bool{"Sync": true, "Async": true, "Flush": true, "Close": true, "Stats": true, "TransactWrite": true, "TransactGet": true, "SetLimits": true, "SetIndexLimits": true}

// isOperation is the rule by which the SDK's operations are found.
func isOperation(m reflect.Method) bool {
	return m.Type.NumIn() == 4 && m.Type.IsVariadic() && m.Type.NumOut() == 2
}

// The three surfaces are compared by reflection: an operation that a new SDK adds fails here until
// the faces are generated anew.
func TestBothFacesHaveEveryOperationOfTheSDKWithItsSignature(t *testing.T) {
	client, async, sync := reflect.TypeFor[*dynamodb.Client](), reflect.TypeFor[*Executor](), reflect.TypeFor[*SyncExecutor]()
	operations := map[string]bool{}
	for i := range client.NumMethod() {
		m := client.Method(i)
		if !isOperation(m) {
			require.Equal(t, "Options", m.Name, "a method of the SDK's client that is not an operation by our rule")
			continue
		}
		operations[m.Name] = true

		s, ok := sync.MethodByName(m.Name)
		require.True(t, ok, "the sync face lacks %s: run go generate ./...", m.Name)
		sdk := client.Method(i).Type
		require.Equal(t, sdk.NumIn(), s.Type.NumIn())
		for p := 1; p < sdk.NumIn(); p++ {
			require.Equal(t, sdk.In(p), s.Type.In(p), "parameter %d of sync %s", p, m.Name)
		}
		require.Equal(t, sdk.IsVariadic(), s.Type.IsVariadic())
		require.Equal(t, sdk.Out(0), s.Type.Out(0))
		require.Equal(t, sdk.Out(1), s.Type.Out(1))

		a, ok := async.MethodByName(m.Name)
		require.True(t, ok, "the async face lacks %s: run go generate ./...", m.Name)
		require.Equal(t, sdk.NumIn(), a.Type.NumIn())
		for p := 1; p < sdk.NumIn(); p++ {
			require.Equal(t, sdk.In(p), a.Type.In(p), "parameter %d of async %s", p, m.Name)
		}
		require.Equal(t, sdk.IsVariadic(), a.Type.IsVariadic())
		require.Equal(t, 1, a.Type.NumOut(), "async %s returns a future and nothing else", m.Name)
		result, ok := a.Type.Out(0).MethodByName("Await")
		require.True(t, ok, "async %s returns something that can't be awaited", m.Name)
		require.Equal(t, sdk.Out(0), result.Type.Out(0), "async %s answers with another type", m.Name)
	}
	require.NotEmpty(t, operations)
	for _, face := range []reflect.Type{async, sync} {
		for i := range face.NumMethod() {
			name := face.Method(i).Name
			require.True(t, operations[name] || own[name], "%v has %s, which the SDK doesn't", face, name)
		}
	}
	for name := range own {
		_, a := async.MethodByName(name)
		_, s := sync.MethodByName(name)
		if name == "Sync" || name == "Async" {
			require.NotEqual(t, a, s)
			continue
		}
		require.True(t, a && s, "%s isn't in both faces", name)
	}
}

// What the SDK's own helpers ask for, a sync face is.
var (
	_ dynamodb.QueryAPIClient         = (*SyncExecutor)(nil)
	_ dynamodb.ScanAPIClient          = (*SyncExecutor)(nil)
	_ dynamodb.ListTablesAPIClient    = (*SyncExecutor)(nil)
	_ dynamodb.DescribeTableAPIClient = (*SyncExecutor)(nil)
	_ DynamoDB                        = (*dynamodb.Client)(nil)
)
