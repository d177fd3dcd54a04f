package api_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func TestATableIsCreatedAsItsTagsSay(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			table, client, _ := openTable[session](t, sync)
			client.described = until(3, status(types.TableStatusCreating))
			got, err := table.CreateTable(t.Context(), nil, api.CreateInput(func(in *dynamodb.CreateTableInput) {
				in.DeletionProtectionEnabled = aws.Bool(true)
			}), api.CreateInput(nil))
			require.NoError(t, err)
			assert.Equal(t, types.TableStatusActive, got.TableStatus)
			assert.EqualValues(t, 4, client.describes.Load())

			out, err := client.Client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: ptr("sessions")})
			require.NoError(t, err)
			d := out.Table
			assert.True(t, *d.DeletionProtectionEnabled)
			assert.Equal(t, []types.KeySchemaElement{
				{AttributeName: ptr("user"), KeyType: types.KeyTypeHash}, {AttributeName: ptr("id"), KeyType: types.KeyTypeRange},
			}, d.KeySchema)
			assert.EqualValues(t, 3, *d.ProvisionedThroughput.ReadCapacityUnits)
			assert.Equal(t, "by-state", *d.GlobalSecondaryIndexes[0].IndexName)
			assert.Equal(t, "by-begin", *d.LocalSecondaryIndexes[0].IndexName)
			assert.Len(t, d.AttributeDefinitions, 4)

			ttl, err := client.Client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: ptr("sessions")})
			require.NoError(t, err)
			assert.Equal(t, "expires", *ttl.TimeToLiveDescription.AttributeName)
			assert.Equal(t, types.TimeToLiveStatusEnabled, ttl.TimeToLiveDescription.TimeToLiveStatus)
		})
	})
}

func TestATableWithoutATTLTagIsCreatedWithoutTimeToLive(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, client, _ := openTable[account](t, sync)
		client.ttl = func(*types.TimeToLiveDescription) { assert.Fail(t, "nobody needs to know") }
		_, err := table.CreateTable(t.Context())
		require.NoError(t, err)
	})
}

func TestAStructWithoutTagsIsEnoughToCreateATableByItsKey(t *testing.T) {
	type plain struct {
		ID   string `dynamodbav:"id"`
		Page int    `dynamodbav:"page"`
	}
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, _, _ := openTable[plain](t, sync, api.WithKey("id", "page"))
		d, err := table.CreateTable(t.Context())
		require.NoError(t, err)
		assert.ElementsMatch(t, []types.AttributeDefinition{
			{AttributeName: ptr("id"), AttributeType: "S"}, {AttributeName: ptr("page"), AttributeType: "N"},
		}, d.AttributeDefinitions)
	})
}

func TestATableThatCantBeDescribedIsNotCreated(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		refused := func(err error, says ...string) {
			t.Helper()
			var operation *api.OperationError
			require.ErrorAs(t, err, &operation)
			assert.Equal(t, api.NotSent, operation.Outcome)
			assert.Equal(t, "CreateTable", operation.Operation.String())
			for _, part := range says {
				assert.ErrorContains(t, err, part)
			}
		}
		maps, client, _ := openTable[map[string]any](t, sync, api.WithKey("id", ""))
		_, err := maps.CreateTable(t.Context())
		refused(err, `"id"`, "type")

		table, client2, _ := openTable[account](t, sync)
		_, err = table.CreateTable(t.Context(), api.CreateInput(func(in *dynamodb.CreateTableInput) { in.TableName = ptr("other") }))
		refused(err, "name", "TableOf")
		for _, c := range []*slowTables{client, client2} {
			out, err := c.ListTables(t.Context(), nil)
			require.NoError(t, err)
			assert.Empty(t, out.TableNames)
		}
	})
}

func TestATableThatExistsIsAnError(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, client, _ := openTable[session](t, sync)
		client.create(t, simple())
		_, err := table.CreateTable(t.Context())
		var exists *types.ResourceInUseException
		require.ErrorAs(t, err, &exists)
		var operation *api.OperationError
		require.ErrorAs(t, err, &operation)
		assert.Equal(t, "sessions", operation.Table)
	})
}

