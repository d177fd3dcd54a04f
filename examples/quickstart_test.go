package examples_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuickstartInterruptedSaysWhatWasNotDone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows can't send an interrupt to another process")
	}
	client, flags := sharedEngine(t)
	table := "dynactor-examples-" + rand.Text()
	cmd := command(t, build(t, "quickstart"), append(flags, "-table", table)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	output, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	for lines := bufio.NewScanner(output); lines.Scan(); {
		t.Log(lines.Text())
		if strings.HasPrefix(lines.Text(), "  10000 of 3") {
			require.NoError(t, cmd.Process.Signal(os.Interrupt))
		}
	}
	requireStatus(t, 1, cmd.Wait(), said.Bytes())
	assert.Regexp(t, `^quickstart: writing: stopped \(interrupt signal received\): of 3\d{4} items [1-9]\d{4} done, `, said.String())
	requireNoTable(t, client, table)
}

func requireStatus(t *testing.T, want int, err error, output []byte) {
	t.Helper()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, "the program succeeded, and should not: %s", output)
	require.Equal(t, want, exit.ExitCode(), "%s", output)
}
