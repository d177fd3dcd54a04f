package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/dynactor/dynactor/api/jobs"
)

// The exit codes, which are explained in the root's help.
const (
	exitDone         = 0
	exitFailed       = 1
	exitUsage        = 2
	exitRejected     = 3
	exitCancelled    = 4
	exitCannotResume = 5
	exitKilled       = 130 // 128 + SIGINT, as shells have it
)

// usageError is a command line that can't be used.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// ended is how a task came out that has told of it itself.
type ended struct {
	code int
	err  error
}

func (e *ended) Error() string { return fmt.Sprintf("exit code %d: %v", e.code, e.err) }
func (e *ended) Unwrap() error { return e.err }

// errDeclined is a question that wasn't answered with the table's name.
var errDeclined = errors.New("not confirmed: nothing was done")

// exitOf returns the exit code of what a command returned, and whether the user knows of it already. What doesn't come
// from a task is of the command line.
func exitOf(err error) (code int, told bool) {
	var done *ended
	switch {
	case err == nil:
		return exitDone, true
	case errors.As(err, &done):
		return done.code, true
	}
	return exitUsage, false
}

// codeOf returns the exit code of a job that came out so.
func codeOf(err error, counts jobs.Counts) int {
	var usage *usageError
	var spec *jobs.SpecError
	var resume *jobs.ResumeError
	switch {
	case err == nil && counts.Rejected > 0:
		return exitRejected
	case err == nil:
		return exitDone
	case errors.As(err, &usage), errors.As(err, &spec):
		return exitUsage
	case errors.As(err, &resume):
		return exitCannotResume
	case errors.Is(err, jobs.ErrCancelled), errors.Is(err, errDeclined):
		return exitCancelled
	}
	return exitFailed
}

func printError(w io.Writer, err error, code int) {
	fmt.Fprintf(w, "dynactor: %v\n", err)
	if code == exitUsage {
		fmt.Fprintln(w, "dynactor --help lists the verbs, dynactor VERB --help a verb's flags")
	}
}
