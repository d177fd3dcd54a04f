// Package csvitems reads and writes items as CSV, RFC 4180: a row an item, a column a top-level attribute.
//
// # Header
//
// The first row names the attributes. A cell is name or name:TYPE, TYPE one of S N B BOOL NULL SS NS BS L M
// ANY; what follows the last colon counts, so that an attribute "a:S" with numbers is "a:S:N", and one
// without a type can't end in a type's name.
//
// # Cells
//
//	(empty)             the attribute is absent
//	S                   the text; see below for what it can't be
//	N                   a number as DynamoDB takes it, digit by digit
//	B                   base64
//	BOOL                true or false, read in any case
//	NULL                null, read in any case
//	SS, NS, BS, L, M    JSON arrays and objects, with the tags of package plainjson inside of lists and maps
//	ANY                 DynamoDB JSON, as {"S":"a"}
//	no type             a number in JSON's grammar is N, so that 007 stays a text; true and false are BOOL;
//	                    all else is S, as it stands
//
// A CSV cell can't be both absent and an empty text, and encoding/csv makes one line feed of a carriage
// return and a line feed, inside of quotes too. So in columns of the type S a cell that begins with $" is a
// JSON string behind a dollar sign: $"" is the empty text, $"a\r\nb" has a carriage return, and a text that begins
// with $" is written so too. In a column of the type B $"" is the empty binary. Columns without a
// type know nothing of that: files of other programs are read as they are, but for CR LF, and always
// without empty texts.
//
// # Bad rows
//
// A row with a cell too many or too few, a cell that isn't of its column's type, text that isn't UTF-8 and
// misplaced quotes are a *record.BadRecord, and reading goes on. After a misplaced quote encoding/csv goes on
// behind the physical line where it saw it: a bare quote in a cell without quotes costs its row alone. A
// quote that opens a cell and isn't closed swallows the next rows up to a quote, or to the input's end;
// what it swallowed is one bad record, all of it in its Raw. Where that quote happens to fit, it is a row
// of the wrong number of cells, or at worst one with a long cell. A row longer than Options.MaxRecord is
// final: that's what bounds it. Empty lines are no rows.
//
// # Memory
//
// A reader holds a row, its raw text and 64 KB; a writer a row and 64 KB. Items alias nothing of theirs,
// but the short texts of a row keep each other.
package csvitems
