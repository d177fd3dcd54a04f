package main

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// app is the command and what it touches of the world, which tests replace.
type app struct {
	// args are the whole command line, for the one to resume with.
	args           []string
	stdin          io.Reader
	stdout, stderr io.Writer
	// canAsk says that there's a person to answer questions, onTerminal that stderr can show a bar.
	canAsk, onTerminal bool
	connect            func(ctx context.Context, to aim) (*connection, error)
	signals            <-chan os.Signal
	// exit leaves at once, at the second signal.
	exit func(code int)
	now  func() time.Time
}

// run carries out a command line without the program's name, and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := root.ExecuteContext(ctx)
	code, told := exitOf(err)
	if err != nil && !told {
		printError(a.stderr, err, code)
	}
	return code
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

const rootHelp = `Move DynamoDB tables of any size: fast, within limits, and resumable.

Each verb reads a source in pieces, writes as fast as the table bears (or --max-rcu and --max-wcu allow),
and keeps a checkpoint. A job that was stopped, by Ctrl-C, a crash or a lost connection, is resumed by
the same command in the same folder: it goes on where it was. The checkpoint is a file in the current folder,
named after verb and table (--checkpoint names another, "none" keeps none). It's removed when the job has ended
well, unless --checkpoint named it: then it stays, marked as done, and the same command does nothing again.

Progress, questions and the summary go to standard error. Standard output is for data.

Exit codes:
  0    done
  1    failed
  2    the command line can't be used; nothing was done
  3    done, but some records were rejected: see the reject file
  4    cancelled; the same command resumes it
  5    can't be resumed: the checkpoint is another job's, damaged, or in use; nothing was done
  130  left at once by a second Ctrl-C; the same command resumes from the last checkpoint`

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "dynactor",
		Short:         "Move DynamoDB tables of any size",
		Long:          rootHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	for _, verb := range []func(*app) *cobra.Command{importVerb, exportVerb, copyVerb, deleteVerb, updateVerb, countVerb, diffVerb, fillVerb} {
		cmd := verb(a)
		cmd.DisableFlagsInUseLine = true
		root.AddCommand(cmd)
	}
	return root
}

// verb makes a command of a verb's parts. plan checks the flags and makes the task.
func (a *app) verb(cmd *cobra.Command, required []string, plan func(args []string) (*task, error)) *cobra.Command {
	for _, name := range required {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // a name that the verb doesn't define
		}
	}
	if cmd.Args == nil {
		cmd.Args = cobra.NoArgs
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		t, err := plan(args)
		if err != nil {
			return &usageError{err}
		}
		return a.perform(cmd.Context(), t)
	}
	return cmd
}
