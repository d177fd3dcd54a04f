package docs

import (
	"reflect"
	"regexp"
	"strings"

	"github.com/dynactor/dynactor/api"
)

// methodCall is a method call in Go: what it's called on, and the method.
var methodCall = regexp.MustCompile(`([\w.]+(?:\(\))?)\.(\w+)\(`)

// In all snippets ex is the executor, which is the async face, and db or ex.Sync() the sync one.
var receivers = map[string]string{"ex": "async", "s.ex": "async", "db": "sync", "ex.Sync()": "sync", "s.ex.Sync()": "sync"}

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
