package api_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func TestATableThatIsReadyIsNotWaitedFor(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			table, client, _ := openTable[session](t, sync)
			client.create(t, simple())
			begun := time.Now()
			d, err := table.WaitForTable(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "sessions", *d.TableName)
			assert.Zero(t, time.Since(begun))
			assert.EqualValues(t, 1, client.describes.Load())
		})
	})
}

func TestATableIsWaitedForWithLongerAndLongerPauses(t *testing.T) {
	indexed := func(status types.IndexStatus) func(*types.TableDescription) {
		return func(d *types.TableDescription) {
			d.GlobalSecondaryIndexes = []types.GlobalSecondaryIndexDescription{{IndexName: ptr("by-state"), IndexStatus: status}}
		}
	}
	for name, change := range map[string]func(*types.TableDescription){
		"creating":                 status(types.TableStatusCreating),
		"updating":                 status(types.TableStatusUpdating),
		"an index that is filled":  indexed(types.IndexStatusCreating),
		"an index that is deleted": indexed(types.IndexStatusDeleting),
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				synctest.Test(t, func(t *testing.T) {
					table, client, _ := openTable[session](t, sync)
					client.create(t, simple())
					client.described = until(8, change)
					begun := time.Now()
					_, err := table.WaitForTable(t.Context())
					require.NoError(t, err)
					// 0.1 + 0.2 + 0.4 + 0.8 + 1.6 + 3.2 + 5 + 5
					assert.Equal(t, 16300*time.Millisecond, time.Since(begun))
				})
			})
		})
	}
}

func TestATableThatDoesntExistYetIsWaitedFor(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			table, client, _ := openTable[session](t, sync)
			time.AfterFunc(time.Minute, func() { client.create(t, simple()) })
			begun := time.Now()
			_, err := table.WaitForTable(t.Context())
			require.NoError(t, err)
			assert.InDelta(t, time.Minute.Seconds(), time.Since(begun).Seconds(), 5)
		})
	})
}

func TestATableThatWontBecomeActiveIsNotWaitedFor(t *testing.T) {
	for _, s := range []types.TableStatus{types.TableStatusDeleting, types.TableStatusArchived, types.TableStatusInaccessibleEncryptionCredentials} {
		t.Run(string(s), func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				table, client, _ := openTable[session](t, sync)
				client.create(t, simple())
				client.described = until(1, status(s))
				_, err := table.WaitForTable(t.Context())
				require.ErrorContains(t, err, string(s))
				var operation *api.OperationError
				require.ErrorAs(t, err, &operation)
			})
		})
	}
}

func TestWaitingEndsWithItsCtxAndSaysWhatWasMissing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*types.TableDescription)
		says   string
	}{
		"no table": {nil, "doesn't exist"},
		"creating": {status(types.TableStatusCreating), "is CREATING"},
		"an index": {func(d *types.TableDescription) {
			d.GlobalSecondaryIndexes = []types.GlobalSecondaryIndexDescription{
				{IndexName: ptr("ready"), IndexStatus: types.IndexStatusActive}, {IndexName: ptr("by-state"), IndexStatus: types.IndexStatusCreating},
			}
		}, `"by-state" is CREATING`},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				synctest.Test(t, func(t *testing.T) {
					table, client, _ := openTable[session](t, sync)
					if c.change != nil {
						client.create(t, simple())
						client.described = until(1<<30, c.change)
					}
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					defer cancel()
					begun := time.Now()
					_, err := table.WaitForTable(ctx)
					require.ErrorIs(t, err, context.DeadlineExceeded)
					require.ErrorContains(t, err, c.says)
					assert.Equal(t, time.Hour, time.Since(begun))
				})
			})
		})
	}
}

func TestWaitingEndsWithItsExecutor(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			table, _, ex := openTable[session](t, sync)
			time.AfterFunc(time.Minute, func() { _ = ex.Close(context.Background()) })
			_, err := table.WaitForTable(t.Context())
			require.ErrorIs(t, err, api.ErrClosed)
		})
	})
}

func TestWhetherATableExistsIsAskedAndNotGuessed(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, client, _ := openTable[session](t, sync)
		exists, err := table.TableExists(t.Context())
		require.NoError(t, err)
		assert.False(t, exists)
		client.create(t, simple())
		exists, err = table.TableExists(t.Context())
		require.NoError(t, err)
		assert.True(t, exists)

		client.db.Control(local.Fail(local.Error(400, "AccessDeniedException", "no")))
		exists, err = table.TableExists(t.Context())
		var operation *api.OperationError
		require.ErrorAs(t, err, &operation)
		assert.False(t, exists)
	})
}

