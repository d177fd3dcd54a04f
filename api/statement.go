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

	// The rest is for Execute alone.

	// Limit is how many items there are at most in all; 0 is all. Give PageSize too where it's
	// small: a page of a statement isn't made smaller by it, since the statement may filter.
	Limit int
	// PageSize is how many items DynamoDB looks at for a page, before it filters; 0 is as many as are
	// in 1 MB, its limit.
	PageSize int32
	// Prefetch is how many pages are in flight or not consumed, at most: 1 to 1,000. 0 is 2.
	Prefetch int
	// Start is where to begin: a Last of the same statement with the same parameters. "" is the
	// beginning.
	Start Token
	// Last, if set, is kept at where to go on, as in [Query]. A statement goes on where a page
	// began, and the items of it that were received are skipped: what was inserted or deleted among
	// them meanwhile shifts the place.
	Last *Token
}
