// Package item measures and copies DynamoDB items.
//
// An item is what the SDK calls map[string]types.AttributeValue. Size is needed
// before a request is admitted, since batches are limited by bytes as well as by
// count and since admission bounds memory. Clone is needed when one answer serves
// several askers, who must be able to change what they got.
//
// Both run once per request, so Size allocates nothing and Clone only what it returns.
package item
