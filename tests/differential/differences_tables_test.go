package differential

// tableDifferences are those of operations on tables, and the wire protocol.
var tableDifferences = []*deliberate{}
