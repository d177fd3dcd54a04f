package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Process is a server in a process of its own, or one that others started.
type Process struct {
	// URL is the endpoint for clients.
	URL string

	command *exec.Cmd
	stdin   io.Closer
	control *http.Client
}

// Start runs the command, which is to call Serve with its standard input and
// output, and waits until it listens. The caller has to Stop it.
func Start(ctx context.Context, program string, arguments ...string) (*Process, error) {
	command := exec.CommandContext(ctx, program, arguments...)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("starting the server: %w", err)
	}
	p := At("")
	p.command, p.stdin = command, stdin
	line, err := bufio.NewReader(stdout).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), greeting)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the server didn't tell its address, but %q: %w", line, err), p.Stop())
	}
	p.URL = "http://" + address
	return p, nil
}

// At is a server that listens there already. Stop doesn't stop it.
func At(url string) *Process {
	return &Process{URL: url, control: &http.Client{
		Transport: &http.Transport{},
		Timeout:   10 * time.Second,
	}}
}

// Counts asks the server what has arrived since it started.
func (p *Process) Counts(ctx context.Context) (counts Counts, err error) {
	return counts, p.Get(ctx, CountsPath, &counts)
}

// SetLatency changes how long the server takes for any call from now on.
func (p *Process) SetLatency(ctx context.Context, latency time.Duration) error {
	return p.ask(ctx, http.MethodPost, LatencyPath+"?"+latency.String(), nil, nil)
}

// Get asks the server for what is at a control path, which is JSON.
func (p *Process) Get(ctx context.Context, path string, into any) error {
	return p.ask(ctx, http.MethodGet, path, nil, into)
}

// Post sends the server a command, as JSON.
func (p *Process) Post(ctx context.Context, path string, command any) error {
	body, err := json.Marshal(command)
	if err != nil {
		return err
	}
	return p.ask(ctx, http.MethodPost, path, bytes.NewReader(body), nil)
}

func (p *Process) ask(ctx context.Context, method, path string, body io.Reader, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, p.URL+path, body)
	if err != nil {
		return err
	}
	response, err := p.control.Do(request)
	if err != nil {
		return fmt.Errorf("asking the server: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10))
		return fmt.Errorf("asking the server for %s: %s: %s", path, response.Status, strings.TrimSpace(string(text)))
	}
	if into == nil {
		return nil
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		return fmt.Errorf("reading the server's answer to %s: %w", path, err)
	}
	return nil
}

// Stop ends the server and waits for its process.
func (p *Process) Stop() error {
	p.control.CloseIdleConnections()
	if p.command == nil {
		return nil
	}
	err := p.stdin.Close()
	return errors.Join(err, p.command.Wait())
}
