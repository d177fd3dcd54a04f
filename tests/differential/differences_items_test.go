package differential

// itemDifferences are those of operations on items, batches and transactions.
var itemDifferences = []*deliberate{}
