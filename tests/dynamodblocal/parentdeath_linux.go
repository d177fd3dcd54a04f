package dynamodblocal

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the kernel kill the child when its parent ends, however that comes about: a
// failing test's os.Exit, a timeout's panic, kill -9. No deferred function runs in those cases.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
