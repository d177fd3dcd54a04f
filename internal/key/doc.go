// Package key answers, without allocating, the question the executor asks of every
// request: which item is it about?
//
// Requests for one primary key share a lane, identical reads share one key of a batch,
// a batch must not hold a key twice, and BatchGetItem's unordered answers find their
// askers by key. All of that needs the equality that DynamoDB itself uses: the number
// 1.0 is the number 1, and the string "1" is neither.
//
// Where equality cannot be told for certain (a missing or empty key attribute, a number
// that DynamoDB would refuse, a string that isn't UTF-8), every function says so, and the
// request is left to the native operation, whose error is the one the asker must see.
package key
