package dynamodblocal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// defaultJavaFlags favour a quick start over a quick engine. Measured on two cores: the first answer
// after 2.0 s instead of 3.1 s; once warm, 2,600 single puts a second instead of 3,200. A suite is
// over before the better compiler has paid for itself.
var defaultJavaFlags = []string{"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"}

// launch starts the engine on the port and returns when it answers. The error is errPortTaken when
// another program has the port.
func launch(ctx context.Context, with settings, java, folder string, port int) (*Server, error) {
	// The engine drops a file with an installation id where it runs. In a folder of its own, that file
	// neither litters the tested package nor is written by two engines at once.
	workdir, err := os.MkdirTemp("", "dynactor-dynamodb-local-*")
	if err != nil {
		return nil, fmt.Errorf("dynamodblocal: making a folder to run in: %w", err)
	}
	origin := "http://" + strings.ToLower(rand.Text()) + ".invalid"
	cmd := exec.Command(java, append(with.javaFlags[:len(with.javaFlags):len(with.javaFlags)],
		"-Djava.library.path="+libraries(folder),
		"-jar", jar(folder),
		"-inMemory",
		"-sharedDb",         // one database for all credentials and regions, so that any client sees the tables
		"-disableTelemetry", // a test calls nobody
		// The default lets every web page that a developer has open read and write the tables. An origin
		// that nobody else knows also tells this engine from another one; see witness.
		"-cors", origin,
		// There is no option for the address: it listens on all of them. Tests talk to it over loopback.
		"-port", strconv.Itoa(port))...)
	cmd.Dir = workdir
	cmd.WaitDelay = 5 * time.Second // a wrapper script's child may hold the pipe after the script was killed

	// When it cannot bind, the engine prints so and then hangs, for ever. So its output has to be watched.
	taken := make(chan struct{})
	noticeTaken := sync.OnceFunc(func() { close(taken) })
	output := &tail{noticed: func(kept string) {
		if strings.Contains(kept, "Failed to bind to") {
			noticeTaken()
		}
	}}
	cmd.Stdout, cmd.Stderr = output, output

	process, err := startProcess(cmd)
	if err != nil {
		os.RemoveAll(workdir)
		return nil, fmt.Errorf("dynamodblocal: starting %s: %w", java, err)
	}
	s := &Server{
		endpoint:  fmt.Sprintf("http://127.0.0.1:%d", port),
		process:   process,
		output:    output,
		transport: newTransport(),
		workdir:   workdir,
	}
	if err := s.ready(ctx, with.readyWithin, origin, taken); err != nil {
		said := output.String()
		quoted := output.quoted()
		s.kill()
		switch {
		case errors.Is(err, errPortTaken):
			return nil, err
		case noJava(said):
			return nil, &Unavailable{Missing: "java", Remedy: javaRemedy, Err: fmt.Errorf("%w%s", err, quoted)}
		}
		return nil, fmt.Errorf("dynamodblocal: starting DynamoDB Local on port %d: %w%s", port, err, quoted)
	}
	return s, nil
}
