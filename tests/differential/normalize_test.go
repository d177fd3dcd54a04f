package differential

import (
	"encoding/json"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// normalize takes out of an answer what must differ between two engines, or two runs on one, and puts
// in order what DynamoDB leaves unordered. What it does not know stays as it is, and is compared.
func normalize(a answer, prefix string, unordered bool) answer {
	n := normalizer{prefix: prefix, unordered: unordered}
	a.Message = sortListings(n.text(a.Message))
	a.Output = n.value(a.Output)
	a.State = n.value(a.State)
	return a
}

type normalizer struct {
	prefix    string // of the run's table names
	unordered bool   // whether Items have no order
}

var (
	owner = regexp.MustCompile(`arn:aws:dynamodb:[^:]*:[0-9]*:`)

	times  = []string{"CreationDateTime", "LastUpdateDateTime", "LastIncreaseDateTime", "LastDecreaseDateTime", "LastUpdateToPayPerRequestDateTime"}
	ids    = []string{"TableId", "LatestStreamArn", "LatestStreamLabel", "NextToken"}
	bags   = []string{"AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "Tags", "NonKeyAttributes"}
	bagMap = []string{"Responses", "UnprocessedItems", "UnprocessedKeys", "ItemCollectionMetrics"}
)

func (n normalizer) text(s string) string {
	return owner.ReplaceAllString(strings.ReplaceAll(s, n.prefix, "@"), "arn:aws:dynamodb:R:A:")
}

func (n normalizer) value(tree any) any {
	switch tree := tree.(type) {
	case string:
		return n.text(tree)
	case json.Number:
		return must1(tree.Float64())
	case []any:
		elements := make([]any, len(tree))
		for i, element := range tree {
			elements[i] = n.value(element)
		}
		return elements
	case map[string]any:
		members := map[string]any{}
		for name, member := range tree {
			if value, keep := n.member(name, n.value(member)); keep {
				members[n.text(name)] = value
			}
		}
		sortSet(members)
		dropTotals(members)
		return members
	}
	return tree
}

// member is a member's value; its own members are normalized already.
func (n normalizer) member(name string, value any) (any, bool) {
	list, isList := value.([]any)
	switch {
	case slices.Contains(times, name):
		// DynamoDB Local tells 1970 of what has not happened; the service then leaves the member out.
		at, isTime := value.(float64)
		return "(time)", !isTime || at != 0
	case slices.Contains(ids, name):
		if _, isText := value.(string); isText {
			return "(id)", true
		}
	case name == "TableNames" && isList:
		return slices.DeleteFunc(list, func(table any) bool { return !strings.HasPrefix(table.(string), "@") }), true
	case slices.Contains(bags, name) && isList, name == "ConsumedCapacity" && isList, name == "Items" && isList && n.unordered:
		sortByText(list)
	case slices.Contains(bagMap, name):
		if byTable, is := value.(map[string]any); is {
			for _, of := range byTable {
				if list, isList := of.([]any); isList {
					sortByText(list)
				}
			}
		}
	}
	return value, true
}

func sortByText(list []any) {
	sort.SliceStable(list, func(i, j int) bool { return sortKey(list[i]) < sortKey(list[j]) })
}

// sortKey is an index's name, so that two indexes of one name are compared even if one is still being
// made, and the whole text of anything else.
func sortKey(element any) string {
	members, _ := element.(map[string]any)
	if name, is := members["IndexName"].(string); is {
		return name
	}
	return render(element)
}

// sortSet puts a set's elements in order, which has none.
func sortSet(members map[string]any) {
	if len(members) != 1 {
		return
	}
	for _, kind := range []string{"SS", "NS", "BS"} {
		if list, is := members[kind].([]any); is {
			sortByText(list)
		}
	}
}

var listing = regexp.MustCompile(`\{[^{}]*\}`)

// sortListings puts in order what messages list: {#a, #b}, and validation errors.
func sortListings(message string) string {
	message = listing.ReplaceAllStringFunc(message, func(s string) string {
		names := strings.Split(s[1:len(s)-1], ", ")
		slices.Sort(names)
		return "{" + strings.Join(names, ", ") + "}"
	})
	if head, errors, found := strings.Cut(message, " detected: "); found {
		parts := strings.Split(errors, "; ")
		slices.Sort(parts)
		message = head + " detected: " + strings.Join(parts, "; ")
	}
	return message
}
