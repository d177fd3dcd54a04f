package partiql

import "strings"

// keywords are the words that can't be attribute or table names unless they are quoted,
// in any case of letters. They are PartiQL's, not the reserved words of expressions:
// NAME and STATUS are free here, and REMOVE isn't. The list is the measured one: each was
// tried as a name on DynamoDB Local 1.25.1.
var keywords = func() map[string]struct{} {
	set := make(map[string]struct{})
	for _, word := range strings.Fields(`
		absolute action add all allocate alter and any are as asc assertion at authorization avg
		bag begin between bit bit_length blob bool boolean by cascade cascaded case cast catalog
		char char_length character character_length check clob close coalesce collate collation
		column commit conflict connect connection constraint constraints continue convert
		corresponding count create cross current current_date current_time current_timestamp
		current_user cursor date date_add date_diff deallocate dec decimal declare default
		deferrable deferred delete desc describe descriptor diagnostics disconnect distinct do
		domain double drop else end escape except exception exec execute exists external extract
		false fetch first float for foreign found from full get global go goto grant group having
		identity immediate in index indicator initially inner input insensitive insert int integer
		intersect interval into is isolation join key language last left let level like limit list
		local lower match max min missing modified module names national natural nchar new next no
		not nothing null nullif numeric octet_length of old on only open option or order outer
		output overlaps pad partial pivot position precision prepare preserve primary prior
		privileges procedure public read real references relative remove restrict returning revoke
		right rollback rows schema scroll section select session session_user set sexp size
		smallint some space sql sqlcode sqlerror sqlstate string struct substring sum symbol
		system_user table temporary then time timestamp to transaction translate translation trim
		true tuple union unique unknown unpivot update upper usage user using value values varchar
		varying view when whenever where with work write zone`) {
		set[word] = struct{}{}
	}
	return set
}()

// reserved reports whether a word in lower case is a keyword.
func reserved(word string) bool {
	_, ok := keywords[word]
	return ok
}

// functionKeywords are keywords that a call may begin with. All but size are functions of
// PartiQL that DynamoDB parses and then doesn't recognize.
var functionKeywords = map[string]bool{
	"size": true, "exists": true, "lower": true, "upper": true, "trim": true, "substring": true,
	"char_length": true, "character_length": true, "octet_length": true, "bit_length": true,
	"coalesce": true, "nullif": true, "position": true,
	"date_add": true, "date_diff": true, "extract": true,
}

// foreignKeywords begin expressions of PartiQL that DynamoDB parses and then refuses.
var foreignKeywords = map[string]bool{
	"case": true, "cast": true, "date": true, "time": true,
	"avg": true, "count": true, "max": true, "min": true, "sum": true,
}

// typeNames are the types that may follow IS, by the name that messages give them.
var typeNames = map[string]string{
	"missing": "MISSING", "null": "NULL", "bool": "BOOLEAN", "boolean": "BOOLEAN", "blob": "BLOB",
	"string": "STRING", "numeric": "NUMERIC", "struct": "STRUCT", "tuple": "TUPLE", "list": "LIST",
	"int": "INTEGER", "integer": "INTEGER", "smallint": "SMALLINT", "float": "FLOAT", "real": "REAL",
	"decimal": "DECIMAL", "dec": "DECIMAL", "char": "CHARACTER", "character": "CHARACTER",
	"varchar": "CHARACTER_VARYING", "bag": "BAG", "sexp": "SEXP", "symbol": "SYMBOL", "clob": "CLOB",
	"timestamp": "TIMESTAMP", "date": "DATE", "time": "TIME",
}
