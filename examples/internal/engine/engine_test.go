package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(dynamodblocal.Suite{M: m}) }

func parse(t *testing.T, args ...string) *target {
	flags := flag.NewFlagSet("example", flag.ContinueOnError)
	to := addFlags(flags, "example")
	require.NoError(t, flags.Parse(args))
	return to
}

func TestFlagsSayWhichDynamoDB(t *testing.T) {
	tests := map[string]struct {
		variable      string
		args          []string
		own, loopback bool
	}{
		"nothing":              {own: true},
		"a port":               {args: []string{"-endpoint", "http://localhost:8000"}, loopback: true},
		"an address":           {args: []string{"-endpoint", "http://[::1]:8000"}, loopback: true},
		"the variable":         {variable: "http://127.0.0.1:8000", loopback: true},
		"no to the variable":   {variable: "http://127.0.0.1:8000", args: []string{"-endpoint", ""}, own: true},
		"AWS":                  {args: []string{"-region", "eu-west-1"}},
		"AWS's address":        {args: []string{"-endpoint", "https://dynamodb.eu-west-1.amazonaws.com"}},
		"a port and a region":  {args: []string{"-endpoint", "http://localhost:8000", "-region", "eu-west-1"}, loopback: true},
		"another host's port":  {args: []string{"-endpoint", "http://dynamodb:8000"}},
		"a host named so only": {args: []string{"-endpoint", "http://localhost.example.com"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DYNACTOR_ENDPOINT", test.variable)
			to := parse(t, test.args...)
			require.NoError(t, to.validate())
			assert.Equal(t, test.own, to.own(), "starts its own")
			assert.Equal(t, test.loopback, to.onThisMachine(), "uses made-up credentials")
		})
	}
}

func TestFlagsThatCantBeMeantAreRefused(t *testing.T) {
	t.Setenv("DYNACTOR_ENDPOINT", "")
	require.ErrorContains(t, parse(t, "-endpoint", "localhost:8000").validate(), `-endpoint "localhost:8000" is no address`)
	require.ErrorContains(t, parse(t, "-keep").validate(), "-keep needs -endpoint or -region")
	require.NoError(t, parse(t, "-keep", "-region", "eu-west-1").validate())
}

func TestLoopbackIgnoresTheMachinesAWSConfiguration(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "real")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "real")
	t.Setenv("AWS_REGION", "eu-west-1")
	db := connectLocal("http://localhost:8000", "")
	options := db.client.Options()
	credentials, err := options.Credentials.Retrieve(t.Context())
	require.NoError(t, err)
	assert.NotEqual(t, "real", credentials.AccessKeyID)
	assert.NotEqual(t, "eu-west-1", options.Region)
	require.NoError(t, db.close(t.Context()))
}

func TestWithoutFlagsThereIsADynamoDBInTheProcess(t *testing.T) {
	t.Setenv("DYNACTOR_ENDPOINT", "")
	t.Setenv("PATH", t.TempDir()) // nothing has to be installed
	to := parse(t)
	ran := false
	require.NoError(t, to.run(t.Context(), "id", func(_ context.Context, client *dynamodb.Client, table string) error {
		ran = true
		assert.True(t, exists(t, client, table))
		return nil
	}))
	assert.True(t, ran)
}

// against aims at the tests' engine.
func against(t *testing.T) (target, *dynamodb.Client) {
	client := dynamodblocal.ForTest(t)
	options := client.Options()
	return target{endpoint: *options.BaseEndpoint, region: options.Region, table: "dynactor-engine-" + rand.Text()}, client
}

func exists(t *testing.T, client *dynamodb.Client, table string) bool {
	_, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); gone {
		return false
	}
	require.NoError(t, err)
	return true
}

func TestTableLivesAsLongAsTheRun(t *testing.T) {
	to, client := against(t)
	for _, failure := range []error{nil, errors.New("the example failed")} {
		err := to.run(t.Context(), "id", func(_ context.Context, _ *dynamodb.Client, table string) error {
			assert.Equal(t, to.table, table)
			assert.True(t, exists(t, client, table))
			return failure
		})
		require.ErrorIs(t, err, failure)
		assert.False(t, exists(t, client, to.table))
	}
}

func TestTableIsDeletedAfterAnInterrupt(t *testing.T) {
	to, client := against(t)
	ctx, interrupt := context.WithCancel(t.Context())
	err := to.run(ctx, "id", func(ctx context.Context, _ *dynamodb.Client, _ string) error {
		interrupt()
		return ctx.Err()
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.False(t, exists(t, client, to.table))
}

func TestTableThatWasThereIsUsedAndKept(t *testing.T) {
	to, client := against(t)
	to.table = dynamodblocal.TempTable(t, client, dynamodblocal.S("id"))
	ran := false
	require.NoError(t, to.run(t.Context(), "id", func(context.Context, *dynamodb.Client, string) error {
		ran = true
		return nil
	}))
	assert.True(t, ran)
	assert.True(t, exists(t, client, to.table))
}

func TestTableWithAnotherKeyIsRefusedAndKept(t *testing.T) {
	to, client := against(t)
	for name, keys := range map[string][]dynamodblocal.Key{
		"name": {dynamodblocal.S("other")},
		"type": {dynamodblocal.N("id")},
		"sort": {dynamodblocal.S("id"), dynamodblocal.S("sort")},
	} {
		t.Run(name, func(t *testing.T) {
			to.table = dynamodblocal.TempTable(t, client, keys...)
			err := to.run(t.Context(), "id", func(context.Context, *dynamodb.Client, string) error {
				t.Error("ran")
				return nil
			})
			require.ErrorContains(t, err, "name another table with -table")
			assert.True(t, exists(t, client, to.table))
		})
	}
}

func TestKeepKeepsTheTable(t *testing.T) {
	to, client := against(t)
	to.keep = true
	t.Cleanup(func() { assert.NoError(t, deleteTable(t.Context(), client, to.table)) })
	require.NoError(t, to.run(t.Context(), "id", func(context.Context, *dynamodb.Client, string) error { return nil }))
	assert.True(t, exists(t, client, to.table))
}
