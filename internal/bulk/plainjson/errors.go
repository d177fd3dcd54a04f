package plainjson

import (
	"errors"
	"fmt"

	"github.com/dynactor/dynactor/internal/item"
)

// Error says why a text isn't a value, and where. It has nothing of the content but names of attributes.
type Error struct {
	// Offset is how many bytes are before the place.
	Offset int
	// Err is what is wrong there.
	Err error
}

func (e *Error) Error() string { return fmt.Sprintf("%s, at byte %d", e.Err, e.Offset+1) }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

var (
	errSyntax    = errors.New("not JSON")
	errEnd       = errors.New("JSON ends too early")
	errMore      = errors.New("more behind the JSON value")
	errControl   = errors.New("control character in a text")
	errEscape    = errors.New("invalid escape in a text")
	errNotUTF8   = errors.New("text isn't UTF-8")
	errNotObject = errors.New("item isn't a JSON object")
	errBase64    = errors.New("binary isn't base64 with padding")
	errTagB      = errors.New(`"$B" needs a text in base64`)
	errTagSS     = errors.New(`"$SS" needs an array of texts`)
	errTagNS     = errors.New(`"$NS" needs an array of numbers, or of texts that are numbers`)
	errTagBS     = errors.New(`"$BS" needs an array of texts in base64`)
	errTagM      = errors.New(`"$M" needs an object`)
	errTooDeep   = fmt.Errorf("more than %d lists and maps inside each other, which DynamoDB doesn't take", item.MaxDepth)
	errNil       = errors.New("no value")
	errNull      = errors.New("NULL is false, which neither JSON has a form for nor DynamoDB takes")
)
