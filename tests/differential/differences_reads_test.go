package differential

// readDifferences are those of Query and Scan.
var readDifferences = []*deliberate{}
