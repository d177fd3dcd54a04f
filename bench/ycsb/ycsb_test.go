package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/api/local"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is the program on a DynamoDB in this process, over HTTP.
type bench struct {
	db      *local.DB
	figures string // the file that figures are written to
	common  []string
}

const (
	records    = 200
	operations = 600
)

func newBench(t *testing.T) bench {
	db, err := local.New()
	require.NoError(t, err)
	server, err := db.Listen("")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	t.Setenv("AWS_ACCESS_KEY_ID", "bench")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "bench")
	figures := filepath.Join(t.TempDir(), "figures.json")
	return bench{db, figures, []string{
		"--threads", threads,
		"-p", "recordcount=" + strconv.Itoa(records), "-p", "operationcount=" + strconv.Itoa(operations),
		"-p", "dataintegrity=true", // go-ycsb ends the process if what it reads isn't what it wrote
		"-p", "dynamodb.endpoint=" + server.URL(), "-p", "dynamodb.region=us-east-1",
		"-p", "measurement.output_file=" + figures, "-p", "outputstyle=json",
	}}
}

// do runs a command and returns how often each operation was done.
func (b bench) do(t *testing.T, command, database string, arguments ...string) map[string]int {
	require.NoError(t, os.WriteFile(b.figures, nil, 0o600))
	var stdout, stderr bytes.Buffer
	arguments = append(append([]string{command, database}, b.common...), arguments...)
	require.Zero(t, run(t.Context(), arguments, &stdout, &stderr), stderr.String())

	var lines []map[string]string
	text, err := os.ReadFile(b.figures)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &lines))
	counts := map[string]int{}
	for _, line := range lines {
		counts[line["Operation"]], err = strconv.Atoi(line["Count"])
		require.NoError(t, err)
	}
	return counts
}

// fails runs a command that ends with an error, which it returns.
func (b bench) fails(t *testing.T, command string, arguments ...string) string {
	var stderr bytes.Buffer
	arguments = append(append([]string{command, "dynactor"}, b.common...), arguments...)
	require.Equal(t, 1, run(t.Context(), arguments, io.Discard, &stderr))
	return stderr.String()
}

// count is how many items the table has.
func (b bench) count(t *testing.T) int {
	n := 0
	pages := dynamodb.NewScanPaginator(b.db.Client(), &dynamodb.ScanInput{TableName: aws.String("ycsb"), Select: types.SelectCount})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		n += int(page.Count)
	}
	return n
}

// calls counts the requests of each operation that arrive from now on.
func (b bench) calls() (counts chan map[string]int) {
	counts = make(chan map[string]int, 1)
	counts <- map[string]int{}
	b.db.Control(func(_ context.Context, request *local.Request) error {
		c := <-counts
		c[request.Operation]++
		counts <- c
		return nil
	})
	return counts
}

func workload(letter string) []string { return []string{"-P", "workloads/workload" + letter} }

func TestAllWorkloadsLoadAndRunOnDynactor(t *testing.T) {
	for letter, c := range map[string]struct {
		does []string // the operations of the workload
		// upserts is how many records an update may make: go-ycsb's zipfian distribution has one
		// key more than were loaded.
		upserts int
	}{
		"a": {[]string{"READ", "UPDATE"}, 1},
		"b": {[]string{"READ", "UPDATE"}, 1},
		"c": {[]string{"READ"}, 0},
		"d": {[]string{"READ", "INSERT"}, 0},
		"e": {[]string{"SCAN", "INSERT"}, 0},
		"f": {[]string{"READ", "UPDATE", "READ_MODIFY_WRITE"}, 1},
	} {
		t.Run(letter, func(t *testing.T) {
			b := newBench(t)
			require.Equal(t, map[string]int{"INSERT": records, "TOTAL": records}, b.do(t, "load", "dynactor", workload(letter)...))
			require.Equal(t, records, b.count(t))

			done := b.do(t, "run", "dynactor", workload(letter)...)
			for _, operation := range c.does {
				require.Positive(t, done[operation], operation)
			}
			require.Len(t, done, len(c.does)+1, done)
			require.Equal(t, operations, done["TOTAL"]-done["READ_MODIFY_WRITE"])
			require.GreaterOrEqual(t, b.count(t), records+done["INSERT"])
			require.LessOrEqual(t, b.count(t), records+done["INSERT"]+c.upserts)
		})
	}
}

