package local

import (
	"reflect"

	"github.com/dynactor/dynactor/internal/localdb"
)

// operation is one of the operations that a DB has.
type operation struct {
	name  string
	input reflect.Type
}

// newInput makes the empty input that a request's body is read into, and returns a pointer to it.
func (o *operation) newInput() any { return reflect.New(o.input).Interface() }

// targetPrefix is what the names of the operations carry in the X-Amz-Target header: the service
// and the date of its API.
const targetPrefix = "DynamoDB_20120810."

// operations are those of the engine, found by the whole header, so that nothing is cut or built for
// a request.
var operations = func() map[string]*operation {
	byTarget := map[string]*operation{}
	for _, name := range localdb.Operations() {
		byTarget[targetPrefix+name] = &operation{name: name, input: reflect.TypeOf(localdb.NewInput(name)).Elem()}
	}
	return byTarget
}()

// hasOperation says whether a DB has an operation of this name.
func hasOperation(name string) bool { return operations[targetPrefix+name] != nil }
