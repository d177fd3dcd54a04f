package partiql

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// maxDepth is how many levels a value may have, from DynamoDB's quota on nested
// attributes (32).
const maxDepth = 32

func lower(s string) string { return strings.ToLower(s) }

// isLiteral reports whether a node is a value by itself.
func isLiteral(n *node) bool {
	switch n.kind {
	case nodeString, nodeNumber, nodeBool, nodeNull, nodeIon, nodeList, nodeBag, nodeTuple:
		return true
	}
	return false
}

// literal is the value of a node that isLiteral. Parameters may not stand in collections,
// nor may anything else that isn't a literal.
func literal(n *node) (types.AttributeValue, error) { return literalAt(n, "root", 0) }

func literalAt(n *node, key string, depth int) (types.AttributeValue, error) {
	if depth >= maxDepth {
		return nil, errNesting
	}
	switch n.kind {
	case nodeString:
		return &types.AttributeValueMemberS{Value: n.text}, nil
	case nodeNumber:
		return numberLiteral(n.text)
	case nodeBool:
		return &types.AttributeValueMemberBOOL{Value: n.text == "true"}, nil
	case nodeNull:
		return &types.AttributeValueMemberNULL{Value: true}, nil
	case nodeIon:
		return nil, invalidAt("Ion Literals are not supported: "+ionType(n.text)+" under key "+key, n.at)
	case nodeList:
		list := make([]types.AttributeValue, len(n.kids))
		for i, kid := range n.kids {
			var err error
			if list[i], err = literalAt(kid, key+"."+strconv.Itoa(i), depth+1); err != nil {
				return nil, err
			}
		}
		return &types.AttributeValueMemberL{Value: list}, nil
	case nodeBag:
		return bag(n)
	case nodeTuple:
		return tuple(n, key, depth)
	}
	message := "Unsupported data type: " + n.className() + " under key " + key
	if n.kind == nodePath { // which has no place of its own
		return nil, invalid(message)
	}
	return nil, invalidAt(message, n.at)
}

// ionType is the type of an Ion literal, as far as it takes to name it.
func ionType(text string) string {
	if text != "" && (isDigit(text[0]) || text[0] == '-') {
		if strings.ContainsAny(text, ".dDeE") {
			return "DECIMAL"
		}
		return "INT"
	}
	return "SYMBOL"
}

// numberLiteral is exact: it is never a float, and is stored as DynamoDB writes it.
func numberLiteral(text string) (types.AttributeValue, error) {
	d, err := number.Parse(text)
	if err != nil {
		return nil, invalid(err.Error())
	}
	return &types.AttributeValueMemberN{Value: d.String()}, nil
}

// tuple is a map. Its keys must be strings.
func tuple(n *node, key string, depth int) (types.AttributeValue, error) {
	m := make(map[string]types.AttributeValue, len(n.kids)/2)
	for i := 0; i < len(n.kids); i += 2 {
		name, err := tupleKey(n.kids[i])
		if err != nil {
			return nil, err
		}
		value, err := literalAt(n.kids[i+1], key+"."+name, depth+1)
		if err != nil {
			return nil, err
		}
		if _, ok := m[name]; ok {
			return nil, errDuplicateKey(name, n.at)
		}
		m[name] = value
	}
	return &types.AttributeValueMemberM{Value: m}, nil
}

func tupleKey(n *node) (string, error) {
	if n.kind != nodeString {
		kind := n.className()
		switch n.kind {
		case nodeNumber:
			if kind = "INT"; strings.ContainsAny(n.text, ".eE") {
				kind = "DECIMAL"
			}
		case nodeBool:
			kind = "BOOL"
		case nodeNull:
			kind = "NULL"
		}
		return "", invalidAt("Tuple keys must be of type String. Actual type: "+kind+" under root", n.at)
	}
	if n.text == "" {
		return "", errEmptyName
	}
	return n.text, nil
}

func errDuplicateKey(name string, at position) error {
	return invalidAt("Duplicate keys in tuple. Key: "+name+" under root", at)
}

// bag is a set: of numbers or of strings, as its first member is.
func bag(n *node) (types.AttributeValue, error) {
	if len(n.kids) == 0 {
		return nil, invalidAt("Empty bags are not supported", n.at)
	}
	kind := n.kids[0].kind
	if kind != nodeString && kind != nodeNumber {
		return nil, invalidAt(errBagType, n.kids[0].at)
	}
	seen := make(map[string]struct{}, len(n.kids))
	members := make([]string, 0, len(n.kids))
	for _, kid := range n.kids {
		switch {
		case kid.kind == kind:
		case kind == nodeNumber:
			return nil, invalid(errBagType) // (sic) without the place
		default:
			return nil, invalidAt(errBagType, kid.at)
		}
		text := kid.text
		if kind == nodeNumber {
			d, err := number.Parse(text)
			if err != nil {
				return nil, invalid(err.Error())
			}
			text = d.String()
		}
		if _, ok := seen[text]; ok {
			return nil, errBagDuplicates
		}
		seen[text] = struct{}{}
		members = append(members, text)
	}
	if kind == nodeNumber {
		return &types.AttributeValueMemberNS{Value: members}, nil
	}
	return &types.AttributeValueMemberSS{Value: members}, nil
}
