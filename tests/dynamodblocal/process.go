package dynamodblocal

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
)

// process is a running program that is reaped as soon as it ends.
type process struct {
	cmd    *exec.Cmd
	exited chan struct{} // closed when the process is gone and reaped, and its output is read
	err    error         // how it ended; to be read after exited
}

// startProcess starts the command, arranged to die with this process where the system can do that.
func startProcess(cmd *exec.Cmd) (*process, error) {
	dieWithParent(cmd)
	p := &process{cmd: cmd, exited: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		// On Linux the death signal is sent when the THREAD that forked ends, not when the process does.
		// Go ends threads at will, and would take a healthy engine with them. So this goroutine keeps the
		// forking thread to itself, and alive, until the child was reaped.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.exited)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// kill ends the process and returns when it was reaped. Killing twice, or what has ended, is harmless.
func (p *process) kill() error {
	err := p.cmd.Process.Kill()
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.exited
	return nil
}
