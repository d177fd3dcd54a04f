// Package engines runs a suite of tests once for each DynamoDB there is: api/local, in this process, and
// DynamoDB Local, which package dynamodblocal fetches and starts, or whatever DYNACTOR_ENDPOINT names.
// What holds on one and not on the other is a mistake of the executor's, or of api/local's.
//
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(engines.Suite{M: m}) }
package engines

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// The engines, by the names that a run's heading says.
const (
	InProcess     = "api/local"
	DynamoDBLocal = "DynamoDB Local"
)

// running is the engine of the present run, and ours the first of them.
var (
	running string
	ours    *local.DB
)

// callTime is as long as a call to DynamoDB Local takes: requests that are asked for one by one meet
// only where a call takes some time.
const callTime = time.Millisecond

// Suite is a [testing.M] whose Run runs the tests on both engines, one after the other. It exists for
// goleak.VerifyTestMain, which wants to run the tests itself.
type Suite struct{ *testing.M }

// Run runs the tests on each engine, and fails if they fail on one.
func (s Suite) Run() int {
	var err error
	if ours, err = local.New(local.WithLatency(local.Latency{Median: callTime})); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer ours.Close()
	code := 0
	for _, running = range []string{InProcess, DynamoDBLocal} {
		fmt.Printf("=== engine: %s\n", running)
		if running == InProcess {
			code = s.M.Run()
		} else {
			code = max(code, dynamodblocal.Suite{M: s.M}.Run())
		}
	}
	return code
}

// Running names the engine of this run.
func Running() string { return running }

// Client returns a client of the engine of this run. Without one the test is skipped, loudly, or fails;
// see [dynamodblocal.ForTest].
func Client(t testing.TB, optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	t.Helper()
	switch running {
	case "":
		t.Fatal("engines: no engine runs: give the package a TestMain with goleak.VerifyTestMain(engines.Suite{M: m})")
	case InProcess:
		return ours.Client(optFns...)
	}
	return dynamodblocal.ForTest(t, optFns...)
}
