package wire

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"pgregory.net/rapid"
)

func TestAnyRequestIsTheSDKs(t *testing.T) {
	for _, op := range sdkOperations {
		t.Run(op.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				f := filler{chooser: draw(t), narrow: rapid.Bool().Draw(t, "narrow")}
				f.odd = f.narrow && rapid.Bool().Draw(t, "odd")
				in := reflect.New(op.input)
				f.fill(in.Elem())
				requireSameRequest(t, op, in.Interface(), f.narrow)
			})
		})
	}
}

// drawAnswer returns what a service might send for a v, an output or error of the SDK's.
func drawAnswer(t *rapid.T, v reflect.Value) answer {
	filler{chooser: draw(t)}.fill(v.Elem())
	body := sdkWrite(t, v.Interface())
	if rate := rapid.SampledFrom([]int{0, 8, 30, 100}).Draw(t, "rate"); rate > 0 {
		body = messer{draw(t), rate}.mess(body)
	}
	return ok(body)
}

func TestAnyAnswerIsReadAsTheSDKReadsIt(t *testing.T) {
	for _, op := range sdkOperations {
		t.Run(op.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				requireSameResult(t, op, drawAnswer(t, reflect.New(op.output)))
			})
		})
	}
}

func TestAnyErrorIsTheSDKs(t *testing.T) {
	for id, entry := range dynamodb.TypeRegistry.Entries {
		if _, isError := entry.New().(error); !isError {
			continue
		}
		t.Run(id, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				op := sdkOperations[rapid.IntRange(0, len(sdkOperations)-1).Draw(t, "operation")]
				a := drawAnswer(t, reflect.ValueOf(entry.New()))
				a.status = rapid.SampledFrom([]int{199, 200, 299, 300, 400, 413, 500, 503}).Draw(t, "status")
				switch named := rapid.SampledFrom([]string{id, id + ":http://x", "aws#" + id, "Unknown#Exception", ""}).Draw(t, "type"); {
				case rapid.Bool().Draw(t, "in header"):
					a.header = http.Header{"X-Amzn-Errortype": {named}}
				case len(a.body) > 2 && a.body[0] == '{':
					a.body = fmt.Sprintf(`{"__type":%q,%s`, named, a.body[1:])
				}
				requireSameResult(t, op, a)
			})
		})
	}
}
