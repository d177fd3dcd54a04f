package examples_test

import (
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// prints is what each example says when all is well, as patterns that each match somewhere in its
// output.
var prints = map[string][]string{
	"quickstart": {
		`(?m)^writing 3\d{4} named characters of Unicode`,
		`(?m)^  3\d{4} items in .* items/s$`,
		`(?m)^  \d+ calls made, 3\d{4} calls saved, 2\d\.\d items per call$`, // a full batch holds 25
		`(?m)^  10000 items in .* items/s$`,
		`(?s)^(.*\n  0 failures\n){2}`,
		`(?m)^verified: 10000 characters read back, all 6 attributes of each as written$`,
	},
	"pipeline": {
		`(?m)^order: 300 puts, updates and gets on 100 keys`,
		`(?m)^then: the callback was called`,
		`(?m)^failures: DynamoDB said ConditionalCheckFailedException$`,
		`(?m)^failures: operation PutItem, outcome "rejected", attempts 1$`,
		`(?m)^failures: withdrawn, outcome "not sent", context canceled$`,
		`(?m)^all: 49 of 50 puts stored, number 17 failed alone$`,
		`(?m)^any: one of two tables answered, with 2 attributes$`,
		`(?m)^each: 5000 puts`,
		`(?m)^in all: 53\d\d requests in \d{3} calls$`,
	},
	"capacity": {
		`(?m)^load: 3000 puts with a limit of 1000 write units per second took \d`,
		`(?m)^load: 3000 puts with a limit of 4000 write units per second took \d`,
		`(?m)^users: \d+ visits beside it, the slowest of which took \d`,
		`(?m)^stats: writes: limit 4000, used [67]\d{3} units, 0 throttled$`,
		`(?m)^stats: reads: limit \d+, used \d+ units, 0 throttled$`,
		`(?m)^stats: [67]\d{3} requests in \d{2,3}\d? calls, 0 wait$`,
		`(?m)^stats: the hottest key is #[0-9a-f]{8} with \d+% of the read units$`,
	},
	"jobs": {
		`(?m)^input: 20000 records in a gzip file$`,
		`(?m)^import: cancelled, 1?\d{4} of 20000 records are settled$`,
		`(?m)^import: resumed true, in both runs 20000 read, 19997 written, 3 rejected$`,
		`(?m)^export: 19997 items in readings\.parquet$`,
		`(?m)^dry run: 19997 items read back, 19997 of them with tags; writing them would take 19997 write units$`,
	},
	"dropin": {
		`(?m)^on the SDK's client: 4000 puts and gets in 4000 calls`,
		`(?m)^on the sync face:    4000 puts and gets in \d{2,3}\d? calls, .* calls saved`,
	},
	"shop": {
		`(?m)^fill: 20 products, 40 of each$`,
		`(?m)^sell: 800 orders placed, 200 came too late$`,
		`(?m)^list: the latest 3 orders are order/0\d{3} to order/0\d{3}$`,
		`(?m)^list: and 797 before them$`,
		`(?m)^list: customer/1 has \d+ orders$`,
		`(?m)^both: order/0000 was paid and is shipped$`,
		`(?m)^both: and is paid again$`,
	},
	"service": {
		`(?m)^POST /links: 200 links by 1 request$`,
		`(?m)^GET /\{code\}: 600 redirects`,
		`(?m)^DynamoDB: 1400 requests in \d{2,3} calls`,
		`(?m)^stopped: all 600 visits were stored$`,
	},
}

// servers run until they are interrupted, and have tests of their own.
var servers = []string{"localserver"}

func TestEveryExampleIsTested(t *testing.T) {
	assert.ElementsMatch(t, programs(t), append(slices.Collect(maps.Keys(prints)), servers...),
		"left: the folders with a main package; right: what is known of their output")
}

// As the README says, without a flag: the engine is the example's own, and nothing has to be installed.
func TestEveryExampleRuns(t *testing.T) {
	for folder := range prints {
		t.Run(folder, func(t *testing.T) {
			cmd := command(t, build(t, folder))
			cmd.Env = append(cmd.Env, "PATH="+t.TempDir())
			output, err := cmd.CombinedOutput()
			t.Logf("%s", output)
			require.NoError(t, err)
			assert.Contains(t, string(output), "in this process")
			for _, pattern := range prints[folder] {
				assert.Regexp(t, pattern, string(output))
			}
		})
	}
}

func TestEveryExampleRunsOnDynamoDBLocal(t *testing.T) {
	for folder := range prints {
		t.Run(folder, func(t *testing.T) {
			client, flags := sharedEngine(t)
			program := build(t, folder)
			table := "dynactor-examples-" + rand.Text()
			output, err := command(t, program, append(flags, "-table", table)...).CombinedOutput()
			t.Logf("%s", output)
			require.NoError(t, err)
			for _, pattern := range prints[folder] {
				assert.Regexp(t, pattern, string(output))
			}
			requireNoTable(t, client, table)
		})
	}
}

func requireNoTable(t *testing.T, client *dynamodb.Client, table string) {
	t.Helper()
	_, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
	_, gone := errors.AsType[*types.ResourceNotFoundException](err)
	require.True(t, gone, "the example left its table behind: %v", err)
}
