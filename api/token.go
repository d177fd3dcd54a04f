package api

import "github.com/dynactor/dynactor/internal/pagetoken"

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
