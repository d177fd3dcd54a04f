package integration

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// The suite runs once for each engine: what holds on one and not on the other is a mistake of the
// executor's, or of api/local's.
const (
	inProcess     = "api/local"
	dynamodbLocal = "DynamoDB Local"
)

// running is the engine of the present run, and ours the first of them.
var (
	running string
	ours    *local.DB
)

// callTime is as long as a call to DynamoDB Local takes: requests that are asked for one by one meet
// only where a call takes some time.
const callTime = time.Millisecond

// suite runs the tests on both engines, one after the other.
type suite struct{ dynamodblocal.Suite }

func (s suite) Run() int {
	var err error
	if ours, err = local.New(local.WithLatency(local.Latency{Median: callTime})); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer ours.Close()
	code := 0
	for _, running = range []string{inProcess, dynamodbLocal} {
		fmt.Printf("=== engine: %s\n", running)
		if running == inProcess {
			code = s.M.Run()
		} else {
			code = max(code, s.Suite.Run())
		}
	}
	return code
}

// engineClient returns a client of the engine of this run; without one the test is skipped, loudly.
func engineClient(t *testing.T, optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	t.Helper()
	require.NotEmpty(t, running, "TestMain has to run the suite")
	if running == inProcess {
		return ours.Client(optFns...)
	}
	return dynamodblocal.ForTest(t, optFns...)
}
