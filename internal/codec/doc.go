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
// What is decoded never aliases the input, which may be a pooled buffer. Short texts and
// binaries, up to 512 bytes, are cut from chunks of 2 KB, and S, N and B values from slabs of
// 16, one after the other across items and documents: an allocation for each would cost as
// much as the reading. A text that is kept so keeps 2 KB alive at most, and an S, N or B value
// its slab and the chunks of what is there: mostly 4 KB, never more than 32 KB. Longer texts
// and binaries, sets, lists and maps are allocated by themselves, and no value keeps the answer
// around it. Nothing that may be changed is shared: a binary ends where its bytes end.
// Attribute names are shared through a small cache in the Parser: they repeat from item to
// item.
//
// # Exactness
//
// What Append writes is what the SDK writes, to the byte but for the order of maps. What
// DecodeAnswer reads without an error is what the SDK reads. Package wire relies on both, and
// its tests hold them against the SDK.
//
// # Errors
//
// SyntaxError: not JSON. TypeError: JSON of the wrong type, with the service's own text.
// Both stop the decoding. ValueError: an attribute value that isn't exactly one value. It
// does not stop the decoding, because DynamoDB judges tables and parameters first: the rest
// is decoded, and a marker that ProblemOf knows stands in the place of the value.
package codec
