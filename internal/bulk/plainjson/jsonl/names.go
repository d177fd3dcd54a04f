package jsonl

import (
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Names hands out the sorted names of maps, one inside the other, from one slice.
type Names struct{ stack []string }

// Sorted returns m's names in the order of their bytes. They are good until Done takes them back.
func (n *Names) Sorted(m map[string]types.AttributeValue) []string {
	from := len(n.stack)
	for name := range m {
		n.stack = append(n.stack, name)
	}
	names := n.stack[from:]
	slices.Sort(names)
	return names
}

// Done takes the names back that Sorted gave last.
func (n *Names) Done(names []string) {
	rest := len(n.stack) - len(names)
	clear(n.stack[rest:]) // so that no item's names are kept
	n.stack = n.stack[:rest]
}

// maxQuoted is how much of an attribute's name an error tells, in bytes. DynamoDB's own limit for
// names of keys is 255, and longer ones tell no more.
const maxQuoted = 255

// Quote returns name for an error's text.
func Quote(name string) string {
	if len(name) > maxQuoted {
		return strconv.Quote(name[:maxQuoted]) + "…"
	}
	return strconv.Quote(name)
}
