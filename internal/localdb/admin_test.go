package localdb

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryOperationOnATableChecksItsName(t *testing.T) {
	e := New(Config{})
	const missing = "The parameter 'TableName' is required but was not present in the request"
	for operation, in := range map[string]func(name *string) any{
		"DescribeTable":      func(n *string) any { return &dynamodb.DescribeTableInput{TableName: n} },
		"DeleteTable":        func(n *string) any { return &dynamodb.DeleteTableInput{TableName: n} },
		"DescribeTimeToLive": func(n *string) any { return &dynamodb.DescribeTimeToLiveInput{TableName: n} },
		"UpdateTimeToLive": func(n *string) any {
			return &dynamodb.UpdateTimeToLiveInput{TableName: n,
				TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: ptr.String("ttl"), Enabled: ptr.Bool(true)}}
		},
		"UpdateTable": func(n *string) any {
			return &dynamodb.UpdateTableInput{TableName: n, DeletionProtectionEnabled: ptr.Bool(true)}
		},
	} {
		t.Run(operation, func(t *testing.T) {
			at := func(name, constraint string) string {
				return "Value '" + name + "' at 'tableName' failed to satisfy constraint: " + constraint
			}
			const pattern = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
			const tooShort = "Member must have length greater than or equal to 3"
			arn := func(rest string) string { return "arn:aws:dynamodb:us-east-1:000000000000:" + rest }
			invalidly(t, e, in(nil), missing)
			invalidly(t, e, in(ptr.String("")), "2 validation errors detected: "+at("", pattern)+"; "+at("", tooShort))
			invalidly(t, e, in(ptr.String("ab")), "1 validation error detected: "+at("ab", tooShort))
			invalidly(t, e, in(ptr.String("a b")), "1 validation error detected: "+at("a b", pattern))
			long := strings.Repeat("a", 256)
			invalidly(t, e, in(&long), "1 validation error detected: "+at(long, "Member must have length less than or equal to 255"))
			for _, bad := range []string{"arn:", arn("table/ab"), arn("stream/abc"), arn("table/a/index/b"), "arn:aws:s3:us-east-1:000000000000:table/abc"} {
				invalidly(t, e, in(&bad), "1 validation error detected: "+
					at(bad, "Valid ARN format is 'arn:<awsPartition>:<vendor>:<region>:<subscriber>:resourceType/resourceName'"))
			}
			longest := arn("table/" + strings.Repeat("a", 1024))
			invalidly(t, e, in(&longest), "1 validation error detected: "+at(longest, "Member must have length less than or equal to 1024"))
			for _, gone := range []string{"abc", arn("table/abc")} {
				refused(t, e, in(&gone), "ResourceNotFoundException", "Requested resource not found: Table: abc not found")
			}
		})
	}
}

// Operations on items have a limit of their own, and one message for what is not there.
func TestTableNamesOfItemsMayBeShort(t *testing.T) {
	for name, want := range map[string]string{
		"":                       "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
		"a":                      "",
		strings.Repeat("a", 255): "",
		strings.Repeat("a", 256): "Value '" + strings.Repeat("a", 256) + "' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255",
		"bad table!@#":           "Value 'bad table!@#' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
		"arn:aws:dynamodb:us-east-1:000000000000:table/abc": "",
	} {
		var b breaches
		tableNameConstraint(&b, &name, "tableName")
		assert.Equal(t, want, strings.Join(b, "; "), name)
	}
	var b breaches
	tableNameConstraint(&b, nil, "tableName")
	assert.Equal(t, breaches{"Value null at 'tableName' failed to satisfy constraint: Member must not be null"}, b)
}

func TestDescribeTableCountsAsItIs(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{sk: "sk", global: []indexSpec{{name: "gsi", pk: "g", keysOnly: true}}, local: []indexSpec{{name: "lsi", sk: "l"}}})
	storeItem(t, e, "things", map[string]types.AttributeValue{"pk": text("a"), "sk": text("b"), "g": text("c")})
	storeItem(t, e, "things", map[string]types.AttributeValue{"pk": text("a"), "sk": text("c"), "l": text("d"), "x": text("12345")})
	d := describe(t, e, "things")
	assert.EqualValues(t, 2, *d.ItemCount)
	assert.EqualValues(t, (3+3+2)+(3+3+2+6), *d.TableSizeBytes)
	assert.EqualValues(t, 1, *d.GlobalSecondaryIndexes[0].ItemCount)
	assert.EqualValues(t, 3+3+2, *d.GlobalSecondaryIndexes[0].IndexSizeBytes)
	assert.EqualValues(t, 1, *d.LocalSecondaryIndexes[0].ItemCount)
	assert.EqualValues(t, 3+3+2+6, *d.LocalSecondaryIndexes[0].IndexSizeBytes)
}

