package docs

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// call is a method call in Go: what it's called on, and the method.
var call = regexp.MustCompile(`([\w.]+(?:\(\))?)\.(\w+)\(`)

// In all snippets ex is the executor, which is the async face, and db or ex.Sync() the sync one.
var receivers = map[string]string{"ex": "async", "s.ex": "async", "db": "sync", "ex.Sync()": "sync", "s.ex.Sync()": "sync"}

// native is the SDK's own client, which is neither face.
const native = "client"

func TestBothFacesAreShownTheAsyncOneFirst(t *testing.T) {
	operations, others := methods()
	seen := 0
	for _, p := range pages(t) {
		var faces []string
		for _, b := range p.blocks(t) {
			if b.language != "go" {
				continue
			}
			for _, m := range call.FindAllStringSubmatch(strings.Join(p.lines[b.begin:b.end], "\n"), -1) {
				on, method := m[1], m[2]
				face, known := receivers[on]
				if known && (operations[method] || others[method]) {
					faces = append(faces, face)
				}
				assert.True(t, known || on == native || !operations[method], "%s:%d: %s.%s: call the executor ex and its sync face db, so that this test can tell them apart",
					p.path, b.begin+1, on, method)
			}
		}
		if len(faces) == 0 {
			continue
		}
		seen++
		assert.Equal(t, "async", faces[0], "%s shows the sync face first", p.path)
		assert.True(t, slices.Contains(faces, "sync"), "%s shows the async face, and its twin nowhere", p.path)
	}
	require.Greater(t, seen, 5)
}

// methods are DynamoDB's operations, and what else both faces have.
func methods() (operations, others map[string]bool) {
	operations, others = map[string]bool{}, map[string]bool{"Flush": true, "Close": true, "Stats": true}
	face := reflect.TypeFor[api.DynamoDB]()
	for i := range face.NumMethod() {
		operations[face.Method(i).Name] = true
	}
	return operations, others
}
