// Package binding is dynactor as a database of go-ycsb, under the name
// "dynactor". Import it for its side effect:
//
//	import _ "github.com/dynactor/dynactor/bench/ycsb/binding"
//
// It heeds the properties of go-ycsb's own "dynamodb" binding, with the same
// defaults, and keeps the same items: the primary key and all fields are of type
// B. So what one has loaded the other can run on. Its own properties:
//
//	dynactor.calls.in.flight  SDK calls in flight, 1 or more. Default: 128, dynactor's own.
//	dynactor.max.pending      requests admitted and not yet answered. Default: 100000, dynactor's own.
//	dynactor.coalescing       false sends each request by itself. Default: true.
//	dynactor.on.demand        true makes the table on-demand, without units. Default: false.
package binding
