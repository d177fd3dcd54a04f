package dynamodblocal

import (
	"errors"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// ForTest returns a client of the engine that all tests of this process share, and starts the engine
// for the first of them. The package's TestMain must call [Main] or use [Suite], which closes it.
//
// With DYNACTOR_ENDPOINT set, nothing is started and the client talks to that endpoint: with dummy
// credentials when it is on loopback, and otherwise with the region and the credentials that AWS's
// default chain finds.
//
// Without an engine the test is skipped, or fails if DYNACTOR_REQUIRE_ENGINE=1 is set. Only an
// [*Unavailable] engine is a reason to skip; one that is there and does not start fails the test.
func ForTest(t testing.TB, optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	t.Helper()
	if !suite.running.Load() {
		t.Fatal("dynamodblocal: nobody would close the engine: " +
			"give the package a TestMain with os.Exit(dynamodblocal.Main(m))")
	}
	e, err := sharedEngine()
	if err != nil {
		giveUp(t, err)
	}
	return e.client(optFns...)
}

// giveUp ends a test that has no engine.
func giveUp(t testing.TB, err error) {
	t.Helper()
	if _, unavailable := errors.AsType[*Unavailable](err); !unavailable {
		t.Fatal(err)
	}
	if os.Getenv("DYNACTOR_REQUIRE_ENGINE") == "1" {
		t.Fatalf("%v\nDYNACTOR_REQUIRE_ENGINE=1 forbids to skip for that", err)
	}
	suite.skipped.Add(1)
	t.Skipf("SKIPPED WITHOUT TESTING ANYTHING, because there is no DynamoDB engine:\n%v\n"+
		"or set DYNACTOR_ENDPOINT to an engine that runs already", err)
}
