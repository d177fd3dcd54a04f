// Package capacity proves what the executor promises about capacity: that it uses what a table has, and no
// more than that. There's nothing in it but tests.
//
// Each scenario runs on virtual time, in a testing/synctest bubble, against the DynamoDB of package
// api/local with metered capacity. What was consumed and what was refused is counted at the service's side,
// by a ledger that knows nothing of the executor and works out capacity units by rules of its own.
// So the figures don't depend on the machine, and a minute takes about a second.
//
// Run with -v to see what happened in each second:
//
//	go test -v -run TestATable ./tests/capacity
//
// The scenario of random faults has 50,000 operations by default, and a million with -long.
package capacity
