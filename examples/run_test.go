package examples_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// exampleWithin bounds one run. The slowest takes ten seconds on an idle machine.
const exampleWithin = 5 * time.Minute

// build builds the program in a folder, with the race detector if this test has it.
func build(t *testing.T, folder string) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), filepath.Base(folder)+".exe") // Windows wants the ending, others don't mind
	// In the folder, because it may belong to a module of its own.
	args := []string{"-C", folder, "build", "-buildvcs=false", "-o", program}
	if raceDetector() {
		args = append(args, "-race")
	}
	output, err := exec.CommandContext(t.Context(), "go", append(args, ".")...).CombinedOutput()
	require.NoError(t, err, "go %v\n%s", args, output)
	return program
}

func raceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return false
	}
	for _, setting := range info.Settings {
		if setting.Key == "-race" {
			return setting.Value == "true"
		}
	}
	return false
}

// command prepares a run that ends with the test at the latest. The engine is told by flags alone.
func command(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), exampleWithin)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.WaitDelay = 5 * time.Second // an engine that the program left behind may hold its output open
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "DYNACTOR_ENDPOINT=") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	return cmd
}

// sharedEngine returns a client of the engine that all tests share, and the flags that aim an
// example at it. Without an engine the test is skipped, or fails if that is forbidden.
func sharedEngine(t *testing.T) (client *dynamodb.Client, flags []string) {
	t.Helper()
	client = dynamodblocal.ForTest(t)
	options := client.Options()
	require.NotNil(t, options.BaseEndpoint)
	return client, []string{"-endpoint", *options.BaseEndpoint, "-region", options.Region}
}