func TestDescriptionsShareNothingWithTheTable(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{sk: "sk", read: 1, write: 1,
		global: []indexSpec{{name: "gsi", pk: "g", include: []string{"x"}}}, local: []indexSpec{{name: "lsi", sk: "l", include: []string{"y"}}}})
	said := func() string {
		text, err := json.Marshal(describe(t, e, "things"))
		require.NoError(t, err)
		return string(text)
	}
	before := said()
	d := describe(t, e, "things")
	*d.TableName, *d.TableArn, *d.TableId = "!", "!", "!"
	*d.ProvisionedThroughput.ReadCapacityUnits, *d.WarmThroughput.ReadUnitsPerSecond = 99, 99
	for i := range d.AttributeDefinitions {
		*d.AttributeDefinitions[i].AttributeName, d.AttributeDefinitions[i].AttributeType = "!", "!"
	}
	g, l := d.GlobalSecondaryIndexes[0], d.LocalSecondaryIndexes[0]
	*g.ProvisionedThroughput.WriteCapacityUnits = 99
	*g.IndexName, *l.IndexName = "!", "!"
	g.Projection.NonKeyAttributes[0], l.Projection.NonKeyAttributes[0] = "!", "!"
	for _, keys := range [][]types.KeySchemaElement{d.KeySchema, g.KeySchema, l.KeySchema} {
		*keys[0].AttributeName, keys[0].KeyType = "!", "!"
	}
	assert.Equal(t, before, said())
}

func TestDeleteTable(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{global: []indexSpec{{name: "gsi", pk: "g"}}})
	name := ptr.String("things")
	id := *describe(t, e, "things").TableId
	updated(t, e, protect(true))
	invalidly(t, e, &dynamodb.DeleteTableInput{TableName: name},
		"Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
	updated(t, e, protect(false))

	d := do[*dynamodb.DeleteTableOutput](t, e, &dynamodb.DeleteTableInput{TableName: name}).TableDescription
	assert.Equal(t, types.TableStatusDeleting, d.TableStatus)
	assert.Equal(t, "things", *d.TableName)
	assert.Empty(t, d.GlobalSecondaryIndexes)
	refused(t, e, &dynamodb.DescribeTableInput{TableName: name}, "ResourceNotFoundException", "Requested resource not found: Table: things not found")
	refused(t, e, &dynamodb.DeleteTableInput{TableName: name}, "ResourceNotFoundException", "Requested resource not found: Table: things not found")

	createTable(t, e, tableSpec{})
	assert.NotEqual(t, id, *describe(t, e, "things").TableId, "another table of that name")
}

// Two requests may have found the table before one of them deletes it, and a third has made another one.
func TestATableIsDeletedOnce(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{})
	found := e.find(ptr.String("things"))
	_, err := e.remove(found)
	require.NoError(t, err)
	_, err = e.remove(found)
	require.ErrorContains(t, err, "Requested resource not found: Table: things not found")
	createTable(t, e, tableSpec{})
	_, err = e.remove(found)
	require.Error(t, err)
	describe(t, e, "things")
}

// An update may have found the table just before it was deleted.
func TestADeletedTableIsNotUpdated(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{})
	found := e.find(ptr.String("things"))
	do[*dynamodb.DeleteTableOutput](t, e, &dynamodb.DeleteTableInput{TableName: ptr.String("things")})
	e.tables["things"] = found
	refused(t, e, update(protect(true)), "ResourceNotFoundException", "Requested resource not found: Table: things not found")
}