func TestBatchesGoByBatchCalls(t *testing.T) {
	b := newBench(t)
	calls := b.calls()
	batch := []string{"-p", "batch.size=25", "--threads", "1"}
	done := b.do(t, "load", "dynactor", append(workload("a"), batch...)...)
	require.Equal(t, map[string]int{"BATCH_INSERT": records / 25, "TOTAL": records / 25}, done)
	require.Equal(t, records, b.count(t))
	done = b.do(t, "run", "dynactor", append(workload("a"), batch...)...)
	require.Equal(t, operations/25, done["TOTAL"])
	require.Positive(t, done["BATCH_READ"])
	require.Positive(t, done["BATCH_UPDATE"])

	c := <-calls
	require.Positive(t, c["BatchWriteItem"])
	require.Less(t, c["PutItem"]+c["BatchWriteItem"], records) // one that is alone at the time goes by itself
	require.Positive(t, c["BatchGetItem"])
}

func TestBothDatabasesRunOnOneTable(t *testing.T) {
	b := newBench(t)
	b.do(t, "load", "dynamodb", workload("a")...)
	require.Equal(t, records, b.count(t))
	require.Equal(t, operations, b.do(t, "run", "dynactor", workload("b")...)["TOTAL"])

	b.do(t, "load", "dynactor", workload("b")...)
	require.Equal(t, records, b.count(t))
	plain := append(workload("b"), "-p", "dataintegrity=false") // its rows have the key as well, which isn't expected
	require.Equal(t, operations, b.do(t, "run", "dynamodb", plain...)["TOTAL"])
}

func TestAFailedStageSaysSo(t *testing.T) {
	b := newBench(t)
	require.Contains(t, b.fails(t, "run"), `table "ycsb" doesn't exist: load it first`)
	require.Contains(t, b.fails(t, "load", "-p", "dynactor.coalescing=perhaps"), "say true or false")
	require.Contains(t, b.fails(t, "load", "--threads", "1000"), "give each of them an operation")
	require.Contains(t, b.fails(t, "run", "-p", "batch.size=10", "-P", "workloads/workloade"), "no batches of scans")
	require.Contains(t, b.fails(t, "run", "-p", "workload=mine"), "no workload of that name")

	defer b.db.Control(local.On(local.Fail(&types.ConditionalCheckFailedException{}), "PutItem", "BatchWriteItem"))()
	require.Contains(t, b.fails(t, "load", "-P", "workloads/workloada"), "200 operations failed")
}

func TestAnInterruptEndsARun(t *testing.T) {
	b := newBench(t)
	b.do(t, "load", "dynactor", workload("c")...)
	ctx, cancel := context.WithCancel(t.Context())
	defer b.db.Control(local.On(func(context.Context, *local.Request) error { cancel(); return nil }, "BatchGetItem", "GetItem"))()
	arguments := append([]string{"run", "dynactor"}, append(b.common, workload("c")...)...)
	var stderr bytes.Buffer
	require.Equal(t, 1, run(ctx, append(arguments, "-p", "operationcount=1000000000"), io.Discard, &stderr))
	require.Equal(t, "ycsb: context canceled\n", stderr.String())
}

func TestTheServerServesUntilItIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stdout, said := io.Pipe()
	ended := make(chan int)
	go func() { ended <- run(ctx, []string{"serve", "--address", "127.0.0.1:0"}, said, io.Discard) }()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	endpoint, _, ok := strings.Cut(strings.TrimPrefix(line, "DynamoDB in memory at "), ",")
	require.True(t, ok)

	b := newBench(t)
	b.common = append(b.common, "-p", "dynamodb.endpoint="+endpoint)
	require.Equal(t, records, b.do(t, "load", "dynactor", workload("a")...)["INSERT"])
	cancel()
	require.Zero(t, <-ended)
}

func TestWrongLinesAreRefused(t *testing.T) {
	for name, line := range map[string][]string{
		"no command":  {},
		"no database": {"load"},
		"other":       {"load", "mysql"},
		"no file":     {"load", "dynactor", "-P", "workloads/workloadz"},
		"no value":    {"load", "dynactor", "-p", "recordcount"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			require.Equal(t, 2, run(t.Context(), line, io.Discard, &stderr))
			require.Contains(t, stderr.String(), "ycsb: ")
		})
	}
	var stdout bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"--help"}, &stdout, io.Discard))
	require.Contains(t, stdout.String(), "workloads/workloada")
}
