package localdb

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// at reports a constraint of a member whose value is not shown.
func (b *breaches) at(path, constraint string) {
	*b = append(*b, "Value at '"+path+"' failed to satisfy constraint: "+constraint)
}

// tableConstraint checks the TableName of an operation on items, where an ARN may stand as well.
func tableConstraint(b *breaches, name *string, path string) {
	switch {
	case name == nil:
		b.null(path)
	case *name == "":
		b.value("", path, "Member must have length greater than or equal to 1")
	case strings.HasPrefix(*name, "arn:"):
		lengthConstraint(b, len(*name), *name, path, 1, 1024)
	case isName(*name):
		lengthConstraint(b, len(*name), *name, path, 1, 255)
	default:
		b.value(*name, path, "Member must satisfy regular expression pattern: "+namePattern)
		lengthConstraint(b, len(utf16.Encode([]rune(*name))), *name, path, 1, 255)
	}
}

// tablesConstraint checks the names of a batch's tables.
func tablesConstraint[V any](b *breaches, requests map[string]V) {
	for name := range requests {
		if !strings.HasPrefix(name, "arn:") && (!isName(name) || len(name) < 3 || len(name) > 255) {
			b.at("RequestItems", "Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: "+namePattern+"]")
			return
		}
	}
}

// attributesConstraint checks a member that must be there: an item or a key.
func attributesConstraint(b *breaches, m map[string]types.AttributeValue, path string) {
	if m == nil {
		b.null(path)
	}
}

// expectedConstraint checks the legacy parameters of a condition.
func expectedConstraint(b *breaches, expected map[string]types.ExpectedAttributeValue, operator types.ConditionalOperator) {
	enumConstraint(b, operator, "conditionalOperator", conditionalOps)
	if len(expected) == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		enumConstraint(b, expected[name].ComparisonOperator, "expected."+name+".member.comparisonOperator", comparisons)
	}
}

// updatesConstraint checks the legacy parameter of an update.
func updatesConstraint(b *breaches, updates map[string]types.AttributeValueUpdate) {
	if len(updates) == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(updates)) {
		enumConstraint(b, updates[name].Action, "attributeUpdates."+name+".member.action", attributeActions)
	}
}

// attributesToGetConstraint checks the length of the legacy list of attributes.
func attributesToGetConstraint(b *breaches, names []string, path string) {
	if names != nil {
		lengthConstraint(b, len(names), "["+strings.Join(names, ", ")+"]", path, 1, 255)
	}
}
