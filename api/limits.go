package api

import (
	"fmt"

	"github.com/dynactor/dynactor/actors"
)

// Limits bound what an executor consumes of one table or global secondary index. The zero value bounds
// nothing.
type Limits = actors.Limits

// Limit is a number of capacity units per second, see [UnitsPerSecond] and [ShareOfCapacity]. The zero
// value is no limit.
type Limit = actors.Limit

// UnitsPerSecond limits to n capacity units per second, which must be above 0. A write unit is 1 KB
// written, a read unit 4 KB read consistently or 8 KB read eventually consistently, each rounded up
// for each item (developer guide, "DynamoDB read and write operations").
func UnitsPerSecond(n float64) Limit { return actors.UnitsPerSecond(n) }

// ShareOfCapacity limits to a share, above 0 and at most 1, of the units that DescribeTable reports:
// those provisioned, or the maximum of a table on demand. They're asked for again once a minute. Until
// they're known requests wait; if they can't be known a warning is logged and there's no limit.
func ShareOfCapacity(share float64) Limit { return actors.ShareOfCapacity(share) }

// WithLimits bounds what's consumed of a table. Default: no bounds; what DynamoDB refuses is adapted to
// in any case, see [WithoutAdaptiveCapacity]. Requests wait for units in the order of their coming, one
// that would wait beyond its ctx's deadline fails at once with a [*CapacityError]. A request larger than
// the burst is let through when the units are not used up, and those after it pay off the debt.
//
// The limit holds for all that the executor consumes, over any time, plus the burst. Interactive requests
// beside bulk ones may go a quarter of a second's worth into debt, which bulk ones pay off.
//
// Operations on several tables (transactions, batches of your own) wait for all of their tables.
// PartiQL isn't held back, as its table isn't known before; what it has consumed is charged.
func WithLimits(table string, l Limits) Option {
	return withTable(table, func(t *actors.TableConfig) { t.Limits = l })
}

// WithIndexLimits bounds what's consumed of a table's global secondary index: by Query and Scan of it, and
// by writes to the table that may change it. Default: no bounds.
func WithIndexLimits(table, index string, l Limits) Option {
	return withTable(table, func(t *actors.TableConfig) {
		indexes := map[string]Limits{index: l}
		for name, other := range t.Indexes {
			if name != index {
				indexes[name] = other
			}
		}
		t.Indexes = indexes
	})
}

// SetLimits changes the limits of a table while the executor runs, see [WithLimits]. What has been
// saved up or is owed stays. It fails with ErrClosed after Close, and if a limit is out of its range,
// with an error that names the field.
func (ex *Executor) SetLimits(table string, l Limits) error {
	if table == "" {
		return fmt.Errorf("set limits: the table's name is \"\": pass its name or ARN, as the requests name it")
	}
	if err := l.Validate(fmt.Sprintf("table %q", table)); err != nil {
		return fmt.Errorf("set limits: %w", err)
	}
	return ex.engine.SetLimits(table, "", l)
}

// SetIndexLimits changes those of a global secondary index, see [WithIndexLimits].
func (ex *Executor) SetIndexLimits(table, index string, l Limits) error {
	if table == "" || index == "" {
		return fmt.Errorf("set limits: the table is %q and the index %q: pass the names of both", table, index)
	}
	if err := l.Validate(fmt.Sprintf("index %q of table %q", index, table)); err != nil {
		return fmt.Errorf("set limits: %w", err)
	}
	return ex.engine.SetLimits(table, index, l)
}

// SetLimits is [Executor.SetLimits].
func (s *SyncExecutor) SetLimits(table string, l Limits) error { return s.ex.SetLimits(table, l) }

// SetIndexLimits is [Executor.SetIndexLimits].
func (s *SyncExecutor) SetIndexLimits(table, index string, l Limits) error {
	return s.ex.SetIndexLimits(table, index, l)
}