func TestListTables(t *testing.T) {
	e := New(Config{})
	for _, name := range []string{"b-1", "a.3", "B-2", "_z4", "a-9"} {
		createTable(t, e, tableSpec{name: name})
	}
	for _, c := range []struct {
		name  string
		start *string
		limit *int32
		want  []string
		last  string
	}{
		{"all, in the order of bytes", nil, nil, []string{"B-2", "_z4", "a-9", "a.3", "b-1"}, ""},
		{"a page", nil, ptr.Int32(2), []string{"B-2", "_z4"}, "_z4"},
		{"the next one", ptr.String("_z4"), ptr.Int32(2), []string{"a-9", "a.3"}, "a.3"},
		{"the last one", ptr.String("a.3"), ptr.Int32(2), []string{"b-1"}, ""},
		{"a page that is just full", nil, ptr.Int32(5), []string{"B-2", "_z4", "a-9", "a.3", "b-1"}, ""},
		{"behind what is no table", ptr.String("a-zz"), ptr.Int32(100), []string{"a.3", "b-1"}, ""},
		{"behind all", ptr.String("zzz"), nil, []string{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := do[*dynamodb.ListTablesOutput](t, e, &dynamodb.ListTablesInput{ExclusiveStartTableName: c.start, Limit: c.limit})
			assert.Equal(t, c.want, out.TableNames)
			assert.Equal(t, c.last, ptr.ToString(out.LastEvaluatedTableName))
		})
	}
	invalidly(t, e, &dynamodb.ListTablesInput{ExclusiveStartTableName: ptr.String("a;"), Limit: ptr.Int32(101)},
		"3 validation errors detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100; "+
			"Value 'a;' at 'exclusiveStartTableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "+
			"Value 'a;' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater than or equal to 3")
	invalidly(t, e, &dynamodb.ListTablesInput{Limit: ptr.Int32(0)},
		"1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")
}

func TestListTablesReturnsAHundredAtMost(t *testing.T) {
	e := New(Config{})
	for i := range 101 {
		createTable(t, e, tableSpec{name: fmt.Sprintf("t-%03d", i)})
	}
	out := do[*dynamodb.ListTablesOutput](t, e, &dynamodb.ListTablesInput{})
	assert.Len(t, out.TableNames, 100)
	assert.Equal(t, "t-099", *out.LastEvaluatedTableName)
}

func timeToLive(attribute *string, enabled *bool) *dynamodb.UpdateTimeToLiveInput {
	return &dynamodb.UpdateTimeToLiveInput{TableName: ptr.String("things"),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: attribute, Enabled: enabled}}
}

func TestTimeToLive(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{})
	on, off, a, b := ptr.Bool(true), ptr.Bool(false), ptr.String("a"), ptr.String("b")
	described := func() *types.TimeToLiveDescription {
		return do[*dynamodb.DescribeTimeToLiveOutput](t, e, &dynamodb.DescribeTimeToLiveInput{TableName: ptr.String("things")}).TimeToLiveDescription
	}
	const path = "at 'timeToLiveSpecification"
	null := func(member string) string {
		return "Value null " + path + member + "' failed to satisfy constraint: Member must not be null"
	}

	invalidly(t, e, &dynamodb.UpdateTimeToLiveInput{TableName: ptr.String("things")}, "1 validation error detected: "+null(""))
	invalidly(t, e, timeToLive(nil, nil), "2 validation errors detected: "+null(".attributeName")+"; "+null(".enabled"))
	invalidly(t, e, timeToLive(ptr.String(""), on), "TimeToLiveSpecification.AttributeName must be non empty")
	long := strings.Repeat("a", 256)
	invalidly(t, e, timeToLive(&long, on), "1 validation error detected: Value '"+long+"' "+path+".attributeName' failed to satisfy constraint: Member must have length less than or equal to 255")

	assert.Equal(t, &types.TimeToLiveDescription{TimeToLiveStatus: "DISABLED"}, described())
	invalidly(t, e, timeToLive(a, off), "TimeToLive is already disabled")
	out := do[*dynamodb.UpdateTimeToLiveOutput](t, e, timeToLive(a, on))
	assert.Equal(t, &types.TimeToLiveSpecification{AttributeName: a, Enabled: on}, out.TimeToLiveSpecification)
	assert.Equal(t, &types.TimeToLiveDescription{TimeToLiveStatus: "ENABLED", AttributeName: a}, described())
	invalidly(t, e, timeToLive(a, on), "TimeToLive is already enabled")
	invalidly(t, e, timeToLive(b, on), "TimeToLive is active on a different AttributeName: current AttributeName is a")
	invalidly(t, e, timeToLive(b, off), "TimeToLive is active on a different AttributeName: current AttributeName is a")
	do[*dynamodb.UpdateTimeToLiveOutput](t, e, timeToLive(a, off))
	assert.Equal(t, &types.TimeToLiveDescription{TimeToLiveStatus: "DISABLED"}, described())
	do[*dynamodb.UpdateTimeToLiveOutput](t, e, timeToLive(b, on))
}

