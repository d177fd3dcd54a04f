package dynamodblocal

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestForTestSharesOneEngine(t *testing.T) {
	table := TempTable(t, ForTest(t))
	got, err := ForTest(t).DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
	require.NoError(t, err)
	assert.Equal(t, types.TableStatusActive, got.Table.TableStatus)
}

func TestForTestTakesOptions(t *testing.T) {
	client := ForTest(t, func(o *dynamodb.Options) { o.Region = "eu-central-1" })
	assert.Equal(t, "eu-central-1", client.Options().Region)
}

func TestForTestWithoutAnEngineSkipsLoudly(t *testing.T) {
	output, ok := rerun(t, "TestForTestSharesOneEngine", "PATH="+t.TempDir())
	assert.True(t, ok, output)
	assert.Contains(t, output, "--- SKIP: TestForTestSharesOneEngine")
	assert.Contains(t, output, "SKIPPED WITHOUT TESTING ANYTHING")
	assert.Contains(t, output, "java is missing: install a Java runtime")
	assert.Contains(t, output, "tests SKIPPED because there is no engine: 1")
}

func TestForTestWithoutARequiredEngineFails(t *testing.T) {
	output, ok := rerun(t, "TestForTestSharesOneEngine", "PATH="+t.TempDir(), "DYNACTOR_REQUIRE_ENGINE=1")
	assert.False(t, ok, output)
	assert.Contains(t, output, "--- FAIL: TestForTestSharesOneEngine")
	assert.Contains(t, output, "java is missing")
	assert.Contains(t, output, "DYNACTOR_REQUIRE_ENGINE=1")
}

func TestForTestAtAnEndpointStartsNothing(t *testing.T) {
	s := start(t)
	output, ok := rerun(t, "TestForTestSharesOneEngine", "PATH="+t.TempDir(), "DYNACTOR_ENDPOINT="+s.Endpoint())
	assert.True(t, ok, output)
	assert.Contains(t, output, "--- PASS: TestForTestSharesOneEngine")
}

func TestForTestAtAWrongEndpointFails(t *testing.T) {
	output, ok := rerun(t, "TestForTestSharesOneEngine", "DYNACTOR_ENDPOINT=localhost:8000")
	assert.False(t, ok, output)
	assert.Contains(t, output, `DYNACTOR_ENDPOINT="localhost:8000" is no endpoint`)
}

func TestForTestNeedsMain(t *testing.T) {
	output, ok := rerun(t, "TestForTestSharesOneEngine", "DYNACTOR_TEST_HELPER=no-main")
	assert.False(t, ok, output)
	assert.Contains(t, output, "os.Exit(dynamodblocal.Main(m))")
}

// A suite that passes although its engine died has tested less than it says.
func TestSuiteFailsWhenItsEngineDied(t *testing.T) {
	needs(t)
	output, ok := rerun(t, "TestTableNameIsValidAndUnique", "DYNACTOR_TEST_HELPER=killed-engine")
	assert.False(t, ok, output)
	assert.Contains(t, output, "--- PASS: TestTableNameIsValidAndUnique")
	assert.Contains(t, output, "the process ended by itself")
}
