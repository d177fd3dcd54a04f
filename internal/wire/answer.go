package wire

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"slices"

	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/dynactor/dynactor/internal/codec"
)

// decode reads data into out, or says that only the SDK can, and leaves out as it was then.
func decode(data []byte, out smithy.Deserializable) bool {
	v := reflect.ValueOf(out)
	// The SDK reads a second attempt's answer into what the first one's has left there.
	if v.IsNil() || !v.Elem().IsZero() {
		return false
	}
	if codec.DecodeAnswer(data, out) == nil {
		return true
	}
	v.Elem().SetZero()
	return false
}

const (
	// maxAtOnce is the largest room that is made because a header says so.
	maxAtOnce = 1 << 20
	// spare is the room that lets a reader say that its end is reached.
	spare = 512
)

// readAll appends what r holds to b. length is how much that is, or less than 0 if that isn't
// known; it may be wrong. The error is r's.
func readAll(b []byte, r io.Reader, length int64) ([]byte, error) {
	b = slices.Grow(b, int(min(max(length, 0), maxAtOnce))+spare)
	for {
		if len(b) == cap(b) {
			b = slices.Grow(b, len(b)) // doubles
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}

// withBody returns resp with data in place of its body, which was read. The body itself is left
// to be closed by the SDK.
func withBody(resp *smithyhttp.Response, data []byte) *smithyhttp.Response {
	again := new(http.Response)
	*again = *resp.Response
	again.Body = io.NopCloser(bytes.NewReader(data))
	return &smithyhttp.Response{Response: again}
}
