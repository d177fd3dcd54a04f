// Package messages holds what travels through the executor's mailboxes: requests, each of which
// carries the promise of its own answer, and the names and errors that the actors and the public
// package api share.
//
// The life of a request: api makes it and gives its future to the caller; the engine admits it
// and sends it to its table's actor; the actor owns every field under Request.Book from then on,
// until the request leaves the engine. Only the promise may be touched from anywhere, at any
// time: the first to settle it wins.
package messages
