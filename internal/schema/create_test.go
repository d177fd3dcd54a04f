package schema_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/internal/schema"
)

type rich struct {
	_    struct{} `dynactor:"billing:provisioned,read:5,write:6,project:by-num:keys"`
	P    string   `dynamodbav:"p" dynactor:"partition,gsi:by-num:sort"`
	S    []byte   `dynamodbav:"s" dynactor:"sort"`
	Num  float64  `dynactor:"gsi:by-num:partition,gsi:by-num-2:partition,lsi:by-num-3"`
	Note string   `dynactor:"include:by-num-2,include:by-num-3"`
	Bulk []string
}

type onDemand struct {
	_ struct{} `dynactor:"billing:on-demand"`
	P string   `dynactor:"partition"`
	Q string   `dynactor:"gsi:by-q:partition"`
}

type keyOnly struct {
	P int `dynactor:"partition"`
}

func newClient(t *testing.T) *dynamodb.Client {
	db, err := local.New()
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db.Client()
}

func TestTheCreateTableRequestHasEachPartInOrder(t *testing.T) {
	s, err := schema.Of(reflect.TypeFor[rich]())
	require.NoError(t, err)
	in, err := s.CreateTableInput("orders")
	require.NoError(t, err)
	hash := func(n string) types.KeySchemaElement {
		return types.KeySchemaElement{AttributeName: &n, KeyType: types.KeyTypeHash}
	}
	ranged := func(n string) types.KeySchemaElement {
		return types.KeySchemaElement{AttributeName: &n, KeyType: types.KeyTypeRange}
	}
	units := &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(5), WriteCapacityUnits: aws.Int64(6)}
	included := &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: []string{"Note"}}
	assert.Equal(t, &dynamodb.CreateTableInput{
		TableName:             aws.String("orders"),
		BillingMode:           types.BillingModeProvisioned,
		ProvisionedThroughput: units,
		KeySchema:             []types.KeySchemaElement{hash("p"), ranged("s")},
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("p"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("s"), AttributeType: types.ScalarAttributeTypeB},
			{AttributeName: aws.String("Num"), AttributeType: types.ScalarAttributeTypeN},
		},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			{
				IndexName: aws.String("by-num"), KeySchema: []types.KeySchemaElement{hash("Num"), ranged("p")},
				Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}, ProvisionedThroughput: units,
			},
			{
				IndexName: aws.String("by-num-2"), KeySchema: []types.KeySchemaElement{hash("Num")},
				Projection: included, ProvisionedThroughput: units,
			},
		},
		LocalSecondaryIndexes: []types.LocalSecondaryIndex{
			{IndexName: aws.String("by-num-3"), KeySchema: []types.KeySchemaElement{hash("p"), ranged("Num")}, Projection: included},
		},
	}, in)
}

func TestDynamoDBMakesTheTablesThatTagsDescribe(t *testing.T) {
	client := newClient(t)
	for i, v := range []any{rich{}, onDemand{}, keyOnly{}} {
		t.Run(fmt.Sprintf("%T", v), func(t *testing.T) {
			s, err := schema.Of(reflect.TypeOf(v))
			require.NoError(t, err)
			in, err := s.CreateTableInput(fmt.Sprint("table-", i))
			require.NoError(t, err)
			out, err := client.CreateTable(context.Background(), in)
			require.NoError(t, err)
			assert.Len(t, out.TableDescription.AttributeDefinitions, len(in.AttributeDefinitions))
			assert.Len(t, out.TableDescription.GlobalSecondaryIndexes, len(in.GlobalSecondaryIndexes))
			assert.Len(t, out.TableDescription.LocalSecondaryIndexes, len(in.LocalSecondaryIndexes))
		})
	}
}

// Any tags that are put together of roles: Of refuses them, or DynamoDB makes the table.
func TestWhatOfAcceptsDynamoDBMakes(t *testing.T) {
	client := newClient(t)
	tables := 0
	roles := []string{
		"partition", "sort", "sort", "gsi:one:partition", "gsi:one:sort", "gsi:two:partition", "gsi:two:sort",
		"lsi:three", "lsi:four", "include:one", "include:two", "include:three", "ttl",
	}
	kinds := []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[[]byte](), reflect.TypeFor[bool]()}
	rapid.Check(t, func(t *rapid.T) {
		fields := []reflect.StructField{{Name: "P", Type: reflect.TypeFor[string](), Tag: `dynactor:"partition"`}}
		for _, name := range []string{"A", "B", "C", "D"} {
			tag := ""
			for _, r := range rapid.SliceOfN(rapid.SampledFrom(roles), 0, 2).Draw(t, "roles") {
				if tag != "" {
					tag += ","
				}
				tag += r
			}
			f := reflect.StructField{Name: name, Type: rapid.SampledFrom(kinds).Draw(t, "kind")}
			if tag != "" {
				f.Tag = reflect.StructTag(`dynactor:"` + tag + `"`)
			}
			fields = append(fields, f)
		}
		s, err := schema.Of(reflect.StructOf(fields))
		if err != nil {
			return
		}
		tables++
		in, err := s.CreateTableInput(fmt.Sprint("any-", tables))
		require.NoError(t, err)
		_, err = client.CreateTable(context.Background(), in)
		require.NoError(t, err)
		_, err = client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: in.TableName})
		require.NoError(t, err)
	})
	require.Positive(t, tables)
}

func TestATableOfMapsCantBeMadeForWantOfTypes(t *testing.T) {
	s := schema.Untyped(reflect.TypeFor[map[string]any](), "id", "")
	require.NoError(t, s.Validate())
	_, err := s.CreateTableInput("t")
	assert.EqualError(t, err, `the type of the partition key "id" can't be told from map[string]interface {}: create the table from a struct type with tags, or with the executor's CreateTable`)
}
