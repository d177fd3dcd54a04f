// Package fastpath makes the hot calls of an SDK client by a shorter way that sends the same
// bytes.
//
// A call through the SDK costs some 40 us and 300 allocations for what stays the same from call
// to call: a stack of thirty middlewares is built and run to come to the same endpoint, the same
// headers and a signature. net/http then hands the request from goroutine to goroutine. This
// package has the SDK show once how it would make a call, and from then on writes the request
// itself, to a connection of its own, and reads the answer with the project's codec.
//
// # The life of a call
//
//	eligible   is the client one whose calls always look alike? (no middleware, interceptor, tracer,
//	           meter or signer of the user's, and an HTTP transport whose settings are honoured here)
//	plain      is the input one that the SDK would send as it is? Else the SDK does.
//	template   what the SDK sent for this operation with these credentials. There's none at first:
//	           the call goes through the SDK, and what it sends is kept (learn.go). Its answer, if it's
//	           plain, is decoded here, too: pages of 1 MB are what many jobs begin with.
//	encode     the body by the codec, the head from the template, a signature (sign.go)
//	exchange   a connection of the pool, one write, as few reads as it takes (conn.go, pool.go)
//	answer     200 and readable: decoded. Anything else is handed to the SDK, as the answer of an
//	           HTTP client that has just come from the network: so errors are the SDK's own (replay.go)
//
// # Invariants
//
//  1. The service can't tell whether a request came from here or from the SDK. A template is kept
//     only if signing the SDK's own request here gives the SDK's own signature, and if it has no
//     header that isn't known.
//  2. What a caller gets is what the SDK would have returned: the same output, and errors that
//     the SDK itself has made. What is missing in the metadata of an output is the list of attempts,
//     and in its raw response the request.
//  3. A template is forgotten after some minutes, when credentials change, and when the
//     service doubts a signature, so that changes of the endpoint or the clock are noticed.
//  4. A request is written at most once, except when nothing of it has been written, or when it was
//     answered by a redirect, which the SDK's HTTP client is to judge. A connection on which anything
//     unusual happened isn't used again.
//  5. Buffers are used again only after the bytes have left them: written to the connection, or
//     decoded into memory of their own.
package fastpath
