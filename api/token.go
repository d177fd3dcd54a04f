package api

import "github.com/dynactor/dynactor/internal/pagetoken"

// Token is a place in the items of a [Query], a [Scan] or a [Statement], between two items. It's text
// that is safe in a URL and outlives the process. As a Start, "" is the beginning; as a Last it
// says that there's nothing behind.
//
// A token of a query has about 100 bytes beside the key; that of a scan has a key for each segment that is
// worked on. It's bound to what it's of: table, index, partition and direction, or segments, or
// statement and parameters. Filter, projection, limit and page size may change. It holds key values
// in a form that anybody can read, so encrypt it where those are secret; who forges one gets no
// further than to other places of the same request.
type Token string

// tokenSource is how positions become tokens and tokens positions: like says what they are of.
type tokenSource struct{ like pagetoken.Token }

// parse reads where to begin; ok is false for the beginning.
func (s tokenSource) parse(start Token) (token pagetoken.Token, ok bool, err error) {
	if start == "" {
		return token, false, nil
	}
	if token, err = pagetoken.Parse(string(start)); err != nil {
		return token, false, err
	}
	return token, true, token.Fits(s.like)
}

// encode makes the token of a scan or a query.
func (s tokenSource) encode(next int, open []position) (Token, error) {
	token := s.like
	token.Open = make([]pagetoken.Position, len(open))
	for i, p := range open {
		token.Open[i] = pagetoken.Position{Segment: p.Segment, Key: p.At.key}
	}
	if token.Kind == pagetoken.Scan {
		token.Next = next
	}
	text, err := token.Encode()
	return Token(text), err
}

// positionsOf are the positions of a token of a scan or a query.
func positionsOf(token pagetoken.Token) []position {
	open := make([]position, len(token.Open))
	for i, p := range token.Open {
		open[i] = position{Segment: p.Segment, At: place{key: p.Key}}
	}
	return open
}
