package examples_test

import (
	"bufio"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLocalserverServesUntilItIsInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows can't send an interrupt to another process")
	}
	cmd := command(t, build(t, "localserver"), "-listen", "127.0.0.1:0", "-latency", "1ms")
	output, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(output)
	require.True(t, lines.Scan(), "it said nothing")
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text())
	require.NotEmpty(t, url, lines.Text())

	web := &http.Client{Transport: &http.Transport{}}
	defer web.CloseIdleConnections()
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: &url, Region: "eu-west-1", HTTPClient: web,
		Credentials: credentials.NewStaticCredentialsProvider("any", "any", ""),
	})
	id := map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "a"}}
	_, err = client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("orders"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	})
	require.NoError(t, err)
	_, err = client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("orders"), Item: id})
	require.NoError(t, err)
	got, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("orders"), Key: id})
	require.NoError(t, err)
	assert.Equal(t, id, got.Item)

	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait())
}

func TestLocalserverRefusesWhatCantBeMeant(t *testing.T) {
	program := build(t, "localserver")
	for name, test := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"a share over 1":         {[]string{"-errors", "2"}, 1, "give 0 to 1"},
		"a p99 below the median": {[]string{"-latency", "3ms", "-p99", "1ms"}, 1, "p99"},
		"an address without":     {[]string{"-listen", "8000"}, 1, "HOST:PORT"},
		"an argument":            {[]string{"8000"}, 2, "unexpected argument"},
	} {
		t.Run(name, func(t *testing.T) {
			output, err := command(t, program, test.args...).CombinedOutput()
			requireStatus(t, test.status, err, output)
			assert.Regexp(t, "(?i)"+regexp.QuoteMeta(test.says), string(output))
		})
	}
}
