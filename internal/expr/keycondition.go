package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// KeyCondition is what a Query looks for, before it is known what the key is.
type KeyCondition struct {
	root  *node     // of a KeyConditionExpression
	tests []keyTest // of KeyConditions
}

// keyTest is a condition on one attribute.
type keyTest struct {
	name string
	op   op
	args [2]types.AttributeValue // the second for BETWEEN only
}

// KeyAttribute is an attribute of a key.
type KeyAttribute struct {
	Name string
	Type types.ScalarAttributeType
}

// KeySchema is the key of a table or an index. Sort.Name is "" if it has no sort key.
type KeySchema struct {
	Partition, Sort KeyAttribute
	// Index is the name of the index, "" for the table itself.
	Index string
}

// names returns the attributes of the key, the partition key first. Where several are wrong
// it is told of the first.
func (s KeySchema) names() []string {
	both := [...]string{s.Partition.Name, s.Sort.Name}
	if s.Sort.Name == "" {
		return both[:1]
	}
	return both[:]
}

// KeyRange is what a KeyCondition selects: of one partition, the sort keys in a range.
type KeyRange struct {
	Partition types.AttributeValue
	Sort      SortRange
}

// SortRange is a range of sort keys. The zero value is all of them.
type SortRange struct {
	// Lower and Upper are the bounds, nil for none.
	Lower, Upper types.AttributeValue
	// LowerOpen and UpperOpen exclude the bounds themselves.
	LowerOpen, UpperOpen bool
	// Equal is of a condition with =: both bounds are its value. (BETWEEN may have equal
	// bounds as well.)
	Equal bool
	// Prefix is what the sort keys begin with, an S or a B, or nil. There are no bounds
	// beside it.
	Prefix types.AttributeValue
}

// ParseKeyCondition parses a KeyConditionExpression.
func ParseKeyCondition(src string, params *Params) (*KeyCondition, error) {
	p, err := newParser(KeyConditionExpression, src, params)
	if err != nil {
		return nil, err
	}
	root, err := p.parseCondition()
	if err != nil {
		return nil, err
	}
	return &KeyCondition{root: root}, nil
}

// Resolve returns what the condition selects from a table or an index with this key. It
// refuses what is no condition on the key, or not one that a Query can answer.
func (k *KeyCondition) Resolve(schema KeySchema) (KeyRange, error) {
	tests := k.tests
	if k.root != nil {
		if err := checkKeyPaths(k.root, schema); err != nil {
			return KeyRange{}, err
		}
		var few [2]keyTest
		var err error
		if tests, err = appendTests(few[:0], k.root); err != nil {
			return KeyRange{}, err
		}
	}
	switch {
	case len(tests) == 0 || len(tests) > 2:
		return KeyRange{}, invalid("Conditions can be of length 1 or 2 only")
	case len(tests) == 2 && schema.Sort.Name == "":
		return KeyRange{}, errKeyConditionNotSupported
	}
	partition := findTest(tests, schema.Partition.Name)
	if partition == nil {
		return KeyRange{}, errMissedKey(schema.Partition.Name)
	}
	if err := partition.checkType(schema.Partition); err != nil {
		return KeyRange{}, err
	}
	if partition.op != opEqual {
		return KeyRange{}, errKeyConditionNotSupported
	}
	if err := partition.checkSize(schema, maxPartitionKeySize); err != nil {
		return KeyRange{}, err
	}
	r := KeyRange{Partition: partition.args[0]}
	if len(tests) == 1 {
		return r, nil
	}
	sort := findTest(tests, schema.Sort.Name)
	if sort == nil {
		return KeyRange{}, errMissedKey(schema.Sort.Name)
	}
	if err := sort.checkType(schema.Sort); err != nil {
		return KeyRange{}, err
	}
	if err := sort.checkSize(schema, maxSortKeySize); err != nil {
		return KeyRange{}, err
	}
	var err error
	r.Sort, err = sort.sortRange()
	return r, err
}

func findTest(tests []keyTest, name string) *keyTest {
	for i := range tests {
		if tests[i].name == name {
			return &tests[i]
		}
	}
	return nil
}

var errKeyConditionNotSupported = invalid("Query key condition not supported")

// errMissedKey names the attribute, as the service does. DynamoDB Local doesn't.
func errMissedKey(name string) error {
	return invalid("Query condition missed key schema element: %s", name)
}

// Limits on the size of a key in bytes, from "Quotas in Amazon DynamoDB".
const (
	maxPartitionKeySize = 2048
	maxSortKeySize      = 1024
)

// checkType refuses values of another type than the key attribute's.
func (t *keyTest) checkType(attribute KeyAttribute) error {
	for _, v := range t.args {
		if v != nil && typeName(v) != string(attribute.Type) {
			return invalidParameter("Condition parameter type does not match schema type")
		}
	}
	return nil
}

// checkSize refuses values that are empty or too large for a key.
func (t *keyTest) checkSize(schema KeySchema, maxSize int) error {
	for _, v := range t.args {
		size := 0
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			if size = len(v.Value); size == 0 {
				return errEmptyKey("string", t.name, schema.Index)
			}
		case *types.AttributeValueMemberB:
			if size = len(v.Value); size == 0 {
				return errEmptyKey("binary", t.name, schema.Index)
			}
		}
		switch {
		case size <= maxSize:
		case maxSize == maxPartitionKeySize:
			return invalidParameter("Size of hashkey has exceeded the maximum size limit of2048 bytes")
		default:
			return invalidParameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
		}
	}
	return nil
}

func errEmptyKey(kind, name, index string) error {
	if index != "" {
		return invalid("One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty %s value. IndexName: %s, IndexKey: %s", kind, index, name)
	}
	return invalid("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s", kind, name)
}

func (t *keyTest) sortRange() (SortRange, error) {
	v := t.args[0]
	switch t.op {
	case opEqual:
		return SortRange{Lower: v, Upper: v, Equal: true}, nil
	case opLess:
		return SortRange{Upper: v, UpperOpen: true}, nil
	case opLessEqual:
		return SortRange{Upper: v}, nil
	case opGreater:
		return SortRange{Lower: v, LowerOpen: true}, nil
	case opGreaterEqual:
		return SortRange{Lower: v}, nil
	case opBetween:
		return SortRange{Lower: v, Upper: t.args[1]}, nil
	case opBeginsWith:
		return SortRange{Prefix: v}, nil
	}
	// Only KeyConditions can come here: the grammar of expressions is checked before.
	return SortRange{}, invalid("Attempted conditional constraint is not an indexable operation")
}
