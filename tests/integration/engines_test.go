package integration

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/tests/engines"
)

// engineClient returns a client of the engine of this run; without one the test is skipped, loudly.
func engineClient(t *testing.T, optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	t.Helper()
	return engines.Client(t, optFns...)
}
