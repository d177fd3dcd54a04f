// Package codec reads and writes DynamoDB JSON: attribute values, items, and the SDK's
// whole request, answer and error shapes.
//
// It serves three users. A server decodes request bodies into the SDK's Input structs and
// appends Outputs and modeled errors. A client does the reverse in place of the SDK's own
// codec. Bulk files hold one document a line. All three want the same: one pass over the
// input, output appended to a buffer that is used again, few allocations, and bad input
// refused with its offset.
//
// # Two layers
//
// The lower layer is hand-written for attribute values: AppendValue, AppendItem, ParseValue,
// ParseItem. The upper one, Append and Decode, covers every shape of the SDK by plans that
// are built once for each type by reflection. The names on the wire come from the SDK's own
// schemas, so that a new SDK version needs no change here.
//
// # Memory
//
// What is decoded never aliases the input, which may be a pooled buffer. An item's strings
// share one allocation, its binaries another, and its S and N values a third, so one
// attribute that is kept keeps at most its own item alive, never the answer around it.
// Attribute names are shared through a small cache in the Parser: they repeat from item to
// item.
//
// # Errors
//
// SyntaxError: not JSON. TypeError: JSON of the wrong type, with the service's own text.
// Both stop the decoding. ValueError: an attribute value that isn't exactly one value. It
// does not stop the decoding, because DynamoDB judges tables and parameters first: the rest
// is decoded, and a marker that ProblemOf knows stands in the place of the value.
package codec
