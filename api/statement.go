package api

// Statement is a PartiQL statement with its parameters.
type Statement struct {
	// Text is the statement, with a ? for each parameter. Its table is named in it, not by the
	// Table whose method runs it.
	Text string
	// Params are the values of the parameters, in order: Go values, or types.AttributeValue.
	Params []any
	// Consistent has a SELECT see every write that was answered before it. Default: eventually
	// consistent, at half the capacity units.
	Consistent bool
	// ReturnOnFailure has a failed condition's error hold the item that made it fail.
	ReturnOnFailure bool

	// Limit is how many items there are at most in all; 0 is no limit.
	Limit int
	// PageSize is how many items DynamoDB looks at for one answer; 0 is as many as are in 1 MB.
	PageSize int32
	// Prefetch is how many pages are fetched ahead; 0 is 2.
	Prefetch int
	// Start is where to begin: "" is the beginning.
	Start Token
	// Last, if set, is where the place is kept that was reached.
	Last *Token
}

// Token is a place in a result. It's opaque and safe in a URL.
type Token string
