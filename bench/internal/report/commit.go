package report

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"time"
)

const (
	benchModule   = "module github.com/dynactor/dynactor/bench"
	unknownCommit = "of an unknown commit"
)

// commit is what the program was built from, with a + if files were changed
// since. It asks git, since "go run" leaves no trace of it in a program, and
// only where this module's folder is the current one: a program that was built
// and carried elsewhere doesn't know.
func commit() string {
	module, err := os.ReadFile("go.mod")
	if err != nil || !bytes.HasPrefix(module, []byte(benchModule+"\n")) {
		return unknownCommit
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	described, err := exec.CommandContext(ctx, "git", "describe", "--always", "--abbrev=12", "--dirty=+").Output()
	if err != nil {
		return unknownCommit
	}
	return strings.TrimSpace(string(described))
}
