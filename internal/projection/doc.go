// Package projection decides whether a GetItem with a ProjectionExpression can be
// answered through a BatchGetItem without its asker noticing.
//
// BatchGetItem answers in no particular order and leaves out items that don't exist, so
// an answer can be matched to its asker only by the key attributes in it. A projection
// that doesn't name them gets them added, and they are deleted from the item again before
// the asker sees it. An item of which only the key was found then becomes an empty map,
// which is what GetItem answers when an item exists but has nothing of what was asked for.
//
// One projection serves all keys of a table in a BatchGetItem, so gets wait in buckets
// by consistency and projection; BucketKey names the bucket.
//
// Every doubt is decided against the batch: the request then goes alone through GetItem,
// which costs a call but never an answer or an error that differs. The grammar here is
// therefore narrower than DynamoDB's, and a projection it refuses need not be wrong.
// What it accepts may still be refused by DynamoDB, for a reserved word that isn't behind
// a placeholder. The whole bucket then fails alike, each with the same message that GetItem
// would have given.
package projection
