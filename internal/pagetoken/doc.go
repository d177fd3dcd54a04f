// Package pagetoken is the token of pages: where a Query, a Scan or a PartiQL statement goes on,
// as one opaque, URL-safe string that outlives the process.
//
// A token holds positions, not the request: whoever goes on gives the request again, and Fits
// says whether the token is of that request. It's neither encrypted nor signed. Who has it can
// read the key values in it; its checksum finds accidents (a truncated, mistyped or mixed up
// token), not forgery. A forged one can reach no further than the request that it's given to,
// since the request alone says what's read.
package pagetoken
