package codec

// maxSkipDepth is how deep a value that nobody reads may be nested; encoding/json draws the
// same line.
const maxSkipDepth = 10_000

// skipValue steps behind a value of any kind and checks its syntax on the way. It keeps the
// open brackets in a list, one byte each, since recursion would take a stack frame each.
func (p *Parser) skipValue() error {
	open := p.open[:0]
	defer func() { p.open = open[:0] }()
	for {
		switch c := p.peek(); c {
		case '{', '[':
			if p.exact && len(open) >= maxExactDepth {
				return errInexact
			}
			if len(open) >= maxSkipDepth {
				return p.syntax("nested too deep")
			}
			closing := c + 2 // in ASCII, for both
			if p.first(closing) {
				open = append(open, closing)
				if c == '{' {
					if _, err := p.key(); err != nil {
						return err
					}
				}
				continue
			}
		default:
			if err := p.skipScalar(c); err != nil {
				return err
			}
		}
		// A value has ended, and with it perhaps the containers around it.
		for {
			if len(open) == 0 {
				return nil
			}
			closing := open[len(open)-1]
			more, err := p.another(closing)
			if err != nil {
				return err
			}
			if !more {
				open = open[:len(open)-1]
				continue
			}
			if closing == '}' {
				if _, err := p.key(); err != nil {
					return err
				}
			}
			break
		}
	}
}

// skipScalar steps behind the string, number or literal that starts with c.
func (p *Parser) skipScalar(c byte) error {
	var err error
	switch {
	case c == '"':
		_, _, err = p.scanString()
	case c == 't':
		err = p.literal("true")
	case c == 'f':
		err = p.literal("false")
	case c == 'n':
		err = p.literal("null")
	case c == '-' || '0' <= c && c <= '9':
		_, _, err = p.number()
	default:
		err = p.unexpected()
	}
	return err
}
