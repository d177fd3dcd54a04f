package column

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Column is the place of one top-level attribute.
type Column struct {
	// Name is the attribute's name, as in DynamoDB: not empty, case matters, may hold any character.
	Name string
	// Type is what the column's values are. The zero value, Untyped, is for readers that infer it.
	Type Type
}

// Type is one of DynamoDB's attribute types, ANY for a column whose values have more than one, or Untyped.
type Type uint8

const (
	// Untyped is no type at all: it isn't known yet, or a reader is to infer it from each value.
	Untyped Type = iota
	S
	N
	B
	BOOL
	NULL
	SS
	NS
	BS
	L
	M
	// ANY is a column of mixed types: each value brings its own.
	ANY
)

var typeNames = [...]string{"", "S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M", "ANY"}

// String returns DynamoDB's name of the type, such as "BOOL", or "ANY"; "" for Untyped.
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return fmt.Sprintf("Type(%d)", uint8(t))
}

// Parse returns the type of that name, which is in upper case. There's no name for Untyped: "" is an error.
func Parse(name string) (Type, error) {
	if i := slices.Index(typeNames[1:], name); i >= 0 {
		return Type(i + 1), nil
	}
	return Untyped, fmt.Errorf("%q is no attribute type: use one of %s", name, strings.Join(typeNames[1:], ", "))
}

// TypeOf returns the type of a value: never ANY; Untyped if it's nil or none of DynamoDB's.
func TypeOf(v types.AttributeValue) Type {
	switch v.(type) {
	case *types.AttributeValueMemberS:
		return S
	case *types.AttributeValueMemberN:
		return N
	case *types.AttributeValueMemberB:
		return B
	case *types.AttributeValueMemberBOOL:
		return BOOL
	case *types.AttributeValueMemberNULL:
		return NULL
	case *types.AttributeValueMemberSS:
		return SS
	case *types.AttributeValueMemberNS:
		return NS
	case *types.AttributeValueMemberBS:
		return BS
	case *types.AttributeValueMemberL:
		return L
	case *types.AttributeValueMemberM:
		return M
	}
	return Untyped
}

// Infer returns a column for each attribute that the items have, sorted by name. Its type is that of all its
// values, or ANY where they differ. Attributes that only other items have are missing: a sample is no proof.
func Infer(items []record.Item) []Column {
	found := make(map[string]Type)
	for _, item := range items {
		for name, value := range item {
			t := TypeOf(value)
			if before, ok := found[name]; t == Untyped || ok && before != t {
				t = ANY
			}
			found[name] = t
		}
	}
	columns := make([]Column, 0, len(found))
	for _, name := range slices.Sorted(maps.Keys(found)) {
		columns = append(columns, Column{Name: name, Type: found[name]})
	}
	return columns
}

// Check returns an error if there are no columns, if one has no name or a type that isn't one of the
// constants, or if two have the same name. Untyped is fine: who needs types looks for it.
func Check(columns []Column) error {
	if len(columns) == 0 {
		return fmt.Errorf("there are no columns: name at least the key's attributes")
	}
	seen := make(map[string]int, len(columns))
	for i, c := range columns {
		if c.Name == "" {
			return fmt.Errorf("column %d has no name: each column needs one", i+1)
		}
		if int(c.Type) >= len(typeNames) {
			return fmt.Errorf("column %d, %q, has the unknown type %s", i+1, c.Name, c.Type)
		}
		if first, ok := seen[c.Name]; ok {
			return fmt.Errorf("columns %d and %d have the same name, %q: rename or remove one", first, i+1, c.Name)
		}
		seen[c.Name] = i + 1
	}
	return nil
}