func TestATableThatExistsIsTakenIfItFits(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			table, client, _ := openTable[session](t, sync)
			created, err := table.CreateTable(t.Context(), api.IfMissing())
			require.NoError(t, err)
			client.describes.Store(0)
			client.described = until(2, status(types.TableStatusUpdating))
			again, err := table.CreateTable(t.Context(), api.IfMissing())
			require.NoError(t, err)
			assert.Equal(t, *created.TableId, *again.TableId)
			assert.EqualValues(t, 3, client.describes.Load(), "it's waited for, too")
		})
	})
}

func TestATableThatExistsAndDiffersIsRefused(t *testing.T) {
	s, n := types.ScalarAttributeTypeS, types.ScalarAttributeTypeN
	for name, c := range map[string]struct {
		has  *dynamodb.CreateTableInput
		says []string
	}{
		"no sort key": {simple(), []string{
			`its key is HASH "user" (S) and should be HASH "user" (S), RANGE "id" (N)`,
			`no global secondary index "by-state"`, `no local secondary index "by-begin"`,
		}},
		"types": {tableInput("sessions", "user", n, "id", s), []string{`HASH "user" (N), RANGE "id" (S)`}},
		"the indexes' keys": {func() *dynamodb.CreateTableInput {
			in := tableInput("sessions", "user", s, "id", n)
			in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: ptr("x"), AttributeType: s})
			all := &types.Projection{ProjectionType: types.ProjectionTypeAll}
			in.GlobalSecondaryIndexes = []types.GlobalSecondaryIndex{{
				IndexName: ptr("by-state"), Projection: all, KeySchema: []types.KeySchemaElement{{AttributeName: ptr("x"), KeyType: types.KeyTypeHash}},
			}}
			in.LocalSecondaryIndexes = []types.LocalSecondaryIndex{{
				IndexName: ptr("by-begin"), Projection: all,
				KeySchema: []types.KeySchemaElement{{AttributeName: ptr("user"), KeyType: types.KeyTypeHash}, {AttributeName: ptr("x"), KeyType: types.KeyTypeRange}},
			}}
			return in
		}(), []string{
			`the key of its index "by-state" is HASH "x" (S) and should be HASH "state" (S), RANGE "begun" (N)`,
			`the key of its index "by-begin" is HASH "user" (S), RANGE "x" (S) and should be HASH "user" (S), RANGE "begun" (N)`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				table, client, _ := openTable[session](t, sync)
				client.create(t, c.has)
				_, err := table.CreateTable(t.Context(), api.IfMissing())
				var mismatch *api.TableMismatchError
				require.ErrorAs(t, err, &mismatch)
				var operation *api.OperationError
				require.ErrorAs(t, err, &operation)
				assert.Equal(t, api.Rejected, operation.Outcome, "CreateTable was sent, and did nothing")
				for _, part := range c.says {
					assert.ErrorContains(t, err, part)
				}
				ttl, err := client.Client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: ptr("sessions")})
				require.NoError(t, err)
				assert.Equal(t, types.TimeToLiveStatusDisabled, ttl.TimeToLiveDescription.TimeToLiveStatus, "it isn't touched")
			})
		})
	}
}

func TestATableThatIsCreatedAndNotReadySaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		fail string
		says string
	}{
		"waiting":      {"DescribeTable", "isn't ready"},
		"time to live": {"UpdateTimeToLive", "time to live isn't enabled"},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				table, client, _ := openTable[session](t, sync)
				remove := client.db.Control(local.On(local.Fail(local.Error(400, "AccessDeniedException", "no")), c.fail))
				_, err := table.CreateTable(t.Context())
				require.ErrorContains(t, err, "the table exists")
				require.ErrorContains(t, err, c.says)
				var operation *api.OperationError
				require.ErrorAs(t, err, &operation)
				assert.Equal(t, c.fail, operation.Operation.String())

				remove()
				_, err = table.CreateTable(context.Background(), api.IfMissing())
				require.NoError(t, err)
			})
		})
	}
}
