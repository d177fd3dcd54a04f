package pagetoken

import "fmt"

// Fits says whether t is a token of the request that want describes, by want's kind, table, index,
// direction, partition, total number of segments (0: any, the token says how many) and given
// segments. Its error names both.
func (t Token) Fits(want Token) error {
	switch {
	case t.Kind != want.Kind:
		return foreign("a "+t.Kind.String(), "a "+want.Kind.String())
	case t.Table != want.Table:
		return foreign(fmt.Sprintf("table %q", t.Table), fmt.Sprintf("table %q", want.Table))
	case t.Index != want.Index:
		return foreign(place(t), place(want))
	case t.Descending != want.Descending:
		return foreign(direction(t), direction(want))
	case t.Partition != want.Partition && t.Kind == Statement:
		return foreign("another statement, or one with other parameters", "this one")
	case t.Partition != want.Partition:
		return foreign("another partition key", "this one")
	case t.TotalSegments != want.TotalSegments && want.TotalSegments != 0:
		return foreign(segments(t), segments(want))
	case t.Given != want.Given:
		return foreign(given(t), given(want))
	}
	return nil
}

func foreign(is, asked string) error {
	return &Error{Foreign, fmt.Sprintf("the token is of %s, the request is for %s: give back the token that this request returned, or none to begin anew", is, asked)}
}

func place(t Token) string {
	if t.Index == "" {
		return fmt.Sprintf("table %q itself", t.Table)
	}
	return fmt.Sprintf("index %q", t.Index)
}

func direction(t Token) string {
	if t.Descending {
		return "descending order"
	}
	return "ascending order"
}

func segments(t Token) string {
	if t.TotalSegments == 1 {
		return "a scan in 1 segment"
	}
	return fmt.Sprintf("a scan in %d segments", t.TotalSegments)
}

func given(t Token) string {
	if t.Given == 0 {
		return "all segments"
	}
	return fmt.Sprintf("some segments (their fingerprint is %08x)", uint32(t.Given))
}
