// Package estimate says how many capacity units a job will use before it runs.
//
// # Reading
//
// A scan is charged by the bytes that it passes over, not by what a filter lets through: for each page the sum of
// its items' sizes, rounded up to 4 KB; half of that if it's eventually consistent. So the table's size is all
// that [Scan] needs. Rounding adds half a block of 4 KB to a page of 1 MB on average, 0.2 %, and each segment's
// last page may be small. The size in DescribeTable is up to about six hours old, which matters more than either.
//
// # Writing
//
// A write is charged by the item's size, rounded up to 1 KB for each item, so the mean size isn't enough:
// 1,025 bytes cost twice what 1,023 cost. A [Sample] keeps the sizes of some of the input's items, each item with
// the same chance (reservoir sampling, Algorithm R), and [Writes] scales the units of those up. The estimate has
// no bias. Its standard error is the standard deviation of an item's units, divided by the root of the sample's
// size: with 10,000 items ([DefaultSample]) 1 % of the deviation. [WritesError] returns it. A few huge
// items that the sample missed are what it can't see.
//
// What the input can't tell: replacing or updating an item is charged by the larger of the old size and the new,
// and deleting by the old. For input onto an empty table the estimate is right; for other tables it's low where
// old items are larger. Deletes by scan know the old sizes.
//
// # Indexes
//
// [WithIndexes] adds [IndexFactor] of the table's write units for each index. That's rough. It's right for an
// index that projects all attributes and whose keys all items have, if items are new, are deleted, or replaced
// with the index's keys as they were. The truth is lower where items lack the index's key or attributes aren't
// projected (KEYS_ONLY: one unit an item), or nothing projected changed (none), and twice as high if the
// index's key changes (delete and put).
//
// # Sizes
//
// The sizes given are those of item.Size, which follows DynamoDB's documented rules.
package estimate
