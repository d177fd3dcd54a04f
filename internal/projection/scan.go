package projection

// DynamoDB's limits on what is inside an expression: elements of one path, bytes of one
// placeholder with its #. The limit on indexes is our own, to stay within 32 bits.
const (
	maxPathElements = 32
	maxPlaceholder  = 255
	maxIndexDigits  = 9
)

// element is one step of a path: the attribute at its root, or one inside it.
type element struct {
	name  string // as written, an attribute's name or a #placeholder; "" for an index
	index string // its digits
	root  bool
}

// scanner reads a projection expression, element by element, by this grammar:
//
//	projection  = path { "," path }            with space, \t, \r, \n around paths
//	path        = name { "." name | "[" index "]" }
//	name        = letter { letter | digit | "_" } | "#" ( letter | digit | "_" ) ...
//	index       = "0" | digit without a leading zero ...
//
// Letters and digits are ASCII. DynamoDB takes more than that (space inside a path, for
// one), but all of this, reserved words apart.
type scanner struct {
	expr  string
	pos   int
	depth int // elements read of the present path
}

type result int

const (
	found result = iota
	end
	malformed
)

// next returns the next element. After end or malformed it must not be called again.
func (s *scanner) next() (element, result) {
	if s.depth > 0 {
		if e, r, inside := s.inner(); inside {
			return e, r
		}
		s.skipSpace()
		if s.pos == len(s.expr) {
			return element{}, end
		}
		if s.expr[s.pos] != ',' {
			return element{}, malformed
		}
		s.pos++
	}
	s.skipSpace()
	s.depth = 1
	name, ok := s.name()
	if !ok {
		return element{}, malformed
	}
	return element{name: name, root: true}, found
}

// inner reads the element that goes on with the present path; inside is false if the
// path ends here.
func (s *scanner) inner() (e element, r result, inside bool) {
	if s.pos == len(s.expr) {
		return element{}, end, false
	}
	ok := false
	switch s.expr[s.pos] {
	case '.':
		s.pos++
		e.name, ok = s.name()
	case '[':
		e.index, ok = s.index()
	default:
		return element{}, end, false
	}
	s.depth++
	if !ok || s.depth > maxPathElements {
		return element{}, malformed, true
	}
	return e, found, true
}

func (s *scanner) skipSpace() {
	for s.pos < len(s.expr) {
		switch s.expr[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

// name reads an attribute's name or a placeholder.
func (s *scanner) name() (string, bool) {
	start := s.pos
	if start == len(s.expr) {
		return "", false
	}
	placeholder := s.expr[start] == '#'
	if !placeholder && !isLetter(s.expr[start]) {
		return "", false
	}
	s.pos++
	for s.pos < len(s.expr) && isNameByte(s.expr[s.pos]) {
		s.pos++
	}
	name := s.expr[start:s.pos]
	if placeholder && (len(name) == 1 || len(name) > maxPlaceholder) {
		return "", false
	}
	return name, true
}

// index reads a list index in its brackets. Without leading zeros, which DynamoDB doesn't
// take, equal indexes have equal digits.
func (s *scanner) index() (string, bool) {
	start := s.pos + 1
	i := start
	for i < len(s.expr) && isDigit(s.expr[i]) {
		i++
	}
	digits := s.expr[start:i]
	if digits == "" || len(digits) > maxIndexDigits || len(digits) > 1 && digits[0] == '0' {
		return "", false
	}
	if i == len(s.expr) || s.expr[i] != ']' {
		return "", false
	}
	s.pos = i + 1
	return digits, true
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }
