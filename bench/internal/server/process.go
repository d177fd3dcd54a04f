package server

import (
	"bufio"
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
func (p *Process) Counts(ctx context.Context) (Counts, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+CountsPath, nil)
	if err != nil {
		return nil, err
	}
	response, err := p.control.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking the server for its counts: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("asking the server for its counts: %s", response.Status)
	}
	var counts Counts
	if err := json.NewDecoder(response.Body).Decode(&counts); err != nil {
		return nil, fmt.Errorf("reading the server's counts: %w", err)
	}
	return counts, nil
}

// SetLatency changes how long the server takes for any call from now on.
func (p *Process) SetLatency(ctx context.Context, latency time.Duration) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL+LatencyPath+"?"+latency.String(), nil)
	if err != nil {
		return err
	}
	response, err := p.control.Do(request)
	if err != nil {
		return fmt.Errorf("telling the server its latency: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("telling the server its latency: %s", response.Status)
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
