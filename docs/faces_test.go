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

// methodCall is a method call in Go: what it's called on, and the method.
var methodCall = regexp.MustCompile(`([\w.]+(?:\(\))?)\.(\w+)\(`)

// In all snippets ex is the executor, which is the async face, and db or ex.Sync() the sync one.
var receivers = map[string]string{"ex": "async", "s.ex": "async", "db": "sync", "ex.Sync()": "sync", "s.ex.Sync()": "sync"}

// native is the SDK's own client, which is neither face.
const native = "client"

func TestBothFacesAreShownTheAsyncOneFirst(t *testing.T) {
	seen := 0
	for _, p := range pages(t) {
		var faces []string
		for _, b := range p.blocks(t) {
			for _, c := range p.calls(b) {
				if c.face != "" {
					faces = append(faces, c.face)
				}
				assert.True(t, c.face != "" || c.on == native || !operations[c.method], "%s:%d: %s.%s: call the executor ex and its sync face db, so that this test can tell them apart",
					p.path, b.begin+1, c.on, c.method)
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

// call is a method call in a block of Go. Its face is empty if it's none of the faces' methods.
type call struct{ on, method, face string }

func (p page) calls(b block) (calls []call) {
	if b.language != "go" {
		return nil
	}
	for _, m := range methodCall.FindAllStringSubmatch(strings.Join(p.lines[b.begin:b.end], "\n"), -1) {
		c := call{on: m[1], method: m[2]}
		if operations[c.method] || others[c.method] {
			c.face = receivers[c.on]
		}
		calls = append(calls, c)
	}
	return calls
}

// operations are DynamoDB's, and others what both faces have besides.
var (
	operations = methods(reflect.TypeFor[api.DynamoDB]())
	others     = map[string]bool{"Flush": true, "Close": true, "Stats": true}
)

func methods(face reflect.Type) map[string]bool {
	names := map[string]bool{}
	for i := range face.NumMethod() {
		names[face.Method(i).Name] = true
	}
	return names
}
