package schema

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Types that Of refuses. Only errors name them, so the fields' names say what is wrong.
type (
	noTags  struct{ ID string }
	twoKeys struct {
		A string `dynactor:"partition"`
		B string `dynactor:"partition"`
	}
	twoSorts struct {
		A string `dynactor:"partition"`
		B string `dynactor:"sort"`
		C string `dynactor:"sort"`
	}
	bothKeys struct {
		A string `dynactor:"partition,sort"`
	}
	misspelt struct {
		A string `dynactor:"partiton"`
	}
	foreignWord struct {
		A string `dynactor:"hash"`
	}
	nonsense struct {
		A string `dynactor:"primary key please"`
	}
	trailingComma struct {
		A string `dynactor:"partition,"`
	}
	emptyTag struct {
		A string `dynactor:""`
	}
	sameRoleTwice struct {
		A string `dynactor:"partition,partition"`
	}
	misspeltIndexRole struct {
		A string `dynactor:"partition,gsi:by-a:srt"`
	}
	indexWithoutRole struct {
		A string `dynactor:"partition,gsi:by-a"`
	}
	localIndexWithRole struct {
		A string `dynactor:"partition"`
		B string `dynactor:"sort,lsi:by-b:sort"`
	}
	tableOptionOnField struct {
		A string `dynactor:"partition,billing:provisioned"`
	}
	fieldRoleOnBlank struct {
		_ struct{} `dynactor:"partition"`
		A string   `dynactor:"partition"`
	}
	emptyIndexName struct {
		A string `dynactor:"partition,gsi::partition"`
	}
	shortIndexName struct {
		A string `dynactor:"partition,gsi:ab:partition"`
	}
	oddIndexName struct {
		A string `dynactor:"partition,gsi:by a:partition"`
	}
	indexWithoutPartition struct {
		A string `dynactor:"partition"`
		B string `dynactor:"gsi:by-b:sort"`
	}
	indexWithTwoPartitions struct {
		A string `dynactor:"partition,gsi:by-a:partition"`
		B string `dynactor:"gsi:by-a:partition"`
	}
	indexWithTwoSorts struct {
		A string `dynactor:"partition"`
		B string `dynactor:"sort,lsi:by-b"`
		C string `dynactor:"lsi:by-b"`
	}
	indexOnItself struct {
		A string `dynactor:"partition,gsi:by-a:partition,gsi:by-a:sort"`
	}
	localIndexOfPartition struct {
		A string `dynactor:"partition,lsi:by-a"`
		B string `dynactor:"sort"`
	}
	localIndexWithoutTableSort struct {
		A string `dynactor:"partition"`
		B string `dynactor:"lsi:by-b"`
	}
	globalAndLocal struct {
		A string `dynactor:"partition"`
		B string `dynactor:"sort,gsi:by-b:partition"`
		C string `dynactor:"lsi:by-b"`
	}
	sixLocals struct {
		A string `dynactor:"partition"`
		B string `dynactor:"sort,lsi:by-1,lsi:by-2,lsi:by-3,lsi:by-4,lsi:by-5,lsi:by-6"`
	}
	boolKey struct {
		A bool `dynactor:"partition"`
	}
	listKey struct {
		A string   `dynactor:"partition"`
		B []string `dynactor:"sort"`
	}
	setKey struct {
		A []string `dynamodbav:",stringset" dynactor:"partition"`
	}
	structKey struct {
		A struct{ X int } `dynactor:"partition"`
	}
	wrongTold struct {
		A string `dynactor:"partition,type:N"`
	}
	boolTold struct {
		A string `dynactor:"partition,type:BOOL"`
	}
	toldTwice struct {
		A any `dynactor:"partition,type:S,type:N"`
	}
	longName struct {
		A string `dynactor:"partition" dynamodbav:"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"`
	}
	bracketKey struct {
		A string `dynactor:"partition" dynamodbav:"a[0]"`
	}
	rawValue struct {
		A string `dynactor:"partition"`
		B types.AttributeValue
		C map[string][]types.AttributeValue
	}
	skippedRole struct {
		A string `dynactor:"partition"`
		B string `dynamodbav:"-" dynactor:"sort"`
	}
	unexportedRole struct {
		A string `dynactor:"partition"`
		b string `dynactor:"sort"`
	}
	skippedPartition struct {
		a string `dynactor:"partition"`
		B string `dynactor:"gsi:by-b:sort,include:by-c"`
	}
	roleOnEmbedded struct {
		Base `dynactor:"partition"`
	}
	Base struct {
		ID string `dynactor:"partition"`
	}
	hiddenRole struct {
		Base
		ID string
	}
	tiedRole struct {
		Base
		Other
	}
	Other struct{ ID string }

	lower              string
	unexportedEmbedded struct {
		lower `dynactor:"partition"`
	}
	stringTTL struct {
		A string    `dynactor:"partition"`
		B time.Time `dynactor:"ttl"`
	}
	boolTTL struct {
		A string `dynactor:"partition"`
		B bool   `dynactor:"ttl"`
	}
	twoTTLs struct {
		A string `dynactor:"partition"`
		B int64  `dynactor:"ttl"`
		C int64  `dynactor:"ttl"`
	}
	includeOfNothing struct {
		A string `dynactor:"partition,gsi:by-a:partition"`
		B string `dynactor:"include:by-b"`
	}
	includeWithoutIndexes struct {
		A string `dynactor:"partition"`
		B string `dynactor:"include:by-b"`
	}
	projectOfNothing struct {
		_ struct{} `dynactor:"project:by-c:keys,project:by-b:keys"`
		A string   `dynactor:"partition"`
	}
	includeAndKeys struct {
		_ struct{} `dynactor:"project:by-a:keys"`
		A string   `dynactor:"partition,gsi:by-a:partition"`
		B string   `dynactor:"include:by-a"`
	}
	projectInclude struct {
		_ struct{} `dynactor:"project:by-a:include"`
		A string   `dynactor:"partition,gsi:by-a:partition"`
	}
	projectTwice struct {
		_ struct{} `dynactor:"project:by-a:keys,project:by-a:all"`
		A string   `dynactor:"partition,gsi:by-a:partition"`
	}
	includeOfKey struct {
		A string `dynactor:"partition,include:by-b"`
		B string `dynactor:"gsi:by-b:partition"`
	}
	unitsOnDemand struct {
		_ struct{} `dynactor:"read:5"`
		A string   `dynactor:"partition"`
	}
	provisionedWithoutUnits struct {
		_ struct{} `dynactor:"billing:provisioned,read:5"`
		A string   `dynactor:"partition"`
	}
	noUnits struct {
		_ struct{} `dynactor:"billing:provisioned,read:0,write:five"`
		A string   `dynactor:"partition"`
	}
	oddBilling struct {
		_ struct{} `dynactor:"billing:prepaid"`
		A string   `dynactor:"partition"`
	}
	billingTwice struct {
		_ struct{} `dynactor:"billing:on-demand,billing:provisioned"`
		A string   `dynactor:"partition"`
	}
	misspeltOption struct {
		_ struct{} `dynactor:"biling:provisioned"`
		A string   `dynactor:"partition"`
	}
	ScalarMarshaler   struct{}
	embeddedMarshaler struct {
		ScalarMarshaler
		A string `dynactor:"partition"`
	}
)

