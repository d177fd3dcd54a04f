package codec

import "errors"

// errInexact says that the SDK reads something in the document in another way than this
// package does, or perhaps refuses it. It has no offset: whoever gets it asks the SDK.
var errInexact = errors.New("the SDK reads this document in its own way")

// DecodeAnswer is Decode for a client that must not be told apart from the SDK's own. What it
// returns without an error is what the SDK reads from data. It refuses what Decode takes and
// the SDK refuses or reads differently:
//
//   - texts that are not UTF-8 as they stand, whose bytes the SDK keeps in some places;
//   - attribute values with two values of the same type, or that ValueError is about;
//   - integers that are written with a fraction or exponent, and any beyond 64 bits;
//   - values that nobody reads and that are nested by hundreds.
//
// After an error into holds whatever was read by then.
func DecodeAnswer(data []byte, into any) error {
	p := getParser(data)
	defer putParser(p)
	p.exact = true
	if err := p.Decode(into); err != nil {
		return err
	}
	return p.whole()
}

// maxExactDepth is how deep a value that nobody reads may be nested: the SDK counts the levels
// around it as well, against a limit of 10,000.
const maxExactDepth = 512
