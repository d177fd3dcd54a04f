package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

func TestExitCodes(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		counts jobs.Counts
		want   int
		says   string
	}{
		"done":           {nil, jobs.Counts{Read: 2, Written: 2}, exitDone, "2 read, 2 written (reconciled"},
		"failed":         {errors.New("no such table"), jobs.Counts{Read: 2, Written: 1}, exitFailed, "no such table"},
		"too many":       {fmt.Errorf("import: %w", jobs.ErrTooManyRejected), jobs.Counts{Rejected: 5}, exitFailed, "too many records"},
		"mismatch":       {jobs.ErrMismatch, jobs.Counts{Read: 2, Written: 1}, exitFailed, "not reconciled: 1 without an outcome"},
		"rejected":       {nil, jobs.Counts{Read: 2, Written: 1, Rejected: 1}, exitRejected, "1 rejected"},
		"cancelled":      {fmt.Errorf("import: %w", jobs.ErrCancelled), jobs.Counts{Rejected: 1}, exitCancelled, "to resume"},
		"spec":           {&jobs.SpecError{Field: "From.Filter", Reason: "bad"}, jobs.Counts{}, exitUsage, "--filter: From.Filter: bad"},
		"checkpoint":     {&jobs.SpecError{Field: "Checkpoint", Reason: "bad"}, jobs.Counts{}, exitUsage, "--checkpoint none leaves it out"},
		"unknown member": {&jobs.SpecError{Field: "Control", Reason: "bad"}, jobs.Counts{}, exitUsage, "Control: bad"},
		"can't resume":   {fmt.Errorf("x: %w", &jobs.ResumeError{Checkpoint: "c", Changed: []string{"filter"}}), jobs.Counts{}, exitCannotResume, "of another job: filter changed"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			s.err, s.summary.Counts = test.err, test.counts
			require.Equal(t, test.want, s.run("import", "x", "--table", "t"))
			require.Contains(t, s.stderr.String(), test.says)
			summed := test.want != exitUsage && test.want != exitCannotResume
			require.Equal(t, summed, strings.Contains(s.stderr.String(), " in 0s"))
			require.Empty(t, s.stdout.String())
			require.Equal(t, 1, s.closed)
		})
	}
}

func TestAConnectionThatFailsIsAFailure(t *testing.T) {
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--endpoint", "localhost:8000"}, exitUsage, "--endpoint"},
		{[]string{"--profile", "there-is-none"}, exitFailed, "read the AWS configuration"},
		{nil, exitUsage, "--region"},
	} {
		s := newScript(t)
		withoutAWS(t)
		s.app.connect = connect
		require.Equal(t, test.code, s.run(append([]string{"count", "--table", "t"}, test.args...)...))
		require.Contains(t, s.stderr.String(), test.says)
	}
}

func TestDeleteAndUpdateAsk(t *testing.T) {
	verbs := map[string][]string{
		"delete": {"delete", "--table", "orders", "--filter", "a = :a", "--value", ":a=secret", "--limit", "1500"},
		"update": {"update", "--table", "orders", "--set", "b = :a", "--condition", "c = :a", "--value", ":a=secret", "--key-condition", "k = :a"},
	}
	warnings := map[string]string{
		"delete": "delete at most 1,500 items with a = :a\n",
		"update": "update ALL items with k = :a: SET b = :a, if c = :a\n",
	}
	for verb, args := range verbs {
		for name, test := range map[string]struct {
			answer   string
			terminal bool
			more     []string
			code     int
			says     string
		}{
			"yes":           {"orders\n", true, nil, exitDone, warnings[verb]},
			"without a \\n": {" orders ", true, nil, exitDone, "about 1,234,567 items"},
			"no":            {"n\n", true, nil, exitCancelled, "not confirmed"},
			"y isn't it":    {"y\n", true, nil, exitCancelled, "not confirmed"},
			"nothing":       {"", true, nil, exitCancelled, "not confirmed"},
			"no terminal":   {"orders\n", false, nil, exitUsage, "give --yes"},
			"--yes":         {"", false, []string{"--yes"}, exitDone, "done"},
			"--dry-run":     {"", false, []string{"--dry-run"}, exitDone, "dry run"},
		} {
			t.Run(verb+" "+name, func(t *testing.T) {
				s := newScript(t)
				s.app.stdin, s.app.canAsk = strings.NewReader(test.answer), test.terminal
				require.Equal(t, test.code, s.run(append(args, test.more...)...))
				require.Contains(t, s.stderr.String(), test.says)
				require.NotContains(t, s.stderr.String(), "secret")
				require.Equal(t, test.code == exitDone, s.spec != nil)
				asked := strings.Contains(s.stderr.String(), "Type the table's name")
				require.Equal(t, test.terminal && len(test.more) == 0, asked)
			})
		}
	}
	s := newScript(t)
	s.app.stdin, s.app.canAsk, s.infoErr = strings.NewReader("t\n"), true, errors.New("not allowed")
	require.Equal(t, exitDone, s.run("delete", "--table", "t", "--index", "i"))
	require.Contains(t, s.stderr.String(), "an unknown number of items")
	require.Contains(t, s.stderr.String(), "delete ALL items of index i\n")
}

