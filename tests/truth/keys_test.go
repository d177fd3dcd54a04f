package truth

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// column is one attribute of a primary key.
type column struct {
	name string
	kind string // S or N
}

// normal is a number in the one spelling that DynamoDB answers with, by arithmetic.
func normal(n string) (string, bool) {
	r, ok := new(big.Rat).SetString(strings.TrimPrefix(n, "+"))
	if !ok {
		return "", false
	}
	if r.IsInt() {
		return r.Num().String(), true
	}
	return strings.TrimRight(r.FloatString(60), "0"), true
}

// canonical is the identity of a column's value, "" if it can't be one.
func (c column) canonical(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if c.kind == "S" && v.Value != "" {
			return "S" + v.Value
		}
	case *types.AttributeValueMemberN:
		if n, ok := normal(v.Value); ok && c.kind == "N" {
			return "N" + n
		}
	}
	return ""
}

// normalize puts all of an item's numbers in their normal spelling, as DynamoDB stores them.
func normalize(m attrs) attrs {
	for name, v := range m {
		if v, ok := v.(*types.AttributeValueMemberN); ok {
			if n, ok := normal(v.Value); ok {
				m[name] = num(n)
			}
		}
	}
	return m
}

// The shapes of the battery's tables: a string key, a pair, and a number, whose spellings vary.
const (
	plain   = "plain"
	pairs   = "pairs"
	numbers = "numbers"
)

var shapes = []string{plain, pairs, numbers}

// tableNames begins with one table of each shape, which have the shapes' names. Most scenarios know
// no more.
var tableNames = func() []string {
	names := slices.Clone(shapes)
	for i := len(names); i < 60; i++ {
		names = append(names, fmt.Sprintf("%s%d", shapes[i%len(shapes)], i))
	}
	return names
}()

// shapeOf is the shape of a table.
func shapeOf(table string) string { return strings.TrimRight(table, "0123456789") }

var columnsOf = func() map[string][]column {
	columns := map[string][]column{
		plain:   {{"pk", "S"}},
		pairs:   {{"pk", "S"}, {"sk", "N"}},
		numbers: {{"pk", "N"}},
	}
	for _, name := range tableNames {
		columns[name] = columns[shapeOf(name)]
	}
	return columns
}()

var spellings = []string{"%d", "%d.0", "%d0e-1", "+%d", "%d.000", "%de0"}

// keyAt is the k-th key of a table, spelled in one of several ways.
func keyAt(table string, k, spelling int) attrs {
	n := fmt.Sprintf(spellings[spelling%len(spellings)], k+1)
	switch shapeOf(table) {
	case pairs:
		return attrs{"pk": str(fmt.Sprintf("pk-%d", k/7)), "sk": num(n)}
	case numbers:
		return attrs{"pk": num(n)}
	}
	return attrs{"pk": str(fmt.Sprintf("key-%d", k))}
}

// wrongKey is no key of the table: DynamoDB refuses it, and any batch that holds it.
func wrongKey(table string, k int) attrs {
	switch shapeOf(table) {
	case numbers:
		return attrs{"pk": str(fmt.Sprintf("not-a-number-%d", k))}
	case pairs:
		return attrs{"pk": str("pk"), "sk": str(fmt.Sprintf("not-a-number-%d", k))}
	}
	return attrs{"pk": num(fmt.Sprint(k))}
}
