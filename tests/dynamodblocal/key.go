package dynamodblocal

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// Key is one attribute of a table's key, for [TempTable].
type Key struct {
	name string
	kind types.ScalarAttributeType
}

// S is a key attribute that holds a string.
func S(name string) Key { return Key{name, types.ScalarAttributeTypeS} }

// N is a key attribute that holds a number.
func N(name string) Key { return Key{name, types.ScalarAttributeTypeN} }

// B is a key attribute that holds bytes.
func B(name string) Key { return Key{name, types.ScalarAttributeTypeB} }
