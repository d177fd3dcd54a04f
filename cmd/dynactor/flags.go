package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/cmd/dynactor/internal/transform"
)

// none stands for no file.
const none = "none"

// common are the flags of all verbs.
type common struct {
	aim           aimFlags
	table         string
	checkpoint    string
	rejects       string
	maxErrors     int64
	dryRun        bool
	yes           bool
	maxRCU        string
	maxWCU        string
	progress      string
	verbose       bool
	transform     string
	wait          time.Duration
	hotKeyValues  bool
	readPrice     float64
	writePrice    float64
	withTransform bool
}

// aimFlags say where a table is, and where the objects of S3 are.
type aimFlags struct{ region, profile, endpoint, s3Endpoint string }

// progressKinds are how progress may be told.
var progressKinds = []string{"auto", "bar", "plain", "json", none}

// add defines the flags. tableHelp says what the table is to the verb.
func (c *common) add(cmd *cobra.Command, tableHelp string) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&c.table, "table", "", tableHelp+": name or ARN")
	f.StringVar(&c.aim.region, "region", "", "the table's Region (default: as the AWS CLI finds it)")
	f.StringVar(&c.aim.profile, "profile", "", "profile of ~/.aws to use")
	f.StringVar(&c.aim.endpoint, "endpoint", "", "URL of another DynamoDB, such as http://localhost:8000 of DynamoDB Local")
	f.StringVar(&c.checkpoint, "checkpoint", "", `file to resume from, or "none" (default: .dynactor-VERB-TABLE.json)`)
	f.StringVar(&c.rejects, "rejects", "", `file for records that can't be used, or "none" (default: rejects-VERB-TABLE.jsonl)`)
	f.Int64Var(&c.maxErrors, "max-errors", 0, "fail when more records are rejected; -1 is any number; 0 is any number with a reject file, else none")
	f.BoolVar(&c.dryRun, "dry-run", false, "read, but write nothing; tells what would be written, and its cost")
	f.StringVar(&c.maxRCU, "max-rcu", "", "read units a second to use at most, or a share of the table's, such as 50%")
	f.StringVar(&c.maxWCU, "max-wcu", "", "write units a second to use at most, or a share of the table's, such as 50%")
	enum(cmd, &c.progress, "progress", "auto", progressKinds, "how to tell of progress: auto is a bar on a terminal, otherwise a line every 10 s")
	f.BoolVar(&c.verbose, "verbose", false, "a line per segment that is being read, with each report")
	f.DurationVar(&c.wait, "wait", 0, "give up after waiting so long for a table that can't be reached, such as 10m (default: wait for ever)")
	f.BoolVar(&c.hotKeyValues, "hot-key-values", false, "show the values of hot partition keys, not just names that tell them apart")
	f.Float64Var(&c.readPrice, "read-price", 0, "USD for a million read request units, for the estimate of --dry-run (default: us-east-1's)")
	f.Float64Var(&c.writePrice, "write-price", 0, "the same for write request units")
	if c.withTransform {
		f.StringVar(&c.transform, "transform", "", "expression on item (expr-lang): its result is used instead; nil or false skips the item")
	}
	fileFlag(cmd, "checkpoint", "rejects")
	noFiles(cmd, "table", "region", "profile", "endpoint", "max-errors", "max-rcu", "max-wcu", "wait", "read-price", "write-price")
	if c.withTransform {
		noFiles(cmd, "transform")
	}
}

// addYes defines --yes, for the verbs that ask.
func (c *common) addYes(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.yes, "yes", false, "don't ask; needed where there's no terminal to ask on")
}

// options makes the job's options. tables name the default files.
func (c *common) options(verb string, resumable bool, tables ...string) (jobs.Options, error) {
	if c.table == "" {
		return jobs.Options{}, errors.New("--table: give the table's name or ARN")
	}
	o := jobs.Options{
		Checkpoint: c.checkpoint, Rejects: c.rejects, MaxErrors: c.maxErrors, DryRun: c.dryRun, GiveUpAfter: c.wait,
	}
	name := verb
	for _, t := range tables {
		name += "-" + fileName(t)
	}
	switch {
	case c.checkpoint == none:
		o.Checkpoint = ""
	case c.checkpoint == "" && resumable && !c.dryRun:
		o.Checkpoint = ".dynactor-" + name + ".json"
	}
	switch c.rejects {
	case none:
		o.Rejects = ""
	case "":
		o.Rejects = "rejects-" + name + ".jsonl"
	}
	if c.maxErrors < -1 {
		return o, fmt.Errorf("--max-errors is %d: give -1 for any number, or 0 or more", c.maxErrors)
	}
	if c.wait < 0 {
		return o, fmt.Errorf("--wait is %v: give a time above 0", c.wait)
	}
	if c.readPrice < 0 || c.writePrice < 0 {
		return o, errors.New("--read-price, --write-price: give a number of USD that is 0 or more")
	}
	if !slices.Contains(progressKinds, c.progress) {
		return o, fmt.Errorf("--progress %q: use one of %s", c.progress, strings.Join(progressKinds, ", "))
	}
	if c.transform != "" {
		f, err := transform.Compile(c.transform)
		if err != nil {
			return o, fmt.Errorf("--transform: %w", err)
		}
		o.Transform, o.Version = f, c.transform
	}
	return o, nil
}

// fileName makes a part of a file's name of a table's, which may be an ARN.
func fileName(table string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '_'
	}, table)
}

// enumValue is a flag that has one of a few values. It's a pflag.Value.
type enumValue struct {
	to      *string
	allowed []string
}

func (v enumValue) String() string { return *v.to }
func (v enumValue) Type() string   { return "name" }

func (v enumValue) Set(s string) error {
	if !slices.Contains(v.allowed, s) {
		return fmt.Errorf("use one of %s", strings.Join(v.allowed, ", "))
	}
	*v.to = s
	return nil
}

// enum defines a flag of a few values, and completes them.
func enum(cmd *cobra.Command, to *string, name, usual string, allowed []string, help string) {
	*to = usual
	cmd.Flags().Var(enumValue{to, allowed}, name, help+" ("+strings.Join(allowed, ", ")+")")
	complete(cmd, name, cobra.FixedCompletions(allowed, cobra.ShellCompDirectiveNoFileComp))
}

func noFiles(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		complete(cmd, name, cobra.NoFileCompletions)
	}
}

func fileFlag(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagFilename(name); err != nil {
			panic(err) // a flag that isn't defined
		}
	}
}

func complete(cmd *cobra.Command, name string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(name, f); err != nil {
		panic(err) // a flag that isn't defined
	}
}
