package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/scenario"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// errInterrupted says that the user has ended the run.
var errInterrupted = errors.New("interrupted; what was measured until then is complete")

// measure runs the chosen scenarios, and prints each as soon as it is done.
func measure(ctx context.Context, f runFlags, arguments []string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	chosen, notes, err := f.chosen()
	if err != nil {
		return err
	}
	for _, note := range notes {
		fmt.Fprintln(stderr, note)
	}
	env := f.env()
	if f.Target == targetAWS {
		if err := f.confirm(env, chosen, stdin, stderr); err != nil {
			return err
		}
	}
	stopProfile, err := startProfiles(f.CPUProfile, f.MemProfile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopProfile()) }()

	// The target outlives an interrupt: its tables are to be deleted, and an answer under way is to come.
	if ctx.Err() != nil {
		return errInterrupted
	}
	env.Target, err = aim(context.WithoutCancel(ctx), f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, env.Target.Close()) }()

	rounds, duration, warmUp := env.Rounds, env.Duration, env.WarmUp
	if !slices.ContainsFunc(chosen, func(s scenario.Scenario) bool { return !s.Long }) {
		rounds, duration, warmUp = env.Long.Rounds, env.Long.Duration, env.Long.WarmUp()
	}
	whole := report.Report{
		Started:  time.Now(),
		Command:  strings.Join(append([]string{"go -C bench run ."}, arguments...), " "),
		Target:   env.Target.Name,
		Seed:     f.Seed,
		Rounds:   rounds,
		Duration: duration.String(),
		WarmUp:   warmUp.String(),
		Machine:  report.ThisMachine(),
	}
	if err := report.Header(stdout, whole); err != nil {
		return err
	}
	env.Progress = progress.New(stderr, steps(env, chosen), f.Quiet)
	env.Progress.Watch(load.Live)
	defer env.Progress.Hide()

	limited, done := ctx, func() {}
	if env.Target.Cloud {
		limited, done = env.Target.Limit(ctx, f.prices(), f.MaxCost, itemBytes(env, chosen))
	}
	defer done()
	failure := runAll(limited, env, chosen, stdout, &whole)
	if ctx.Err() != nil {
		failure = errInterrupted
	}
	// What was measured is worth keeping, whatever ended the run.
	return errors.Join(failure, f.write(whole))
}

func runAll(ctx context.Context, env scenario.Env, chosen []scenario.Scenario, stdout io.Writer, whole *report.Report) error {
	for _, s := range chosen {
		results, err := s.Run(ctx, env)
		env.Progress.Hide()
		for _, result := range results {
			err = errors.Join(err, report.Text(stdout, result))
		}
		whole.Scenarios = append(whole.Scenarios, results...)
		if err != nil {
			return err
		}
	}
	return nil
}

func steps(env scenario.Env, chosen []scenario.Scenario) (steps int) {
	for _, s := range chosen {
		steps += s.Steps(env)
	}
	return steps
}

func (f *runFlags) env() scenario.Env {
	return scenario.Env{
		Rounds:      f.rounds(5),
		Duration:    f.duration(2 * time.Second),
		Long:        scenario.Long{Rounds: f.rounds(1), Duration: f.duration(30 * time.Second)},
		WarmUp:      f.WarmUp,
		Latencies:   f.Latency,
		Requests:    f.Requests,
		Pending:     f.Pending,
		Peers:       f.Peer,
		Callers:     f.Callers,
		Rates:       f.Rate,
		Records:     f.Records,
		MemoryItems: [2]int(f.MemoryItems),
		Seed:        f.Seed,
	}
}

// write writes the files that were asked for.
func (f *runFlags) write(whole report.Report) error {
	var problems []error
	if f.JSON != "" {
		problems = append(problems, report.WriteFile(f.JSON, whole))
	}
	if f.Out != "" {
		problems = append(problems, report.WriteAll(f.Out, whole))
	}
	return errors.Join(problems...)
}

func (f *runFlags) prices() target.Prices {
	return target.Prices{Write: f.WritePrice, Read: f.ReadPrice}
}

// confirm asks before anything is sent to AWS.
func (f *runFlags) confirm(env scenario.Env, chosen []scenario.Scenario, stdin io.Reader, stderr io.Writer) error {
	estimate := 0.0
	for _, s := range chosen {
		estimate += f.prices().Estimate(s.Work(env))
	}
	return target.Confirm(stdin, stderr, estimate, f.MaxCost, f.Yes)
}

// itemBytes is the size of the largest items.
func itemBytes(env scenario.Env, chosen []scenario.Scenario) (largest int) {
	for _, s := range chosen {
		largest = max(largest, s.Work(env).ItemBytes)
	}
	return largest
}
