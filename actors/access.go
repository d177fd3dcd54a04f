package actors

import "github.com/dynactor/dynactor/messages"

// access says what a request draws capacity from.
type access uint8

const (
	reading access = iota
	writing
	// accesses is how many kinds of capacity a table has.
	accesses
	// elsewhere is for requests that name several tables, or need no capacity.
	elsewhere = accesses
)

// String is for log lines.
func (a access) String() string { return [...]string{"read", "write", "other"}[a] }

// accessOf is the capacity that an operation on one table draws from.
func accessOf(op messages.Operation) access {
	switch op {
	case messages.GetItem, messages.Query, messages.Scan:
		return reading
	case messages.PutItem, messages.UpdateItem, messages.DeleteItem:
		return writing
	}
	return elsewhere
}
