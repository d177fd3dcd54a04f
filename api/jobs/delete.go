package jobs

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Delete begins to delete the items of a table that are found.
func (r *Runner) Delete(ctx context.Context, spec Delete) *Job {
	return r.start(ctx, "delete", spec.Options, func(ctx context.Context, j *run) error { return j.prepareDelete(ctx, spec) })
}

func (j *run) prepareDelete(ctx context.Context, spec Delete) error {
	src, keys, err := j.keySource(ctx, spec.From, spec.Transform)
	if err != nil {
		return err
	}
	do := j.put(j.ex, spec.From.Table)
	j.attempt = func(ctx context.Context) error {
		return src.through(ctx, do, func(item record.Item, s *step) {
			if key, ok := keyOf(keys, item); ok {
				s.add(record.Record{Op: record.Delete, Item: key})
			} else {
				s.counts.Skipped++
			}
		})
	}
	return nil
}

// keySource reads the keys of what's to be changed, and nothing else.
func (j *run) keySource(ctx context.Context, from Source, transform any) (*source, []string, error) {
	if j.Transform != nil {
		return nil, nil, &SpecError{Field: "Transform", Reason: "this job reads no items to transform: leave it out"}
	}
	if from.Project != "" {
		return nil, nil, &SpecError{Field: "From.Project", Reason: "this job reads keys only: leave it out"}
	}
	src, err := j.source(ctx, j.ex, "From", "from", from)
	if err != nil {
		return nil, nil, err
	}
	src.name = "segments"
	keys := keyNames(src.table)
	names := maps.Clone(src.Names)
	if names == nil {
		names = map[string]string{}
	}
	var project []string
	for i, name := range keys {
		placeholder := fmt.Sprintf("#dynactor_key_%d", i)
		names[placeholder] = name
		project = append(project, placeholder)
	}
	src.Names, src.Project = names, strings.Join(project, ", ")
	return src, keys, nil
}
