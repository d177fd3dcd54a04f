package jobs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// process is a child that runs.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	said  bytes.Buffer // on standard error
	ended chan struct{}
	// begun is closed when the child has said that it's opened, or has ended.
	begun chan struct{}
	// answer is there when the child has ended by itself.
	answer *answer
}

// begin starts a child.
func (w *world) begin(t *testing.T, o order) *process {
	t.Helper()
	o.URL = w.url
	text, err := json.Marshal(o)
	require.NoError(t, err)
	exe, err := os.Executable()
	require.NoError(t, err)
	p := &process{t: t, cmd: exec.Command(exe), ended: make(chan struct{}), begun: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), orderEnv+"="+string(text))
	p.cmd.Stderr = &p.said
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() { p.kill() })
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		opening := true
		for lines.Scan() {
			if opening {
				opening = false
				close(p.begun)
				continue
			}
			var a answer
			if json.Unmarshal(lines.Bytes(), &a) == nil {
				p.answer = &a
			}
		}
		if opening {
			close(p.begun)
		}
		_ = p.cmd.Wait() // it was killed, or the answer says more
	}()
	return p
}

// kill kills the child. It's false if the child has ended by itself before.
func (p *process) kill() bool {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
	return p.answer == nil
}

// wait returns the child's answer.
func (p *process) wait() answer {
	p.t.Helper()
	<-p.ended
	require.NotNil(p.t, p.answer, "it ended without an answer: %s", p.said.String())
	return *p.answer
}

// do runs a job to its end.
func (w *world) do(t *testing.T, o order) answer {
	t.Helper()
	return w.begin(t, o).wait()
}

// well runs a job that must end well.
func (w *world) well(t *testing.T, o order) answer {
	t.Helper()
	a := w.do(t, o)
	require.Empty(t, a.Err)
	return a
}
