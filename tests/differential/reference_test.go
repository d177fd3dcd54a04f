package differential

import (
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// self is whether DynamoDB Local is compared with itself.
var self = os.Getenv("DYNACTOR_DIFFERENTIAL_SELF") == "1"

// reference is DynamoDB Local, or what DYNACTOR_ENDPOINT names.
func reference(t testing.TB) *engine {
	client := dynamodblocal.ForTest(t, bare, func(o *dynamodb.Options) { o.HTTPClient = calm{o.HTTPClient} })
	options := client.Options()
	return &engine{
		name:   "DynamoDB Local",
		client: client,
		url:    *options.BaseEndpoint,
		send: func(request *http.Request) (wireAnswer, error) {
			response, err := options.HTTPClient.Do(request)
			if err != nil {
				return wireAnswer{}, err
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			return wireAnswer{response.StatusCode, response.Header, body}, err
		},
	}
}
