package dynamodblocal

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestServerDiesWithAKilledTestProcess(t *testing.T) {
	needs(t)
	parent := exec.Command(os.Args[0], "-test.run=^$")
	parent.Env = append(os.Environ(), "DYNACTOR_TEST_HELPER=hold-server",
		"TMPDIR="+t.TempDir()) // whoever is killed leaves its temporary files
	parent.Stderr = os.Stderr
	output, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	defer parent.Wait()
	defer parent.Process.Kill()

	line, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err)
	var pid int
	_, err = fmt.Sscanf(line, "pid: %d", &pid)
	require.NoError(t, err, line)
	require.True(t, alive(pid))
	defer syscall.Kill(pid, syscall.SIGKILL) // for the day when this test fails

	require.NoError(t, parent.Process.Kill())
	assert.Eventually(t, func() bool { return !alive(pid) }, 10*time.Second, 10*time.Millisecond,
		"java (process %d) outlived the test process", pid)
}

// The death signal belongs to the forking thread, so a server must survive the end of the thread that
// called Start.
func TestServerOutlivesTheThreadThatStartedIt(t *testing.T) {
	needs(t)
	var s *Server
	var err error
	thread := onThreadThatEnds(func() { s, err = Start(t.Context()) })
	require.NoError(t, err)
	defer func() { assert.NoError(t, s.Close()) }()

	require.Eventually(t, func() bool {
		_, err := os.Stat(fmt.Sprintf("/proc/self/task/%d", thread))
		return os.IsNotExist(err)
	}, 10*time.Second, time.Millisecond, "thread %d, which started the server, does not end", thread)
	require.NoError(t, ask(t.Context(), s.Client()))
	select {
	case <-s.process.exited:
		t.Fatal("the server died with the thread that started it")
	default:
	}
}

// onThreadThatEnds runs f on a thread of its own, and returns the thread when f is done. A goroutine that
// ends while locked to its thread takes the thread along, except the process's first, which cannot end.
func onThreadThatEnds(f func()) (thread int) {
	done := make(chan int)
	go func() {
		runtime.LockOSThread()
		if syscall.Gettid() == syscall.Getpid() {
			defer runtime.UnlockOSThread()
			done <- onThreadThatEnds(f)
			return
		}
		f()
		done <- syscall.Gettid()
	}()
	return <-done
}

// alive reports whether the process runs. One that has ended and waits to be reaped by init does not.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	// "1234 (name) S ...": the name may hold blanks and parentheses, so the state is sought from the right.
	_, state, _ := bytes.Cut(stat[bytes.LastIndexByte(stat, ')'):], []byte(" "))
	return !strings.ContainsAny(string(state[:1]), "ZX")
}
