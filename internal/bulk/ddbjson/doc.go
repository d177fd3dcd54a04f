// Package ddbjson reads and writes lines of DynamoDB JSON, which DynamoDB's own exports consist of.
//
// Three kinds of lines are read, in any mixture:
//
//	{"pk":{"S":"a"}}                                  an item: a Put
//	{"Item":{"pk":{"S":"a"}}}                         the same, as full exports have it
//	{"Metadata":{…},"Keys":{…},"NewImage":{…}}        a change, as incremental exports have it: a Put of the new
//	{"Metadata":{…},"Keys":{…},"OldImage":{…}}        image, or without one a Delete of the key
//
// No line is of two kinds, though an item's attributes may be called Item or Keys: behind such a name stands a map
// of values in an export, and one value in an item. What is both would have to be a map with the one name M that
// holds the same again, without end.
//
// # Nothing is lost
//
// Package codec reads as the service does: of two members with one name the last counts, types it doesn't know are
// skipped, and texts that aren't Unicode are mended. In a file such a line is a mistake, so it is a bad record. The
// reader finds that out by counting: a line's members and those of what was made of it must be as many.
//
// Numbers beyond DynamoDB's limits, nulls, and lists and maps nested too deep are refused as well. What else
// DynamoDB doesn't take (sets that are empty or have duplicates, empty names, large items, wrong keys) is its to judge.
//
// # Memory
//
// The reader's line buffer and parser are used again for each line, and no item aliases them.
package ddbjson
