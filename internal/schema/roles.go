package schema

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tagKey is the key of the tags that give roles; names and marshalling are dynamodbav's.
const tagKey = "dynactor"

// kind is what a role does.
type kind int

const (
	rolePartition kind = iota + 1
	roleSort
	roleTTL
	roleGSIPartition
	roleGSISort
	roleLSI
	roleInclude
	roleType
	roleBilling
	roleRead
	roleWrite
	roleProject
)

// A role is one of the comma-separated parts of a tag.
type role struct {
	kind  kind
	index string // of gsi, lsi, include and project
	value string // of type, billing, read, write and project
	text  string // as written
}

// The forms of roles, for fields and for the blank field, in the order in which errors list them.
var (
	fieldForms = []form{
		{"partition", rolePartition}, {"sort", roleSort}, {"ttl", roleTTL},
		{"gsi:INDEX:partition", roleGSIPartition}, {"gsi:INDEX:sort", roleGSISort}, {"lsi:INDEX", roleLSI}, {"include:INDEX", roleInclude},
		{"type:VALUE", roleType},
	}
	tableForms = []form{
		{"billing:VALUE", roleBilling}, {"read:VALUE", roleRead}, {"write:VALUE", roleWrite}, {"project:INDEX:VALUE", roleProject},
	}
)

// A form is a role's parts: words that stand for themselves, INDEX and VALUE.
type form struct {
	pattern string
	kind    kind
}

// match reads text as a role of this form.
func (f form) match(text string) (role, bool) {
	want, have := strings.Split(f.pattern, ":"), strings.Split(text, ":")
	if len(want) != len(have) {
		return role{}, false
	}
	r := role{kind: f.kind, text: text}
	for i, part := range have {
		switch want[i] {
		case "INDEX":
			r.index = part
		case "VALUE":
			r.value = part
		case part:
		default:
			return role{}, false
		}
	}
	return r, true
}

func match(text string, forms []form) (role, bool) {
	for _, f := range forms {
		if r, ok := f.match(text); ok {
			return r, true
		}
	}
	return role{}, false
}

// malformed finds a tag that reflect doesn't, for want of quotes or a space before it.
var malformed = regexp.MustCompile(`(^|[\s"])` + tagKey + `\s*:`)

// hasTag reports whether a field has a tag of ours, well formed or not.
func hasTag(sf reflect.StructField) bool {
	_, ok := sf.Tag.Lookup(tagKey)
	return ok || malformed.MatchString(string(sf.Tag))
}

// rolesOf parses a field's tag. Only the blank field gives options of the table.
func rolesOf(sf reflect.StructField) ([]role, error) {
	tag, ok := sf.Tag.Lookup(tagKey)
	if !ok {
		return nil, fmt.Errorf("the tag is malformed, and Go ignores it: write it as `key:\"value\"`, with a space between two such, as in `dynamodbav:\"id\" dynactor:\"partition\"`")
	}
	forms, others, place := fieldForms, tableForms, "on the blank field, `_ struct{}`"
	if sf.Name == "_" {
		forms, others, place = tableForms, fieldForms, "on the field that it's about"
	}
	var roles []role
	for text := range strings.SplitSeq(tag, ",") {
		text = strings.TrimSpace(text)
		r, ok := match(text, forms)
		if ok {
			roles = append(roles, r)
			continue
		}
		if _, ok := match(text, others); ok {
			return nil, fmt.Errorf("%q doesn't belong here: put it %s", text, place)
		}
		return nil, unknownRole(text, forms)
	}
	return roles, nil
}

// check says what is wrong with a role by itself.
func (r role) check() error {
	switch r.kind {
	case roleGSIPartition, roleGSISort, roleLSI, roleInclude, roleProject:
		if !indexName.MatchString(r.index) {
			return fmt.Errorf("%q: the index's name is %q, and DynamoDB wants 3 to 255 of the characters a-z, A-Z, 0-9, '_', '-' and '.'", r.text, r.index)
		}
	case roleType:
		switch types.ScalarAttributeType(r.value) {
		case types.ScalarAttributeTypeS, types.ScalarAttributeTypeN, types.ScalarAttributeTypeB:
		default:
			return fmt.Errorf("%q: a key's type is S, N or B", r.text)
		}
	}
	return nil
}
