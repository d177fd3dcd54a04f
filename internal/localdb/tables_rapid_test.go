package localdb

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// words are names and values that now and then make a good request.
var words = []string{"", "a", "abc", "gsi", "lsi", "pk", "sk", "g", "x;", "aws:t", "arn:aws:dynamodb:us-east-1:000000000000:table/abc",
	"HASH", "RANGE", "S", "N", "ALL", "KEYS_ONLY", "INCLUDE", "PROVISIONED", "PAY_PER_REQUEST", "STANDARD", "KMS", "NEW_IMAGE"}

// fill gives a value any shape that a decoded request can have: any member may be missing.
func fill(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if rapid.IntRange(0, 2).Draw(t, "there") > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fill(t, f)
			}
		}
	case reflect.Slice:
		if n := rapid.IntRange(-3, 3).Draw(t, "elements"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, v.Index(i))
			}
		}
	case reflect.String:
		v.SetString(rapid.SampledFrom(words).Draw(t, v.Type().Name()))
	case reflect.Int32, reflect.Int64:
		v.SetInt(rapid.SampledFrom([]int64{-1, 0, 1, 5, 12_000, 50_000}).Draw(t, "number"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	}
}

// world is all that operations on tables can change.
func world(e *Engine) map[string]any {
	all := map[string]any{}
	for name, table := range e.tables {
		all[name] = table.description(noon)
		all[name+" tags"], all[name+" ttl"] = table.tags, table.ttl
	}
	return all
}

func TestOperationsOnTablesAnswerOrChangeNothing(t *testing.T) {
	answered, refused := map[reflect.Type]int{}, map[reflect.Type]int{}
	rapid.Check(t, func(t *rapid.T) {
		e := New(Config{})
		good := tableSpec{name: "abc", sk: "sk", global: []indexSpec{{name: "gsi", pk: "g"}}, local: []indexSpec{{name: "lsi", sk: "g"}}}
		if rapid.Bool().Draw(t, "provisioned") {
			good.read, good.write = 5, 5
		}
		_, err := e.Do(t.Context(), good.input())
		require.NoError(t, err)
		for range rapid.IntRange(10, 40).Draw(t, "requests") {
			in := rapid.SampledFrom([]func() any{
				func() any { return new(dynamodb.CreateTableInput) },
				func() any { return new(dynamodb.UpdateTableInput) },
				func() any { return new(dynamodb.DescribeTableInput) },
				func() any { return new(dynamodb.DeleteTableInput) },
				func() any { return new(dynamodb.ListTablesInput) },
				func() any { return new(dynamodb.UpdateTimeToLiveInput) },
				func() any { return new(dynamodb.DescribeTimeToLiveInput) },
				func() any { return new(dynamodb.TagResourceInput) },
				func() any { return new(dynamodb.UntagResourceInput) },
				func() any { return new(dynamodb.ListTagsOfResourceInput) },
			}).Draw(t, "operation")()
			fill(t, reflect.ValueOf(in).Elem())
			mostlyGood(t, in)
			before := world(e)
			out, err := e.Do(t.Context(), in)
			if err != nil {
				var api smithy.APIError
				require.ErrorAs(t, err, &api)
				require.NotEqual(t, smithy.FaultServer, api.ErrorFault())
				require.Equal(t, before, world(e), "a request that fails has changed nothing")
				refused[reflect.TypeOf(in)]++
				continue
			}
			require.NotNil(t, out)
			answered[reflect.TypeOf(in)]++
		}
	})
	// Else the generator would miss an operation's good end, or its bad one.
	assert.Len(t, answered, 10, "%v", answered)
	assert.Len(t, refused, 10, "%v", refused)
}

// mostlyGood makes members right that would else be wrong in nearly every request, and hide all others.
func mostlyGood(t *rapid.T, in any) {
	if rapid.IntRange(0, 4).Draw(t, "left as it is") == 0 {
		return
	}
	if name := reflect.ValueOf(in).Elem().FieldByName("TableName"); name.IsValid() {
		table := rapid.SampledFrom([]string{"abc", "abc", "abc", "abd"}).Draw(t, "table")
		name.Set(reflect.ValueOf(&table))
	}
	if arn := reflect.ValueOf(in).Elem().FieldByName("ResourceArn"); arn.IsValid() {
		arn.Set(reflect.ValueOf(ptr.String("arn:aws:dynamodb:us-east-1:000000000000:table/abc")))
	}
	switch in := in.(type) {
	case *dynamodb.TagResourceInput:
		in.Tags = tags(rapid.SampledFrom(words).Draw(t, "key"), "v")
	case *dynamodb.UpdateTimeToLiveInput:
		in.TimeToLiveSpecification = &types.TimeToLiveSpecification{
			AttributeName: ptr.String(rapid.SampledFrom(words).Draw(t, "attribute")), Enabled: ptr.Bool(rapid.Bool().Draw(t, "enabled"))}
	case *dynamodb.CreateTableInput:
		good := tableSpec{global: []indexSpec{{name: "gsi", pk: "g"}}}.input()
		good.TableName = in.TableName
		keep(t, in, good, "DeletionProtectionEnabled", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "OnDemandThroughput",
			"SSESpecification", "StreamSpecification", "TableClass", "Tags", "WarmThroughput")
	case *dynamodb.UpdateTableInput:
		keep(t, in, &dynamodb.UpdateTableInput{TableName: in.TableName}, "AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled",
			"GlobalSecondaryIndexUpdates", "OnDemandThroughput", "ProvisionedThroughput", "SSESpecification", "StreamSpecification", "TableClass", "WarmThroughput")
	}
}

// keep makes a request a good one with one or two of the members that it had.
func keep(t *rapid.T, in, good any, fields ...string) {
	from, to := reflect.ValueOf(in).Elem(), reflect.ValueOf(good).Elem()
	for _, field := range rapid.SliceOfN(rapid.SampledFrom(fields), 1, 2).Draw(t, "members") {
		to.FieldByName(field).Set(from.FieldByName(field))
	}
	from.Set(to)
}
