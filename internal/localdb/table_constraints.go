package localdb

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// namePattern is what the model says of the names of tables and indexes.
const namePattern = "[a-zA-Z0-9_.-]+"

// tableNameConstraint checks the table of an operation on items: a name of 1 to 255 characters of the
// pattern, or an ARN of at most 1,024. (A table's name has at least 3; a shorter one is just not found.)
func tableNameConstraint(b *breaches, nameOrARN *string, path string) {
	if nameOrARN == nil {
		b.null(path)
		return
	}
	if strings.HasPrefix(*nameOrARN, "arn:") {
		arnConstraint(b, *nameOrARN, path)
		return
	}
	nameConstraint(b, *nameOrARN, path, 1)
}

// adminTableNameConstraint checks the table of an operation on tables: a name of 3 to 255 characters, or
// an ARN. These operations ask for a missing one in words of their own.
func adminTableNameConstraint(b *breaches, nameOrARN *string) error {
	if err := requiredTableName(nameOrARN); err != nil {
		return err
	}
	if strings.HasPrefix(*nameOrARN, "arn:") {
		arnConstraint(b, *nameOrARN, "tableName")
	} else {
		nameConstraint(b, *nameOrARN, "tableName", 3)
	}
	return nil
}

func requiredTableName(name *string) error {
	if name == nil {
		return validation("The parameter 'TableName' is required but was not present in the request")
	}
	return nil
}

// indexNameConstraint checks the name of an index, or of a table where no ARN may stand: 3 to 255
// characters of the pattern.
func indexNameConstraint(b *breaches, name *string, path string) {
	if name == nil {
		b.null(path)
		return
	}
	nameConstraint(b, *name, path, 3)
}

func nameConstraint(b *breaches, name, path string, min int) {
	if !isName(name) && (name != "" || min > 1) {
		b.value(name, path, "Member must satisfy regular expression pattern: "+namePattern)
	}
	lengthConstraint(b, len(name), name, path, min, 255)
}

// isName reports whether s consists of what names may consist of.
func isName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '.' && r != '-'
	}) < 0
}

// arnConstraint checks the form of a table's ARN. Which region and account it names does not matter
// here: there is only one.
func arnConstraint(b *breaches, arn, path string) {
	const most = 1024
	parts := strings.SplitN(arn, ":", 6)
	name, isTable := "", false
	if len(parts) == 6 {
		name, isTable = strings.CutPrefix(parts[5], "table/")
	}
	switch {
	case len(arn) > most:
		lengthConstraint(b, len(arn), arn, path, 1, most)
	case !isTable || parts[2] != "dynamodb" || !isName(name) || len(name) < 3 || len(name) > 255:
		b.value(arn, path, "Valid ARN format is 'arn:<awsPartition>:<vendor>:<region>:<subscriber>:resourceType/resourceName'")
	}
}

// definitionsConstraint checks attribute definitions one by one.
func definitionsConstraint(b *breaches, definitions []types.AttributeDefinition, path string) {
	for i, d := range definitions {
		path := member(path, i)
		if d.AttributeName == nil {
			b.null(path + ".attributeName")
		} else {
			lengthConstraint(b, utf16Len(*d.AttributeName), *d.AttributeName, path+".attributeName", 1, 255)
		}
		requiredEnumConstraint(b, d.AttributeType, path+".attributeType", scalarTypes)
	}
}

// keySchemaConstraint checks a key schema's elements. The service lets global indexes have up to four
// attributes of each kind since late 2025; here, as in every table, it is one and one.
func keySchemaConstraint(b *breaches, keys []types.KeySchemaElement, path string) {
	if keys == nil {
		b.null(path)
		return
	}
	if len(keys) < 1 || len(keys) > 2 {
		lengthConstraint(b, len(keys), shownKeySchema(keys), path, 1, 2)
	}
	for i, k := range keys {
		path := member(path, i)
		if k.AttributeName == nil {
			b.null(path + ".attributeName")
		} else {
			lengthConstraint(b, utf16Len(*k.AttributeName), *k.AttributeName, path+".attributeName", 1, 255)
		}
		requiredEnumConstraint(b, k.KeyType, path+".keyType", keyTypes)
	}
}

// shownKeySchema is a key schema as DynamoDB shows it.
func shownKeySchema(keys []types.KeySchemaElement) string {
	shown := make([]string, len(keys))
	for i, k := range keys {
		name := "null"
		if k.AttributeName != nil {
			name = *k.AttributeName
		}
		shown[i] = fmt.Sprintf("KeySchemaElement(attributeName=%s, keyType=%s)", name, k.KeyType)
	}
	return "[" + strings.Join(shown, ", ") + "]"
}

// throughputConstraint checks a member that may be missing.
func throughputConstraint(b *breaches, p *types.ProvisionedThroughput, path string) {
	if p == nil {
		return
	}
	for _, units := range []struct {
		value *int64
		name  string
	}{{p.WriteCapacityUnits, "writeCapacityUnits"}, {p.ReadCapacityUnits, "readCapacityUnits"}} {
		if units.value == nil {
			b.null(path + "." + units.name)
			continue
		}
		minConstraint(b, units.value, path+"."+units.name, 1)
	}
}

// streamConstraint checks a member that may be missing.
func streamConstraint(b *breaches, s *types.StreamSpecification) {
	if s == nil {
		return
	}
	if s.StreamEnabled == nil {
		b.null("streamSpecification.streamEnabled")
	}
	enumConstraint(b, s.StreamViewType, "streamSpecification.streamViewType", streamViews)
}

// member is the path of a list's element: DynamoDB counts from one.
func member(path string, i int) string { return fmt.Sprintf("%s.%d.member", path, i+1) }

// utf16Len is the length of a string as the service's model measures it, in UTF-16 code units.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
