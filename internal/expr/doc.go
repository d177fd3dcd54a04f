// Package expr is DynamoDB's expression language over the SDK's attribute values:
// conditions, filters, key conditions, projections and updates, and the legacy parameters
// that say the same in other words. It knows nothing about tables or storage.
//
// # Life of an expression
//
// The placeholders of a request (ExpressionAttributeNames and -Values) become one Params,
// which all of the request's expressions share. Each expression is then parsed in the three
// steps of the service, because their order decides which of several mistakes is reported:
//
//  1. Syntax, of the whole text (lex.go, grammar.go).
//  2. What can be told without the placeholders, in the order of the text: function names
//     and where they stand, reserved words, list indexes (check.go).
//  3. Placeholders, then numbers and types of operands, overlapping paths (resolve.go,
//     update_parse.go).
//
// After the last expression, Params.CheckAllUsed refuses placeholders that none of them
// used. The results are immutable and may be evaluated from many goroutines at once.
//
// # Errors
//
// Errors are ValidationExceptions (*smithy.GenericAPIError) in the words of the service.
// They repeat what the request said, as the service does, and nothing of any item.
//
// # Limits
//
// An expression has at most 4,096 bytes, which bounds everything that its author can make
// this package do, its recursion included; see limits.go for the finer ones.
package expr
