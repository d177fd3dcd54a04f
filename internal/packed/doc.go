// Package packed holds an item in one string: what the in-process DynamoDB keeps in memory.
//
// An item as the SDK has it, a map of interfaces that point to structs that point to bytes, takes
// two to three times its own size and gives the garbage collector a dozen pointers to follow.
// Packed it is one allocation without a pointer, immutable, so that readers need no lock once they
// hold it, and a value is taken out of it without copying: strings share the item's memory.
//
// The form, which never leaves the process:
//
//	item  = size attributes          size: 4 bytes, what DynamoDB charges for the item
//	attributes = count { name value }
//	name  = length bytes
//	value = length kind payload      length: of kind and payload together
//	payload of S, N, B = bytes       N in the one spelling that DynamoDB answers with
//	payload of BOOL = 1 byte, of NULL nothing
//	payload of SS, NS, BS = count { length bytes }, in order: by bytes, numbers by value
//	payload of L = count { value }, of M = attributes
//
// Counts and lengths are unsigned varints. Every value carries its length, so that looking for an
// attribute skips the others without reading them.
package packed
