// Package differential proves that api/local answers as DynamoDB does: every request of its corpus,
// good or bad, is sent to DynamoDB Local and to api/local, and the answers must be the same in output,
// error type, message, status and effect on the tables.
//
// The corpus is text: an operation and its JSON body, as on the wire. In it,
//
//   - @t is the table t of the scenario (each run has tables of its own),
//   - <<x*400>> is x, 400 times, so that large items stay readable,
//   - $LastEvaluatedKey, or any other member after a $, is that member of the answer before.
//
// Each scenario is played through two faces: wire sends the very bytes, typed goes through an SDK
// client, without its own validation, wherever the SDK's types can express the request.
//
// Where the two differ on purpose, differences_test.go says so, with the reason. An entry that no
// longer occurs fails the suite, as does any other difference.
//
// Variables of the environment:
//
//   - DYNACTOR_DIFFERENTIAL_ROUNDS is the number of rounds of each random test.
//   - DYNACTOR_DIFFERENTIAL_REPORT names a file that receives all mismatches, grouped by family.
//   - DYNACTOR_DIFFERENTIAL_SELF=1 plays DynamoDB Local against itself, which proves that the corpus
//     and the comparison depend on nothing but the requests.
package differential