// Only reflection sees these fields.
var _ = []any{unexportedRole{}.b, skippedPartition{}.a, unexportedEmbedded{}.lower}

func (ScalarMarshaler) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return &types.AttributeValueMemberS{Value: "x"}, nil
}

func TestWrongTagsAreRefusedWithWhatToChange(t *testing.T) {
	for _, tt := range []struct {
		item any
		want []string // one for each problem
	}{
		{noTags{}, []string{"schema.noTags: no field is the partition key: give one the tag `dynactor:\"partition\"`, or name the key's attributes with WithKey"}},
		{twoKeys{}, []string{"schema.twoKeys.B `dynactor:\"partition\"`: is a second partition key, after A: there can be one; remove one of the roles"}},
		{twoSorts{}, []string{"C `dynactor:\"sort\"`: is a second sort key, after B"}},
		{bothKeys{}, []string{"bothKeys.A `dynactor:\"partition,sort\"`: is both partition key and sort key"}},
		{misspelt{}, []string{"schema.misspelt.A `dynactor:\"partiton\"`: unknown role \"partiton\": did you mean \"partition\"? The roles are partition, sort, ttl, gsi:INDEX:partition, "}},
		{foreignWord{}, []string{`unknown role "hash": did you mean "partition"?`}},
		{nonsense{}, []string{`unknown role "primary key please": the roles are partition, sort`}},
		{trailingComma{}, []string{"a role is empty: name one of partition, "}},
		{emptyTag{}, []string{"a role is empty: name one of partition, "}},
		{sameRoleTwice{}, []string{`"partition" stands there twice: remove one`}},
		{misspeltIndexRole{}, []string{`unknown role "gsi:by-a:srt": did you mean "gsi:by-a:sort"?`}},
		{indexWithoutRole{}, []string{`unknown role "gsi:by-a": did you mean "gsi:by-a:partition"?`}},
		{localIndexWithRole{}, []string{`unknown role "lsi:by-b:sort": did you mean "lsi:by-b"?`}},
		{tableOptionOnField{}, []string{"\"billing:provisioned\" doesn't belong here: put it on the blank field, `_ struct{}`"}},
		{fieldRoleOnBlank{}, []string{"schema.fieldRoleOnBlank._ `dynactor:\"partition\"`: \"partition\" doesn't belong here: put it on the field that it's about"}},
		{emptyIndexName{}, []string{`"gsi::partition": the index's name is "", and DynamoDB wants 3 to 255 of the characters`}},
		{shortIndexName{}, []string{`the index's name is "ab"`}},
		{oddIndexName{}, []string{`the index's name is "by a"`}},
		{indexWithoutPartition{}, []string{`B ` + "`dynactor:\"gsi:by-b:sort\"`" + `: index "by-b" has no partition key: give a field the role "gsi:by-b:partition", or, for an index with the table's partition key, use "lsi:by-b" here`}},
		{indexWithTwoPartitions{}, []string{"is a second partition key of index by-a, after A"}},
		{indexWithTwoSorts{}, []string{"is a second sort key of index by-b, after B"}},
		{indexOnItself{}, []string{`index "by-a" has "A" as both partition key and sort key`}},
		{localIndexOfPartition{}, []string{`index "by-a" has "A" as both partition key and sort key`}},
		{localIndexWithoutTableSort{}, []string{"B `dynactor:\"lsi:by-b\"`: a local index needs a table with a sort key, and none is tagged"}},
		{globalAndLocal{}, []string{`index "by-b" is both global (gsi) and local (lsi): rename one`}},
		{sixLocals{}, []string{"schema.sixLocals: has 6 local indexes: DynamoDB allows 5"}},
		{boolKey{}, []string{"is marshalled to a boolean: a key is a string, a number or binary; change the field's type"}},
		{listKey{}, []string{"B `dynactor:\"sort\"`: is marshalled to a list"}},
		{setKey{}, []string{"is marshalled to a set"}},
		{structKey{}, []string{"is marshalled to a map"}},
		{wrongTold{}, []string{`"type:N", but the field is marshalled to a string: remove it, or change the field's type`}},
		{boolTold{}, []string{`"type:BOOL": a key's type is S, N or B`}},
		{toldTwice{}, []string{`"type:N" stands there twice`}},
		{longName{}, []string{"the attribute's name has 256 bytes: DynamoDB allows 255 for a key"}},
		{bracketKey{}, []string{`the attribute's name is "a[0]", and the SDK's expressions can't name one with brackets: choose another`}},
		{rawValue{}, []string{"rawValue.B: a types.AttributeValue isn't marshalled as what it is", "rawValue.C: a types.AttributeValue isn't"}},
		{skippedRole{}, []string{"skippedRole.B `dynamodbav:\"-\" dynactor:\"sort\"`: has a role, but isn't marshalled: remove the \"-\" or the role"}},
		{unexportedRole{}, []string{"unexportedRole.b `dynactor:\"sort\"`: has a role, but isn't marshalled, as it isn't exported: export it or remove the role"}},
		{skippedPartition{}, []string{"isn't exported"}},
		{roleOnEmbedded{}, []string{"roleOnEmbedded.Base `dynactor:\"partition\"`: has a role, but is no attribute"}},
		{hiddenRole{}, []string{`hiddenRole.Base.ID ` + "`dynactor:\"partition\"`" + `: has a role, but isn't marshalled: field ID hides it, which is the attribute "ID"; put the role there`}},
		{tiedRole{}, []string{`another field has its attribute name, "ID", at the same depth; rename one`}},
		{unexportedEmbedded{}, []string{"an embedded type that isn't exported; give the field a name"}},
		{stringTTL{}, []string{"is marshalled to a string, and DynamoDB expires items by a number only: use int64 for seconds since 1970, or time.Time with \",unixtime\""}},
		{boolTTL{}, []string{"is marshalled to a boolean, and DynamoDB expires"}},
		{twoTTLs{}, []string{"is a second TTL attribute, after B"}},
		{includeOfNothing{}, []string{`"include:by-b": no field is a key of index "by-b"; the indexes are by-a`}},
		{includeWithoutIndexes{}, []string{`"include:by-b": no field is a key of index "by-b"; the indexes are none`}},
		{projectOfNothing{}, []string{`"project:by-b:keys": no field is a key of index "by-b"`, `"project:by-c:keys": no field`}},
		{includeAndKeys{}, []string{`"project:by-a:keys", but field B is included in the index: remove the one or the other`}},
		{projectInclude{}, []string{`"project:by-a:include": an index projects "all" or "keys"; to name attributes, give their fields the role "include:by-a"`}},
		{projectTwice{}, []string{`"project:by-a:all" comes after "project:by-a:keys": an index has one projection`}},
		{includeOfKey{}, []string{`"include:by-b": the attribute is of the index's or the table's key, which every index has anyway; remove it`}},
		{unitsOnDemand{}, []string{`"read:5" without provisioned billing: add "billing:provisioned", or remove it`}},
		{provisionedWithoutUnits{}, []string{`"billing:provisioned" without the write units per second: add "write:5", say`}},
		{noUnits{}, []string{`"read:0": the units are a whole number, 1 or more`, `"write:five": the units`}},
		{oddBilling{}, []string{`"billing:prepaid": the billing mode is provisioned or on-demand`}},
		{billingTwice{}, []string{`"billing:provisioned" comes after "billing:on-demand"`}},
		{misspeltOption{}, []string{`unknown role "biling:provisioned": did you mean "billing:provisioned"? The roles are billing:VALUE, read:VALUE`}},
		{embeddedMarshaler{}, []string{"schema.embeddedMarshaler: is marshalled to a string, and an item is a map: if its Marshaler is that of an embedded type, give that field a name"}},
		{&noTags{}, []string{"*schema.noTags is a pointer: use TableOf[noTags], not TableOf[*noTags]"}},
		{map[string]any{}, []string{"map[string]interface {} has no fields that tags could mark as its key: name the key's attributes with WithKey"}},
		{map[int]any{}, []string{"an item's attributes are named by strings"}},
		{"item", []string{"string: an item is a struct or a map"}},
	} {
		typ := reflect.TypeOf(tt.item)
		t.Run(typ.String(), func(t *testing.T) {
			spec, err := Of(typ)
			require.Error(t, err)
			assert.Nil(t, spec)
			problems := strings.Split(err.Error(), "\n")
			require.Len(t, problems, len(tt.want), err.Error())
			for i, want := range tt.want {
				assert.Contains(t, problems[i], want)
			}
		})
	}
}

