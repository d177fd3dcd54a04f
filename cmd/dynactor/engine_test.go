package main

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
)

// withEngine has the command work on a DynamoDB of this process, over HTTP, with no credentials configured.
func withEngine(t *testing.T, tables ...string) (run func(args ...string) (*script, int)) {
	start := engineWith(t, tables...)
	return func(args ...string) (*script, int) {
		s, run := start(args...)
		return s, run()
	}
}

// engineWith is withEngine, in two steps.
func engineWith(t *testing.T, tables ...string) (prepare func(args ...string) (*script, func() int)) {
	db, err := local.New()
	require.NoError(t, err)
	server, err := db.Listen("127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	client := db.Client()
	for _, table := range tables {
		_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
			TableName: &table, BillingMode: types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
		})
		require.NoError(t, err)
	}
	withoutAWS(t)
	newScript(t) // for its folder
	return func(args ...string) (*script, func() int) {
		s := &script{stdout: &buffer{}, stderr: &buffer{}, signals: make(chan os.Signal, 2)}
		s.app = &app{
			stdin: strings.NewReader(""), stdout: s.stdout, stderr: s.stderr, connect: connect, now: time.Now, exit: os.Exit, signals: s.signals,
		}
		s.app.args = append([]string{"dynactor"}, append(args, "--endpoint", server.URL())...)
		return s, func() int { return s.app.run(context.Background(), s.app.args[1:]) }
	}
}

func TestAllVerbsOnAnEngine(t *testing.T) {
	run := withEngine(t, "aaa", "bbb")
	ok := func(args ...string) *script {
		t.Helper()
		s, code := run(args...)
		require.Equal(t, exitDone, code, s.stderr)
		return s
	}
	ok("fill", "--table", "aaa", "--count", "300", "--item", `{"pk": format("k%04d", n), "n": n, "price": n / 4, "tags": ss(["x"])}`)
	require.Equal(t, "300\n", ok("count", "--table", "aaa").stdout.String())
	require.Equal(t, "100\n", ok("count", "--table", "aaa", "--filter", "n >= :n", "--value", ":n=200").stdout.String())

	ok("copy", "--table", "aaa", "--to-table", "bbb", "--transform", `item.n == 7 ? nil : item.n == 8 ? set(item, "price", item.price + 0.1) : true`)
	diff := ok("diff", "--table", "aaa", "--with", "bbb", "--out", "d.jsonl")
	require.Contains(t, diff.stderr.String(), "298 same, 1 different, 1 only left")
	differences, err := os.ReadFile("d.jsonl")
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(string(differences), "\n"))
	require.Contains(t, string(differences), `"2.1"`)

	ok("update", "--table", "bbb", "--set", "#s = :s", "--name", "#s=status", "--value", ":s=new", "--filter", "n < :n", "--value", ":n=10", "--yes")
	require.Equal(t, "9\n", ok("count", "--table", "bbb", "--filter", "attribute_exists(#s)", "--name", "#s=status").stdout.String())
	ok("delete", "--table", "bbb", "--filter", "n >= :n", "--value", ":n=10", "--yes")
	ok("export", "--table", "bbb", "--to", "out.jsonl", "--format", "json")
	out, err := os.ReadFile("out.jsonl")
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	require.Len(t, lines, 9)
	for _, line := range lines {
		var item map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &item))
		require.Equal(t, "new", item["status"])
	}

	require.NoError(t, os.WriteFile("in.jsonl", []byte(`{"pk":"one","n":1.50}`+"\n"+`{"n":2}`+"\n"+"nonsense\n"), 0o600))
	s, code := run("import", "in.jsonl", "--format", "json", "--table", "bbb")
	require.Equal(t, exitRejected, code, s.stderr)
	require.Contains(t, s.stderr.String(), "3 read, 1 written, 2 rejected (reconciled")
	require.FileExists(t, "rejects-import-bbb.jsonl")
	left, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range left {
		require.False(t, strings.HasPrefix(f.Name(), ".dynactor-"), "%s is left", f.Name())
	}
	s, code = run("count", "--table", "nope", "--wait", "1ms")
	require.Equal(t, exitFailed, code, s.stderr)
}

// A job that's cancelled in its middle, and resumed by the same words until it's done, has done all of it once.
func TestACancelledJobIsResumedByTheSameCommand(t *testing.T) {
	start := engineWith(t, "aaa")
	args := []string{"fill", "--table", "aaa", "--count", "5000", "--size", "100", "--progress", "json"}
	s, run := start(args...)
	var once sync.Once
	s.stderr.onWrite = func(text string) {
		if strings.Contains(text, `"event":"started"`) {
			once.Do(func() { s.signals <- os.Interrupt })
		}
	}
	require.Equal(t, exitCancelled, run(), s.stderr)
	require.FileExists(t, ".dynactor-fill-aaa.json")
	require.Contains(t, s.stderr.String(), `"resume":"dynactor fill --table aaa --count 5000`)

	// Other arguments are another job.
	s, run = start(append(args, "--size", "200")...)
	require.Equal(t, exitCannotResume, run(), s.stderr)
	require.FileExists(t, ".dynactor-fill-aaa.json")
	s, run = start(append(args[:5:5], "--item", `{"pk": string(n)}`)...)
	require.Equal(t, exitCannotResume, run(), s.stderr)
	require.Contains(t, s.stderr.String(), "--transform or --item")

	s, run = start(args...)
	require.Equal(t, exitDone, run(), s.stderr)
	require.Contains(t, s.stderr.String(), `"resumed":true`)
	require.Contains(t, s.stderr.String(), `"counts":{"read":5000,"written":5000}`)
	require.NoFileExists(t, ".dynactor-fill-aaa.json")
	s, run = start("count", "--table", "aaa")
	require.Equal(t, exitDone, run(), s.stderr)
	require.Equal(t, "5000\n", s.stdout.String())
}
