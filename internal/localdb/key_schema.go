package localdb

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/store"
)

// schemaOf returns what the store calls a schema: a key schema with the types of its attributes.
func schemaOf(keys []types.KeySchemaElement, definitions []types.AttributeDefinition) store.Schema {
	attribute := func(k types.KeySchemaElement) store.Attribute {
		a := store.Attribute{Name: *k.AttributeName}
		if d := definitionOf(a.Name, definitions); d != nil {
			a.Type = d.AttributeType
		}
		return a
	}
	s := store.Schema{Partition: attribute(keys[0])}
	if len(keys) > 1 {
		s.Sort = attribute(keys[1])
	}
	return s
}

func definitionOf(name string, definitions []types.AttributeDefinition) *types.AttributeDefinition {
	for i := range definitions {
		if *definitions[i].AttributeName == name {
			return &definitions[i]
		}
	}
	return nil
}

// sortDefinitions puts definitions in the order in which DynamoDB describes them: by name.
func sortDefinitions(definitions []types.AttributeDefinition) {
	slices.SortFunc(definitions, func(a, b types.AttributeDefinition) int {
		return strings.Compare(*a.AttributeName, *b.AttributeName)
	})
}

// duplicateDefinition refuses two definitions of one attribute.
func duplicateDefinition(definitions []types.AttributeDefinition) error {
	for i, d := range definitions {
		if definitionOf(*d.AttributeName, definitions[:i]) != nil {
			return validation("Attribute Name is duplicated: %s", *d.AttributeName)
		}
	}
	return nil
}

// keySchemaError says what is wrong with a key schema that has passed [keySchemaConstraint].
func keySchemaError(keys []types.KeySchemaElement, definitions []types.AttributeDefinition) error {
	for _, k := range keys {
		if definitionOf(*k.AttributeName, definitions) == nil {
			return invalid("Some index key attributes are not defined in AttributeDefinitions. Keys: %s, AttributeDefinitions: %s",
				shownSet(keyNames(keys), 16), shownSet(definedNames(definitions), setSize(len(definitions))))
		}
	}
	if len(keys) > 1 && *keys[0].AttributeName == *keys[1].AttributeName {
		return validation("Both the Hash Key and the Range Key element in the KeySchema have the same name")
	}
	if keys[0].KeyType != types.KeyTypeHash {
		return validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
	}
	if len(keys) > 1 && keys[1].KeyType != types.KeyTypeRange {
		return validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
	}
	return nil
}

// unusedDefinition refuses definitions that are of no key, if there are indexes; without indexes DynamoDB
// has another message for it.
func unusedDefinition(used []string, definitions []types.AttributeDefinition) error {
	for _, d := range definitions {
		if !slices.Contains(used, *d.AttributeName) {
			return invalid("Some AttributeDefinitions are not used. AttributeDefinitions: %s, keys used: %s",
				shownSet(definedNames(definitions), setSize(len(definitions))), shownSet(used, 16))
		}
	}
	return nil
}

func keyNames(keys []types.KeySchemaElement) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = *k.AttributeName
	}
	return names
}

func definedNames(definitions []types.AttributeDefinition) []string {
	names := make([]string, len(definitions))
	for i, d := range definitions {
		names[i] = *d.AttributeName
	}
	return names
}
