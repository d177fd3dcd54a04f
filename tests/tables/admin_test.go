package tables

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// metered is a table with all that tags can say.
type metered struct {
	_       struct{} `dynactor:"billing:provisioned,read:3,write:4,project:by-state:keys"`
	Part    []byte   `dynamodbav:"part" dynactor:"partition"`
	Rank    float64  `dynamodbav:"rank" dynactor:"sort"`
	State   string   `dynamodbav:"state" dynactor:"gsi:by-state:partition"`
	Begun   int64    `dynamodbav:"begun" dynactor:"gsi:by-state:sort,lsi:by-begin"`
	Size    int      `dynamodbav:"size" dynactor:"gsi:by-size:partition"`
	Label   string   `dynamodbav:"label" dynactor:"include:by-size"`
	Expires int64    `dynamodbav:"expires,omitempty" dynactor:"ttl"`
}

// absent opens a table that doesn't exist yet.
func absent[T any](t *testing.T, x *subject) table[T] {
	name := freshName()
	drop(t, x.raw, name)
	return openTable[T](t, x, name)
}

func TestCreateTableMakesWhatTheTagsSay(t *testing.T) {
	keys := func(names ...string) (schema []types.KeySchemaElement) {
		for i, name := range names {
			schema = append(schema, types.KeySchemaElement{AttributeName: &name, KeyType: []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}[i]})
		}
		return schema
	}
	eachExecutor(t, func(t *testing.T, x *subject) {
		items := absent[metered](t, x)
		created, err := items.CreateTable(t.Context())
		require.NoError(t, err)
		assert.Equal(t, types.TableStatusActive, created.TableStatus)

		out, err := x.raw.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(items.Name())})
		require.NoError(t, err)
		d := out.Table
		assert.Equal(t, keys("part", "rank"), d.KeySchema)
		kinds := map[string]types.ScalarAttributeType{}
		for _, a := range d.AttributeDefinitions {
			kinds[*a.AttributeName] = a.AttributeType
		}
		assert.Equal(t, map[string]types.ScalarAttributeType{"part": "B", "rank": "N", "state": "S", "begun": "N", "size": "N"}, kinds)
		assert.EqualValues(t, 3, *d.ProvisionedThroughput.ReadCapacityUnits)
		assert.EqualValues(t, 4, *d.ProvisionedThroughput.WriteCapacityUnits)

		global := map[string]types.GlobalSecondaryIndexDescription{}
		for _, ix := range d.GlobalSecondaryIndexes {
			global[*ix.IndexName] = ix
		}
		require.Len(t, global, 2)
		assert.Equal(t, keys("state", "begun"), global["by-state"].KeySchema)
		assert.Equal(t, types.ProjectionTypeKeysOnly, global["by-state"].Projection.ProjectionType)
		assert.Equal(t, keys("size"), global["by-size"].KeySchema)
		assert.Equal(t, types.ProjectionTypeInclude, global["by-size"].Projection.ProjectionType)
		assert.Equal(t, []string{"label"}, global["by-size"].Projection.NonKeyAttributes)
		assert.EqualValues(t, 3, *global["by-size"].ProvisionedThroughput.ReadCapacityUnits)
		require.Len(t, d.LocalSecondaryIndexes, 1)
		local := d.LocalSecondaryIndexes[0]
		assert.Equal(t, "by-begin", *local.IndexName)
		assert.Equal(t, keys("part", "begun"), local.KeySchema)
		assert.Equal(t, types.ProjectionTypeAll, local.Projection.ProjectionType)

		ttl, err := x.raw.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: aws.String(items.Name())})
		require.NoError(t, err)
		assert.Equal(t, types.TimeToLiveStatusEnabled, ttl.TimeToLiveDescription.TimeToLiveStatus)
		assert.Equal(t, "expires", *ttl.TimeToLiveDescription.AttributeName)
	})
}

func TestATableIsOnDemandUnlessItsTagsSayMore(t *testing.T) {
	eachExecutor(t, func(t *testing.T, x *subject) {
		stocks := absent[stock](t, x)
		_, err := stocks.CreateTable(t.Context())
		require.NoError(t, err)
		out, err := x.raw.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(stocks.Name())})
		require.NoError(t, err)
		assert.Equal(t, types.BillingModePayPerRequest, out.Table.BillingModeSummary.BillingMode)
		assert.Empty(t, out.Table.GlobalSecondaryIndexes)
		ttl, err := x.raw.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: aws.String(stocks.Name())})
		require.NoError(t, err)
		assert.Equal(t, types.TimeToLiveStatusDisabled, ttl.TimeToLiveDescription.TimeToLiveStatus)
	})
}

// The life of a table, from before there is one until it's gone.
func TestATablesLife(t *testing.T) {
	eachExecutor(t, func(t *testing.T, x *subject) {
		orders := absent[order](t, x)
		exists := func(want bool) {
			t.Helper()
			got, err := orders.TableExists(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		missing := func(err error) {
			t.Helper()
			var notFound *types.ResourceNotFoundException
			require.ErrorAs(t, err, &notFound)
		}
		exists(false)
		_, err := orders.DescribeTable(t.Context())
		missing(err)
		_, err = orders.DeleteTable(t.Context())
		missing(err)
		_, err = orders.EnableTTL(t.Context())
		missing(err)
		_, err = orders.Get(t.Context(), ann("1"))
		missing(err)
		_, err = orders.Put(t.Context(), order{Customer: "ann", ID: "1"})
		missing(err)

		_, err = orders.CreateTable(t.Context(), api.IfMissing())
		require.NoError(t, err)
		exists(true)
		_, err = orders.CreateTable(t.Context())
		var inUse *types.ResourceInUseException
		require.ErrorAs(t, err, &inUse)
		_, err = orders.CreateTable(t.Context(), api.IfMissing())
		require.NoError(t, err)
		for _, describe := range []func() (*types.TableDescription, error){
			func() (*types.TableDescription, error) { return orders.DescribeTable(t.Context()) },
			func() (*types.TableDescription, error) { return orders.WaitForTable(t.Context()) },
		} {
			d, err := describe()
			require.NoError(t, err)
			assert.Equal(t, orders.Name(), *d.TableName)
			assert.Equal(t, types.TableStatusActive, d.TableStatus)
		}
		spec, err := orders.EnableTTL(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "expires", *spec.AttributeName)

		_, err = orders.Put(t.Context(), order{Customer: "ann", ID: "1"})
		require.NoError(t, err)
		other := openTable[stock](t, x, orders.Name())
		_, err = other.CreateTable(t.Context(), api.IfMissing())
		var mismatch *api.TableMismatchError
		require.ErrorAs(t, err, &mismatch)
		require.ErrorContains(t, err, `"article"`)
		orders.holds(t, rawOrder("1", 0))

		d, err := orders.DeleteTable(t.Context())
		require.NoError(t, err)
		assert.Equal(t, orders.Name(), *d.TableName)
		exists(false)
		_, err = x.raw.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(orders.Name())})
		missing(err)
	})
}
