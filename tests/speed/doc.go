// Package speed holds the benchmarks of api/local against DynamoDB Local, over HTTP, through the same
// client of the SDK, in one run:
//
//	go test -bench . -benchtime 3s ./tests/speed
//
// How long the engine itself takes is measured in internal/localdb, its storage in internal/store,
// and the codec against the SDK's in internal/codec.
package speed
