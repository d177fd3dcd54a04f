package dynamodblocal

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// playHelper lets the test binary play another program, when a test has started it as such.
func playHelper(m *testing.M) {
	switch os.Getenv("DYNACTOR_TEST_HELPER") {
	case "hold-server":
		holdServer()
	case "no-main":
		os.Exit(m.Run())
	case "killed-engine":
		killSharedEngine()
		os.Exit(Main(m))
	}
}

// holdServer starts a server, says which process it is, and waits to be killed.
func holdServer() {
	s, err := Start(context.Background())
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println("pid:", s.process.cmd.Process.Pid)
	select {}
}

// killSharedEngine starts the shared engine and kills it behind the suite's back.
func killSharedEngine() {
	e, err := sharedEngine()
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	_ = e.server.process.cmd.Process.Kill()
	<-e.server.process.exited
}

// start starts a server for one test, or skips the test when this machine has no engine.
func start(t *testing.T, opts ...Option) *Server {
	t.Helper()
	s, err := Start(t.Context(), opts...)
	if err != nil {
		giveUp(t, err)
	}
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// rerun runs one test of this package in a process of its own, and returns what it printed.
func rerun(t *testing.T, test string, env ...string) (output string, ok bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+test+"$", "-test.v")
	for _, entry := range os.Environ() {
		// The outer run's own choices would change what the inner one shows.
		if name, _, _ := strings.Cut(entry, "="); name != "DYNACTOR_ENDPOINT" && name != "DYNACTOR_REQUIRE_ENGINE" {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	err := cmd.Run()
	return printed.String(), err == nil
}

// program puts a shell script of this name into a new folder, and returns the folder.
func program(t *testing.T, name, script string) (folder string) {
	t.Helper()
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("this test's fake programs are shell scripts, and there is no /bin/sh")
	}
	folder = t.TempDir()
	require.NoError(t, os.WriteFile(folder+"/"+name, []byte("#!/bin/sh\n"+script), 0o755))
	return folder
}
