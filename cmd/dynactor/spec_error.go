package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dynactor/dynactor/api/jobs"
)

// explain says which flag a job's complaint is about.
func explain(err error) error {
	var resume *jobs.ResumeError
	if errors.As(err, &resume) {
		named := *resume
		named.Changed = slices.Clone(named.Changed)
		if i := slices.Index(named.Changed, "version"); i >= 0 {
			named.Changed[i] = "--transform or --item"
		}
		return &named
	}
	var spec *jobs.SpecError
	if !errors.As(err, &spec) {
		return err
	}
	flag, ok := flagOf[spec.Field]
	if _, member, found := strings.Cut(spec.Field, "."); !ok && found {
		flag, ok = sourceFlagOf[member]
	}
	if !ok {
		return err
	}
	if spec.Field == "Checkpoint" {
		// There's one even if it isn't asked for.
		return fmt.Errorf("%s: %w (--checkpoint none leaves it out)", flag, err)
	}
	return fmt.Errorf("%s: %w", flag, err)
}

// flagOf are the flags that the members of a job's description come from.
var flagOf = map[string]string{
	"Table": "--table", "From.Table": "--table", "Left.Table": "--table", "Right": "--with",
	"From.Names": "FILES", "From": "FILES", "To.Names": "--to", "To": "--to",
	"From.Format": "--format", "To.Format": "--format", "From.Compression": "--compression", "To.Compression": "--compression",
	"From.Columns": "--columns", "To.Columns": "--columns", "From.Delimiter": "--delimiter", "To.Delimiter": "--delimiter",
	"From.NoHeader": "--no-header", "To.NoHeader": "--no-header", "To.Overwrite": "--overwrite",
	"Checkpoint": "--checkpoint", "Rejects": "--rejects", "MaxErrors": "--max-errors", "Transform": "--transform",
	"DryRun": "--dry-run", "GiveUpAfter": "--wait", "Window": "--window",
	"MaxFileBytes": "--max-file-bytes", "OutputFiles": "--output-files",
	"Set": "--set", "Condition": "--condition", "Repeatable": "--repeatable", "Count": "--count", "Size": "--size",
	"Generate": "--item",
}

// sourceFlagOf are those of the members of a Source, behind "From." or "Left.".
var sourceFlagOf = map[string]string{
	"Index": "--index", "KeyCondition": "--key-condition", "Filter": "--filter", "Project": "--project", "Names": "--name",
	"Values": "--value", "Consistent": "--consistent", "Segments": "--segments", "Workers": "--workers", "Limit": "--limit",
}