func TestATagThatGoIgnoresIsRefused(t *testing.T) {
	// Made at run time, since vet refuses such a tag too.
	for _, tag := range []reflect.StructTag{`dynactor:partition`, `dynamodbav:"a"dynactor:partition`, `dynamodbav:"a", dynactor:"partition"`} {
		malformed := reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[string](), Tag: tag}})
		_, err := Of(malformed)
		assert.ErrorContains(t, err, "the tag is malformed, and Go ignores it: write it as")
	}
}

func TestAnItemTypeThatIsNilIsRefused(t *testing.T) {
	_, err := Of(nil)
	assert.EqualError(t, err, "an item's type is nil: use a struct or a map type")
	_, err = Of(reflect.TypeFor[any]())
	assert.ErrorContains(t, err, "interface {}: an item is a struct or a map")
}

func TestAllProblemsOfATypeAreFoundAtOnce(t *testing.T) {
	type wrong struct {
		_ struct{} `dynactor:"write:0"`
		A bool     `dynactor:"partition"`
		B string   `dynactor:"sotr"`
		C string   `dynactor:"gsi:x:partition"`
		D string   `dynactor:"ttl"`
	}
	_, err := Of(reflect.TypeFor[wrong]())
	require.Error(t, err)
	for _, want := range []string{"write:0", "wrong.A", "wrong.B", "wrong.C", "wrong.D"} {
		assert.ErrorContains(t, err, want)
	}
	assert.Len(t, strings.Split(err.Error(), "\n"), 5)
}
