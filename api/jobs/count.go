package jobs

import (
	"context"

	"github.com/dynactor/dynactor/internal/bulk/rejects"
)

// Count begins to count the items of a table that are found: Counted in the summary.
func (r *Runner) Count(ctx context.Context, spec Count) *Job {
	return r.start(ctx, "count", spec.Options, func(ctx context.Context, j *run) error { return j.prepareCount(ctx, spec) })
}

func (j *run) prepareCount(ctx context.Context, spec Count) error {
	src, err := j.source(ctx, j.ex, "From", "from", spec.From)
	if err != nil {
		return err
	}
	if spec.From.Project != "" {
		return &SpecError{Field: "From.Project", Reason: "counting reads no attributes: leave it out"}
	}
	src.name = "segments"
	src.countOnly = j.Transform == nil
	j.attempt = func(ctx context.Context) error {
		return src.each(ctx, func(ctx context.Context, l *lane) error {
			l.flush = func(context.Context) (bool, error) { return true, nil }
			return l.pages(ctx, func(found page) error {
				s := &step{counts: Counts{Counted: found.count}}
				if j.Transform != nil {
					s = j.chosen(found.items)
				}
				s.counts.Read = s.counts.Settled()
				return j.settle(s.counts, s.bad, func() error { return l.position(found.key, found.count) })
			})
		})
	}
	return nil
}

// chosen counts the items that the transform leaves.
func (j *run) chosen(items []Item) *step {
	s := &step{}
	for _, it := range items {
		switch out, err := j.transform(it); {
		case err != nil:
			j.reject(s, rejects.Entry{Reason: "the transform failed: " + err.Error(), Item: it})
		case out == nil:
			s.counts.Skipped++
		default:
			s.counts.Counted++
		}
	}
	return s
}
