// Package wire is a protocol for the SDK's DynamoDB client, to be set as Options.Protocol: it
// writes requests and reads answers with package codec, and cannot be told apart from the SDK's
// own by what it does. It takes about half of the time for requests, two fifths for answers, and
// a sixth of the allocations for the items in them (BenchmarkRequest and BenchmarkAnswer).
//
// # Who does what
//
// The operations that move items go through codec, all others through the SDK's protocol, which
// is also what every unusual case goes to: errors that the service answers with, requests that
// codec refuses (such as a nil attribute value), answers that codec refuses or would read in
// another way (malformed JSON, texts that are not UTF-8, integers out of range). So whatever the
// SDK makes of them, a value, an error or a panic, is what the caller gets.
//
// # Invariants
//
//  1. A request has the SDK's method, path, headers and body, to the byte but for the order in
//     which Go ranges over maps. Headers are those that the SDK's protocol sets: New asks it.
//  2. An answer gives the SDK's output, with nil where it has nil, or the SDK's error. An output
//     that is not empty, as after an attempt that failed, is read by the SDK.
//  3. Nothing is handed back to a pool while anybody can read it.
//
// # The life of a request's bytes
//
// A request is written into a buffer of a pool and then copied to an allocation of its own size,
// which the request's Body holds and which nothing ever writes again. It may be read at any time
// and by anybody: by the SDK, which signs it and rewinds it for another attempt; by net/http,
// whose writing goroutine may outlive the call; by middleware that users add. None of these tells
// when it has finished, so the garbage collector decides.
//
// ReadBody gives an HTTP client the bytes behind what the SDK wraps the Body in, so that it need
// not copy them.
//
// # The life of an answer's bytes
//
// An answer is read to its end into a buffer of a pool. What is decoded of it does not alias the
// buffer, nor do the SDK's errors, so the buffer goes back when DeserializeResponse returns.
package wire