func TestItemsExpireByTheClock(t *testing.T) {
	now := noon
	e := New(at(&now))
	createTable(t, e, tableSpec{})
	for i, attribute := range []string{"ttl", "ttl", "other"} {
		storeItem(t, e, "things", map[string]types.AttributeValue{"pk": text(fmt.Sprint(i)),
			attribute: &types.AttributeValueMemberN{Value: fmt.Sprint(noon.Unix() + int64(10*(i+1)))}})
	}
	count := func() int64 { return *describe(t, e, "things").ItemCount }
	do[*dynamodb.UpdateTimeToLiveOutput](t, e, timeToLive(ptr.String("ttl"), ptr.Bool(true)))
	assert.EqualValues(t, 3, count())
	now = now.Add(10 * time.Second)
	assert.EqualValues(t, 2, count())
	do[*dynamodb.UpdateTimeToLiveOutput](t, e, timeToLive(ptr.String("ttl"), ptr.Bool(false)))
	now = now.Add(time.Hour)
	assert.EqualValues(t, 2, count())
	do[*dynamodb.UpdateTimeToLiveOutput](t, e, timeToLive(ptr.String("other"), ptr.Bool(true)))
	assert.EqualValues(t, 1, count())
}

func tags(pairs ...string) (list []types.Tag) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, types.Tag{Key: &pairs[i], Value: &pairs[i+1]})
	}
	return list
}

func TestTags(t *testing.T) {
	e := New(Config{})
	in := tableSpec{}.input()
	in.Tags = tags("b", "1")
	arn := do[*dynamodb.CreateTableOutput](t, e, in).TableDescription.TableArn
	listed := func() []types.Tag {
		return do[*dynamodb.ListTagsOfResourceOutput](t, e, &dynamodb.ListTagsOfResourceInput{ResourceArn: arn}).Tags
	}
	assert.Equal(t, tags("b", "1"), listed())
	do[*dynamodb.TagResourceOutput](t, e, &dynamodb.TagResourceInput{ResourceArn: arn, Tags: tags("c", "2", "a", "", "b", "3")})
	assert.Equal(t, tags("a", "", "b", "3", "c", "2"), listed(), "added, and replaced")
	held := e.find(arn).tags // as who lists them does
	do[*dynamodb.UntagResourceOutput](t, e, &dynamodb.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"b", "none"}})
	assert.Equal(t, tags("a", "", "b", "3", "c", "2"), held)
	assert.Equal(t, tags("a", "", "c", "2"), listed())
	do[*dynamodb.UntagResourceOutput](t, e, &dynamodb.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"a", "c"}})
	assert.Equal(t, []types.Tag{}, listed(), "a list, though empty")
}

func TestTagsComeInPages(t *testing.T) {
	e := New(Config{})
	in := tableSpec{}.input()
	for i := range 25 {
		in.Tags = append(in.Tags, tags(fmt.Sprintf("k-%02d", i), "v")...)
	}
	arn := do[*dynamodb.CreateTableOutput](t, e, in).TableDescription.TableArn
	var all []types.Tag
	var sizes []int
	page := &dynamodb.ListTagsOfResourceInput{ResourceArn: arn}
	for {
		out := do[*dynamodb.ListTagsOfResourceOutput](t, e, page)
		all, sizes = append(all, out.Tags...), append(sizes, len(out.Tags))
		if out.NextToken == nil {
			break
		}
		page.NextToken = out.NextToken
	}
	assert.Equal(t, []int{10, 10, 5}, sizes)
	assert.Equal(t, in.Tags, all)
	for _, bad := range []string{"!", "", base64.URLEncoding.EncodeToString([]byte("\xff;"))} {
		invalidly(t, e, &dynamodb.ListTagsOfResourceInput{ResourceArn: arn, NextToken: &bad}, "Invalid NextToken: "+bad)
	}
}