func TestCtrlCAtAQuestionDoesNothing(t *testing.T) {
	s := newScript(t)
	r, w := io.Pipe()
	defer w.Close()
	s.app.stdin, s.app.canAsk = r, true
	s.signals <- os.Interrupt
	require.Equal(t, exitCancelled, s.run("delete", "--table", "t"))
	require.Nil(t, s.spec)
}

func TestTheFirstSignalCancelsAndTellsHowToResume(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		s := newScript(t)
		s.hold = make(chan struct{})
		s.err = jobs.ErrCancelled
		s.progress = jobs.Progress{Read: 1500, Counts: jobs.Counts{Written: 200}}
		s.signals <- signal
		require.Equal(t, exitCancelled, s.run("import", "it's.json", "--table", "t", "--transform", "item.a > 1"))
		require.Contains(t, s.stderr.String(), "waiting for 1,300 records in flight")
		require.Contains(t, s.stderr.String(), "to resume, in the same folder:\n  dynactor import 'it'\\''s.json' --table t --transform 'item.a > 1'\n")
		require.Empty(t, s.exits)
	}
}

func TestAJobThatIsDoneAllTheSameNeedntBeResumed(t *testing.T) {
	s := newScript(t)
	s.hold = make(chan struct{})
	s.signals <- os.Interrupt
	require.Equal(t, exitDone, s.run("count", "--table", "t"))
	require.NotContains(t, s.stderr.String(), "to resume")
	s = newScript(t)
	s.err = errors.New("no such table")
	require.Equal(t, exitFailed, s.run("count", "--table", "t"))
	require.Contains(t, s.stderr.String(), "to resume")
}

func TestWithoutACheckpointThereIsNothingToResume(t *testing.T) {
	s := newScript(t)
	s.err = jobs.ErrCancelled
	require.Equal(t, exitCancelled, s.run("count", "--table", "t", "--checkpoint", "none"))
	require.NotContains(t, s.stderr.String(), "to resume")
	require.Contains(t, s.stderr.String(), "begins anew")
}

func TestTheSecondSignalLeavesAtOnce(t *testing.T) {
	s := newScript(t)
	s.hold = make(chan struct{})
	s.onCancel = func() {}
	s.app.exit = func(code int) { s.exits = append(s.exits, code); close(s.hold) }
	s.signals <- os.Interrupt
	s.signals <- os.Interrupt
	s.run("count", "--table", "t")
	require.Equal(t, []int{exitKilled}, s.exits)
	require.Contains(t, s.stderr.String(), killedText)
}

func TestOnlyTheUsualCheckpointIsRemovedAndOnlyWhenDone(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		args []string
		err  error
		stay bool
	}{
		"done":      {".dynactor-count-t.json", nil, nil, false},
		"failed":    {".dynactor-count-t.json", nil, jobs.ErrCancelled, true},
		"its own":   {"mine.json", []string{"--checkpoint", "mine.json"}, nil, true},
		"not ours":  {".dynactor-count-t.json", []string{"--checkpoint", "none"}, nil, true},
		"rejected":  {".dynactor-count-t.json", nil, nil, false},
		"a dry run": {".dynactor-count-t.json", []string{"--dry-run"}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			s.err = test.err
			if name == "rejected" {
				s.summary.Counts.Rejected = 1
			}
			for _, file := range []string{test.file, test.file + ".lock"} {
				require.NoError(t, os.WriteFile(file, nil, 0o600))
			}
			s.run(append([]string{"count", "--table", "t"}, test.args...)...)
			for _, file := range []string{test.file, test.file + ".lock"} {
				_, err := os.Stat(file)
				require.Equal(t, test.stay, err == nil, file)
			}
		})
	}
}

func TestACountGoesToStandardOutput(t *testing.T) {
	s := newScript(t)
	s.summary.Counts = jobs.Counts{Read: 12, Counted: 12}
	require.Equal(t, exitDone, s.run("count", "--table", "t"))
	require.Equal(t, "12\n", s.stdout.String())
	s = newScript(t)
	s.summary.Counts, s.err = jobs.Counts{Read: 12, Counted: 12}, jobs.ErrCancelled
	require.Equal(t, exitCancelled, s.run("count", "--table", "t"))
	require.Empty(t, s.stdout.String(), "half a count is none")
}
