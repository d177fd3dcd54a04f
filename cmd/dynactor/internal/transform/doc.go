// Package transform makes functions on items of expressions in the language of github.com/expr-lang/expr.
//
// # How an item looks
//
// The variable item is a map of attributes by name. Values are:
//
//	S      text
//	N      an int if it's whole and fits 64 bits, otherwise an exact [Decimal]
//	BOOL   true or false
//	NULL   nil; that an attribute is there says "name" in item
//	B      a [Binary]: base64(x) makes a text of it, binary("…") makes one of a text in base64
//	L, M   a list, a map
//	SS, NS, BS  a list of a type of its own: [StringSet], [NumberSet], [BinarySet]. ss(list), ns(list) and bs(list)
//	            make one of a list
//
// # What comes of the result
//
//	a map         the item to use
//	true          the item as it was
//	nil or false  the item is skipped
//
// # Invariants
//
//   - A value that the expression hands on is the value that came in, to the digit: the way there and back loses nothing.
//   - + - * / round and comparisons are exact, as DynamoDB's numbers are; what has more than 38 digits is an error, but
//     for division, which rounds to 38, half to even. Numbers in the expression's text are taken as written, up to 17 digits.
//   - A name that isn't known, or a mistake in the syntax, is found when the expression is compiled.
//   - An error while it runs has nothing of the item: only where in the expression it happened.
//   - Compiled functions may be called by any number of goroutines. They hold no state between calls.
package transform
