package pagetoken

import "fmt"

// Error says why a token can't be used. Its text quotes nothing of the token but names of tables
// and indexes.
type Error struct {
	Fault Fault
	// Detail says what is wrong and what to change.
	Detail string
}

// Fault is what is wrong with a token.
type Fault byte

const (
	// NotOurs: the text doesn't begin as a token does.
	NotOurs Fault = iota + 1
	// OtherVersion: a token, made by a version of this library that writes another form.
	OtherVersion
	// Damaged: a token of which something is missing or changed.
	Damaged
	// Foreign: a whole token, of another request.
	Foreign
	// Unencodable: a position that no token can hold.
	Unencodable
)

func (e *Error) Error() string { return e.Detail }

var (
	errNotOurs = &Error{NotOurs, "the token is not one of ours: give back what an earlier query, scan or statement returned as its last token"}
	errVersion = &Error{OtherVersion, "the token is of another version of dynactor, which this one can't read: begin anew, without a token"}
	errDamaged = &Error{Damaged, "the token is damaged: characters of it are missing or changed; give it back as it was returned"}
	errTooLong = &Error{NotOurs, fmt.Sprintf("the token is not one of ours: it's longer than any, which is %d bytes", MaxLength)}
)

func unencodable(format string, args ...any) error {
	return &Error{Unencodable, "no token can be made of this position: " + fmt.Sprintf(format, args...)}
}
