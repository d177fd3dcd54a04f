package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
)

// sourceFlags say what to read of a table.
type sourceFlags struct {
	index, keyCondition, filter, project string
	names, values                        []string
	consistent                           bool
	segments, workers                    int
	limit                                int64
}

// add defines the flags of a verb that reads items, or keys only.
func (s *sourceFlags) add(cmd *cobra.Command, items bool) {
	f := cmd.Flags()
	s.addComparable(cmd)
	f.StringVar(&s.index, "index", "", "secondary index to read instead of the table")
	f.Int64Var(&s.limit, "limit", 0, "items to read at most (default: all)")
	noFiles(cmd, "index", "limit")
	if items {
		f.StringVar(&s.project, "project", "", "attributes to read, comma-separated paths (default: all)")
		noFiles(cmd, "project")
	}
}

// addComparable defines those that a comparison of whole tables has too.
func (s *sourceFlags) addComparable(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.filter, "filter", "", "take only items that meet this, such as '#s = :s'; all are read and charged all the same")
	f.StringVar(&s.keyCondition, "key-condition", "", "query instead of scan, such as 'pk = :pk'")
	f.StringArrayVar(&s.names, "name", nil, "a #name of an expression, such as '#s=status'; may be repeated")
	f.StringArrayVar(&s.values, "value", nil, `a :value of an expression, such as ':s=active', ':n=5', ':n={"N":"5"}'; may be repeated`)
	f.BoolVar(&s.consistent, "consistent", false, "read consistently, at twice the units")
	f.IntVar(&s.segments, "segments", 0, "parts to cut a scan into (default: by size)")
	f.IntVar(&s.workers, "workers", 0, "segments to read at a time (default: 8)")
	noFiles(cmd, "filter", "key-condition", "name", "value", "segments", "workers")
}

// maxSegments is DynamoDB's limit on TotalSegments, from the API reference of Scan.
const maxSegments = 1_000_000

func (s *sourceFlags) source(table string) (jobs.Source, error) {
	from := jobs.Source{
		Table: table, Index: s.index, KeyCondition: s.keyCondition, Filter: s.filter, Project: s.project,
		Consistent: s.consistent, Segments: s.segments, Workers: s.workers, Limit: s.limit,
	}
	var err error
	if from.Names, err = parseNames(s.names); err != nil {
		return from, err
	}
	if from.Values, err = parseValues(s.values); err != nil {
		return from, err
	}
	if s.segments < 0 || s.segments > maxSegments {
		return from, fmt.Errorf("--segments is %d: give 1 to %d, or 0 to have it chosen", s.segments, maxSegments)
	}
	if s.workers < 0 {
		return from, fmt.Errorf("--workers is %d: give 1 or more", s.workers)
	}
	if s.limit < 0 {
		return from, fmt.Errorf("--limit is %d: give 1 or more, or 0 for all", s.limit)
	}
	if s.keyCondition != "" && s.segments > 0 {
		return from, fmt.Errorf("--segments is for scans, --key-condition makes it a query: leave one out")
	}
	return from, nil
}
