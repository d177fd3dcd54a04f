// Package plainjson reads and writes lines of plain JSON, one object an item, as other programs have them.
//
// Values stand for what they look like:
//
//	"text"    S
//	12.50     N, digit by digit: no number passes through a float
//	true      BOOL
//	null      NULL
//	[…]       L
//	{…}       M
//
// What JSON has no form for is an object with one member, a tag:
//
//	{"$B":"AAE="}         B, in base64
//	{"$SS":["a","b"]}     SS
//	{"$NS":["1","2"]}     NS; JSON numbers are read as well
//	{"$BS":["AAE="]}      BS
//	{"$M":{"$B":"x"}}     M that itself looks like one of these
//
// So what is written is read back the same, but for numbers that JSON has no form for, such as 007 and .5: they are
// written as DynamoDB would return them, which is the same number. A tag with something else in it is an error rather
// than a map; the attributes of an item are never tags.
//
// Plain mode has no tags. It writes sets as arrays and binaries as base64 texts, which are read back as lists and
// texts: it is for programs that don't know the tags, and loses types. It reads every object as a map.
//
// # Nothing is lost
//
// Two members of one name in an object, texts that aren't Unicode, numbers that DynamoDB doesn't take, and lists and
// maps nested beyond its limit are refused. What else DynamoDB doesn't take (sets that are empty or have duplicates,
// empty names, large items, wrong keys) is its to judge.
//
// # Memory
//
// A reader's buffers are used again for each line, and no item aliases them. Short texts are cut from chunks of 2 KB,
// and S and N values from slabs of 16, so a value that is kept keeps a few kilobytes with it.
package plainjson