func TestATableIsDescribed(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, client, _ := openTable[session](t, sync)
		_, err := table.DescribeTable(t.Context())
		var missing *types.ResourceNotFoundException
		require.ErrorAs(t, err, &missing)
		client.create(t, simple())
		d, err := table.DescribeTable(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "user", *d.KeySchema[0].AttributeName)
	})
}

func TestATableIsGoneWhenItIsDeleted(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			table, client, _ := openTable[session](t, sync)
			client.create(t, simple())
			before, err := client.Client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: ptr("sessions")})
			require.NoError(t, err)
			client.described = func(n int, out *dynamodb.DescribeTableOutput, err error) (*dynamodb.DescribeTableOutput, error) {
				if n > 3 {
					return out, err
				}
				d := *before.Table
				d.TableStatus = types.TableStatusDeleting
				return &dynamodb.DescribeTableOutput{Table: &d}, nil
			}
			begun := time.Now()
			d, err := table.DeleteTable(t.Context())
			require.NoError(t, err)
			assert.Equal(t, types.TableStatusDeleting, d.TableStatus)
			assert.Equal(t, 700*time.Millisecond, time.Since(begun))
			out, err := client.ListTables(t.Context(), nil)
			require.NoError(t, err)
			assert.Empty(t, out.TableNames)

			_, err = table.DeleteTable(t.Context())
			var missing *types.ResourceNotFoundException
			require.ErrorAs(t, err, &missing)
		})
	})
}

// Somebody may create a table of that name before it's noticed that the other one is gone.
func TestADeletedTableIsNotMistakenForItsSuccessor(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			table, client, _ := openTable[session](t, sync)
			client.create(t, simple())
			client.described = func(n int, out *dynamodb.DescribeTableOutput, err error) (*dynamodb.DescribeTableOutput, error) {
				if n == 1 {
					client.create(t, simple())
					return client.Client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: ptr("sessions")})
				}
				return out, err
			}
			_, err := table.DeleteTable(t.Context())
			require.NoError(t, err)
			assert.EqualValues(t, 1, client.describes.Load())
		})
	})
}

func TestTimeToLiveIsEnabledAsOftenAsAsked(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, client, _ := openTable[session](t, sync)
		client.create(t, simple())
		for range 2 {
			spec, err := table.EnableTTL(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "expires", *spec.AttributeName)
			assert.True(t, *spec.Enabled)
		}
		out, err := client.Client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: ptr("sessions")})
		require.NoError(t, err)
		assert.Equal(t, "expires", *out.TimeToLiveDescription.AttributeName)
	})
}

// enable enables time to live by the SDK's client.
func (s *slowTables) enable(t *testing.T, attribute string) {
	t.Helper()
	_, err := s.Client.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName: ptr("sessions"), TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: &attribute, Enabled: ptr(true)},
	})
	require.NoError(t, err)
}

func TestTimeToLiveOfAnotherAttributeIsAnError(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, client, _ := openTable[session](t, sync)
		client.create(t, simple())
		client.enable(t, "other")
		_, err := table.EnableTTL(t.Context())
		require.ErrorContains(t, err, `"other"`)
		require.ErrorContains(t, err, `"expires"`)
		var operation *api.OperationError
		require.ErrorAs(t, err, &operation)
		assert.Equal(t, api.NotSent, operation.Outcome)
	})
}

func TestTimeToLiveThatSomebodyElseEnablesMeanwhileIsEnabled(t *testing.T) {
	for attribute, fine := range map[string]bool{"expires": true, "other": false} {
		t.Run(attribute, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				table, client, _ := openTable[session](t, sync)
				client.create(t, simple())
				client.updating = func() { client.enable(t, attribute) }
				_, err := table.EnableTTL(t.Context())
				assert.Equal(t, fine, err == nil, "%v", err)
			})
		})
	}
}

func TestTimeToLiveThatIsBeingDisabledIsAnError(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, client, _ := openTable[session](t, sync)
		client.create(t, simple())
		client.ttl = func(d *types.TimeToLiveDescription) { d.TimeToLiveStatus = types.TimeToLiveStatusDisabling }
		_, err := table.EnableTTL(t.Context())
		require.ErrorContains(t, err, "being disabled")
	})
}

func TestTimeToLiveNeedsATag(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		table, client, _ := openTable[account](t, sync)
		_, err := table.EnableTTL(t.Context())
		require.ErrorContains(t, err, `dynactor:"ttl"`)
		require.ErrorContains(t, err, "account")
		assert.Zero(t, client.describes.Load())
	})
}
