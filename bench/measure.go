package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/scenario"
	"github.com/dynactor/dynactor/bench/internal/server"
)

// measure runs the chosen scenarios before a server process of their own, and
// prints each as soon as it is done.
func measure(ctx context.Context, f flags, stdout, stderr io.Writer) (err error) {
	stopProfile, err := startProfile(f.CPUProfile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopProfile()) }()

	process, err := startServer(ctx, f.Latency)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, process.Stop()) }()

	whole := report.Report{
		Started:  time.Now(),
		Go:       runtime.Version(),
		CPUs:     runtime.GOMAXPROCS(0),
		Rounds:   f.Rounds,
		Duration: f.Duration.String(),
		Latency:  f.Latency.String(),
	}
	if err := report.Header(stdout, whole); err != nil {
		return err
	}
	env := scenario.Env{
		Endpoint: process.URL,
		Counts:   process.Counts,
		Rounds:   f.Rounds,
		Duration: f.Duration,
		WarmUp:   f.WarmUp,
		Requests: f.Requests,
		Pending:  f.Pending,
		Filter:   f.Peer,
		Progress: func(format string, arguments ...any) {
			if !f.Quiet {
				fmt.Fprintf(stderr, format+"\n", arguments...)
			}
		},
	}
	for _, chosen := range f.chosen() {
		results, err := chosen.Run(ctx, env)
		if err != nil {
			return err
		}
		for _, result := range results {
			if err := report.Text(stdout, result); err != nil {
				return err
			}
		}
		whole.Scenarios = append(whole.Scenarios, results...)
	}
	if f.JSON == "" {
		return nil
	}
	return report.WriteFile(f.JSON, whole)
}

// startServer runs this same program as the server.
func startServer(ctx context.Context, latency time.Duration) (*server.Process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return server.Start(ctx, program, "--serve", "--latency="+latency.String())
}