func TestTagsAreRefused(t *testing.T) {
	e := New(Config{})
	in := tableSpec{}.input()
	for i := range 49 {
		in.Tags = append(in.Tags, tags(fmt.Sprintf("k-%02d", i), "v")...)
	}
	arn := *do[*dynamodb.CreateTableOutput](t, e, in).TableDescription.TableArn
	tag := func(arn string, tags []types.Tag) any {
		return &dynamodb.TagResourceInput{ResourceArn: &arn, Tags: tags}
	}
	untag := func(keys ...string) any { return &dynamodb.UntagResourceInput{ResourceArn: &arn, TagKeys: keys} }
	key129, value257 := strings.Repeat("k", 129), strings.Repeat("v", 257)
	one := tags("a", "b")
	other := "arn:aws:dynamodb:us-east-1:000000000000:table/other"
	for _, c := range []struct {
		name    string
		in      any
		code    string
		message string
	}{
		{"nothing", &dynamodb.TagResourceInput{}, "",
			"2 validation errors detected: Value null at 'resourceArn' failed to satisfy constraint: Member must not be null; Value null at 'tags' failed to satisfy constraint: Member must not be null"},
		{"no tags", tag(arn, []types.Tag{}), "", "Atleast one Tag needs to be provided as Input."},
		{"no keys", untag(), "", "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"},
		{"an empty list of keys", &dynamodb.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{}}, "", "Atleast one Tag Key needs to be provided as Input."},
		{"empty key", tag(arn, tags("", "v")), "", "The Tag Key provided is invalid, Key: "},
		{"long key", tag(arn, tags(key129, "v")), "", "The Tag Key provided is invalid, Key: " + key129},
		{"key of other characters", tag(arn, tags("a#b", "v")), "", "The Tag Key provided is invalid, Key: a#b"},
		{"no value", tag(arn, []types.Tag{{Key: ptr.String("a")}}), "", "The Tag Value provided is invalid, Value: null"},
		{"long value", tag(arn, tags("k", value257)), "", "The Tag Value provided is invalid, Value: " + value257},
		{"value of other characters", tag(arn, tags("k", "a,b")), "", "The Tag Value provided is invalid, Value: a,b"},
		{"reserved key", tag(arn, tags("aws:k", "v")), "", "Tag Key cannot be prefixed with aws:, Key: aws:k"},
		{"a key twice", tag(arn, tags("k", "v", "k", "w")), "", "Duplicate Tag Keys provided as input: Duplicate Tag Key found k"},
		{"51 in all", tag(arn, tags("k", "v", "l", "w")), "", "Number of Tags exceed the current limit for the provided ResourceArn"},
		{"51 keys", untag(strings.Split(strings.Repeat("k,", 50)+"k", ",")...), "", "Number of Tags exceed the current limit for the provided ResourceArn"},
		{"no ARN", tag("things", one), "", oneOrMore + "ARNs must start with 'arn:': things"},
		{"an ARN of something else", tag("arn:aws:s3:::bucket", one), "", oneOrMore + "Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::bucket"},
		{"an index", tag(arn+"/index/gsi", one), "", oneOrMore + "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: " + arn + "/index/gsi"},
		{"no name", tag("arn:aws:dynamodb:us-east-1:000000000000:table/ab", one), "",
			"Invalid TableArn: Invalid ResourceArn provided as input arn:aws:dynamodb:us-east-1:000000000000:table/ab"},
		{"no such table", tag(other, one), "ResourceNotFoundException", "Requested resource not found: ResourceArn: " + other + " not found"},
		{"no such table to list", &dynamodb.ListTagsOfResourceInput{ResourceArn: &other}, "ResourceNotFoundException", "Requested resource not found: ResourceArn: " + other + " not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.code == "" {
				c.code = "ValidationException"
			}
			refused(t, e, c.in, c.code, c.message)
		})
	}
	do[*dynamodb.TagResourceOutput](t, e, tag(arn, tags("k-00", "replaced", "é 1", "v")))
	assert.Len(t, e.find(&arn).tags, mostTags, "50 are not too many")
}

func TestLimitsAndEndpoints(t *testing.T) {
	e := New(Config{Region: "eu-central-1"})
	limits := do[*dynamodb.DescribeLimitsOutput](t, e, &dynamodb.DescribeLimitsInput{})
	assert.EqualValues(t, 80_000, *limits.AccountMaxReadCapacityUnits)
	assert.EqualValues(t, 80_000, *limits.AccountMaxWriteCapacityUnits)
	assert.EqualValues(t, 40_000, *limits.TableMaxReadCapacityUnits)
	assert.EqualValues(t, 40_000, *limits.TableMaxWriteCapacityUnits)
	endpoints := do[*dynamodb.DescribeEndpointsOutput](t, e, &dynamodb.DescribeEndpointsInput{}).Endpoints
	assert.Equal(t, []types.Endpoint{{Address: ptr.String("dynamodb.eu-central-1.amazonaws.com"), CachePeriodInMinutes: 1440}}, endpoints)
}
