package jobs

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/key"
)

// pagesInFlight is how many pages of a lane may be unsettled: one that's settled, and one that's written meanwhile.
const pagesInFlight = 2

// Copy begins to write the items of a table to another.
func (r *Runner) Copy(ctx context.Context, spec Copy) *Job {
	return r.start(ctx, "copy", spec.Options, func(ctx context.Context, j *run) error { return j.prepareCopy(ctx, spec) })
}

func (j *run) prepareCopy(ctx context.Context, spec Copy) error {
	to := spec.To
	if to == nil {
		to = j.ex
	}
	src, err := j.source(ctx, j.ex, "From", "from", spec.From)
	if err != nil {
		return err
	}
	table, err := j.describe(ctx, to, "Table", "to", spec.Table)
	if err != nil {
		return err
	}
	if aws.ToString(table.TableArn) == aws.ToString(src.table.TableArn) && aws.ToTime(table.CreationDateTime).Equal(aws.ToTime(src.table.CreationDateTime)) && to == j.ex && j.Transform == nil {
		return &SpecError{Field: "Table", Reason: "it's the table that is read: name another, or give a Transform"}
	}
	j.units.begin(to)
	src.name, src.seal = "segments", j.sealing(keysOf(table), j.ex, to)
	j.attempt = func(ctx context.Context) error { return src.through(ctx, j.put(to, spec.Table), nil) }
	return nil
}

// through reads a source, and has the action done for each item. change, if set, makes an item's record.
func (src *source) through(ctx context.Context, do action, change func(item record.Item, s *step)) error {
	j := src.j
	if change == nil {
		change = func(item record.Item, s *step) { j.take(s, record.Record{Item: item}, key.Schema{}) }
	}
	return src.each(ctx, func(ctx context.Context, l *lane) error {
		p := j.newPipe(do, pagesInFlight, 0)
		l.flush = p.flush
		err := l.pages(ctx, func(found page) error {
			s := &step{}
			for _, it := range found.items {
				change(it, s)
			}
			s.settled = func() error {
				for _, e := range s.entries {
					if e.note == nil {
						continue
					}
					if err := src.keep(e.note); err != nil {
						return err
					}
				}
				return l.position(found.key, found.count)
			}
			return p.add(ctx, s)
		})
		if e := p.end(ctx); e != nil {
			return e
		}
		return err
	})
}
