// Package partiql is the dialect of PartiQL that DynamoDB speaks: it parses statements,
// checks them, and evaluates what they say about items. It has no tables and stores
// nothing; what executes a statement reads and writes by itself and asks this package:
//
//	Parse            the statement, with its parameters
//	Select.Access    whether to query or to scan, what, and the filter
//	Select.Key       the key of the one item that a batch or a transaction selects
//	Select.Project   the result of one item
//	Insert.Key       the key of the new item, Insert.Item
//	Update.Key       the key of the one item, and the condition
//	Update.Apply     the item after the update
//	Update.Touched   RETURNING MODIFIED
//	Delete.Key       the key of the one item, and the condition
//	StageOf          when an error of a Key method comes up
//
// # Errors
//
// All errors are ValidationExceptions in DynamoDB's words, and they come in its order.
// Parse finds first what isn't well formed, anywhere in the statement. Then it understands
// the parts from left to right, a SELECT as FROM, projection, WHERE, and an UPDATE as
// WHERE, SET and REMOVE, table. What is wrong with any table is said before the table is
// looked up. What depends on the key follows from Access and the Key methods, and so does
// what DynamoDB looks at later still: ORDER BY, and RETURNING.
//
// Messages and order were measured on DynamoDB Local 1.25.1: testdata/local.json holds some
// 1,200 of its answers, and deviations_test.go the few that are not followed, with reasons.
//
// # Language
//
//	SELECT (* | path, ..) FROM table[.index] [WHERE condition] [ORDER BY key [ASC|DESC], ..]
//	INSERT INTO table VALUE {'name': value, ..}
//	UPDATE table (SET path = value, .. | REMOVE path).. WHERE condition
//	    [RETURNING (ALL|MODIFIED) (OLD|NEW) *]
//	DELETE FROM table WHERE condition [RETURNING ALL OLD *]
//	EXISTS(SELECT ..)
//
// Keywords and functions are written in any case; names are case-sensitive, and quoted if
// they are keywords or have other characters than a-z, A-Z, 0-9, _ and $. Comments are --
// and /* */. A parameter may stand for any value, but not within a list, a set or a tuple.
// There is no literal for binaries. Conditions have = <> != < <= > >= BETWEEN IN IS AND OR
// NOT, begins_with, contains, size, attribute_type, and, like expressions but undocumented,
// attribute_exists and attribute_not_exists. IS takes MISSING, NULL, and undocumented types
// such as STRING. SET has + -, list_append, set_add, set_delete, and, undocumented,
// if_not_exists.
//
// # How DynamoDB executes statements
//
// Notes for what does; L is measured on DynamoDB Local, D is documented.
//
// ExecuteStatement. A SELECT is a query if WHERE fixes the partition key with = or IN, or
// with OR of those, and else a scan (D; Local scans if there is more than one condition
// beside IN, and for OR). It is never a get: with Limit 1 even a whole key is answered with
// a NextToken (L). One condition on the sort key is the query's range, others filter; the
// filter comes after Limit and after the 1 MB of a page, so a page may be empty and have a
// NextToken (L, D). Limit is at least 1. A NextToken is opaque; Local's is base64 of JSON
// with a version, the creation time and the last key, doesn't depend on the statement's
// text, and a bad one is "Invalid NextToken" (L). ConsistentRead on a GSI is "Consistent
// read cannot be true when scanning a GSI", also for a query (L). A missing index is "The
// table does not have the specified index: x", a projection of what a GSI hasn't is "One or
// more parameter values were invalid: Global secondary index x does not project [y]", and
// an LSI fetches from the table (L). The filter may name attributes that a GSI hasn't;
// they are missing (L). ORDER BY needs a condition on the partition key and takes key
// attributes only (L, D). Without the table it is ResourceNotFoundException "Cannot do
// operations on a non-existent table", where ExecuteTransaction says "Requested resource
// not found" (L).
//
// INSERT of a key that exists is DuplicateItemException "Duplicate primary key exists in
// table" (D; Local's code lacks the Exception). With ReturnValuesOnConditionCheckFailure
// ALL_OLD Local answers ConditionalCheckFailedException "The conditional request failed"
// with the item instead. INSERT, and writes without RETURNING, answer empty Items (L, D).
//
// UPDATE of an item that doesn't exist, or doesn't match, is ConditionalCheckFailedException
// "The conditional request failed" (L, D): it never creates one, even WHERE .. IS MISSING.
// DELETE of an item that doesn't exist succeeds with no Items if WHERE is the key alone, and
// is ConditionalCheckFailedException if it has a further condition (L). RETURNING that has
// nothing to return answers empty Items (L). Key attributes can't be updated.
//
// BatchExecuteStatement. 1 to 25 statements. A mix of reads and writes, and two statements
// on one item, fail the whole request: ErrBatchMixed, and "Provided list of item keys
// contains duplicates". None is "The statement was empty.", 26 are "BatchGetItem cannot
// fetch more than 25 items" or "BatchWriteItem cannot write more than 25 items". Statements
// that can't be executed count for the 25 and, if they are well formed, as a read or a
// write, but not as a second statement on one item (L). All else fails alone: HTTP 200
// with Responses[i].Error, whose Code is ValidationError, ConditionalCheckFailed,
// DuplicateItem, ResourceNotFound and so on, and whose message is that of ExecuteStatement.
// TableName is set if the statement got as far as an item, which a write with an empty key
// (StageEmpty) does. A SELECT must have a Select.Key and no condition beside it, and name no
// index, or it is ErrBatchSelect. A missing item is a response
// without Item, and no error. An Unsupported statement is ErrExists if it is an expression,
// as is EXISTS, and else ErrBatchOperation. RETURNING works (L).
//
// ExecuteTransaction. 1 to 100 statements ("Member must have length less than or equal to
// 100"; none is "ExecutePartiQLTransaction can not have empty statement."), all reads or
// all writes, EXISTS being a write: ErrTransactionMixed. Two on one item are "Transaction
// request cannot include multiple operations on one item". An Unsupported statement is
// ErrTransactionOperation if it is an expression, and else its Err (L).
//
// What isn't well formed (IsMalformed) fails as it is. All else that Parse refuses has
// "Validation failed in TransactStatements[0]: " before it, with the statement's index, and
// so have these (L):
//
//   - a SELECT without a Select.Key or with a further condition: "Select statements within
//     ExecuteTransaction must specify the primary key in the where clause."
//   - one of an index: "Reads on indices are not supported within transactions.", and EXISTS
//     of one: "Operations on indices are not supported in transactions"
//   - EXISTS without a Select.Key or without a further condition: "EXISTS() must contain a
//     single item read with additional condition"
//   - RETURNING, StageReturning, or if that has nothing to say "RETURNING clause is not
//     supported in ExecuteTransaction."
//
// Reads answer a response each, {} for a missing item, and writes answer empty Responses.
// What fails for a key or an item is a TransactionCanceledException with the reasons in
// order: ConditionalCheckFailed for UPDATE, DELETE and EXISTS, whose message ends with a full
// stop, and ValidationError for StageKey, of which only the first is told. StageWhere is one
// without reasons, whose message is "ValidationError " and the error's. StageEmpty, of writes,
// and the errors of Update.Apply fail the request as they are, after all others (L). A duplicate
// INSERT is ValidationError "Duplicate primary key exists in table" in Local; of the service
// amzn/smoke-dynamodb, which is Amazon's, expects DuplicateItem. EXISTS of a missing item
// fails, even with IS MISSING; a DELETE of one by its key alone succeeds (L). The
// ClientRequestToken works as that of TransactWriteItems (L, D).
//
// Capacity. Local reports none for any of the three (L). The service charges as for the
// operation that a statement amounts to, and transactions twice (D).
package partiql
