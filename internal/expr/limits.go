package expr

// DynamoDB's limits on expressions, from the "Expression parameters" section of "Quotas in
// Amazon DynamoDB" in its developer guide.
const (
	// MaxExpressionSize is the length of an expression in bytes.
	MaxExpressionSize = 4096
	// MaxOperators is how many operators and functions an expression may have.
	MaxOperators = 300
	// MaxInOperands is how many values IN may compare with.
	MaxInOperands = 100
	// MaxPathDepth is how many elements a document path may have.
	MaxPathDepth = 32
	// MaxPlaceholderSize is the length of a #name or :value in bytes.
	MaxPlaceholderSize = 255
	// MaxPlaceholdersSize is the length of all placeholders with their values, names and values apart
	// ("Length of all substitution variables in an expression", measured on DynamoDB Local).
	MaxPlaceholdersSize = 2 << 20
	// MaxListIndex is the largest index in a path: it is a signed 32-bit integer.
	MaxListIndex = 1<<31 - 1
)
