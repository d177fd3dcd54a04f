package differential

// partiqlDifferences are those of PartiQL.
var partiqlDifferences = []*deliberate{}
