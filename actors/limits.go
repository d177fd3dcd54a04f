package actors

import (
	"errors"
	"fmt"
	"time"
)

// Limit is how much of a table's or an index's capacity may be used. The zero value is no limit.
type Limit struct {
	kind  limitKind
	value float64
}

type limitKind uint8

const (
	noLimit limitKind = iota
	unitsLimit
	shareLimit
)

// UnitsPerSecond limits to n capacity units per second.
func UnitsPerSecond(n float64) Limit { return Limit{unitsLimit, n} }

// ShareOfCapacity limits to a share of what DescribeTable reports, over 0 and up to 1.
func ShareOfCapacity(share float64) Limit { return Limit{shareLimit, share} }

// of is the limit in units per second for a resource of which that many are reported; 0 for none.
func (l Limit) of(reported float64) float64 {
	switch l.kind {
	case unitsLimit:
		return l.value
	case shareLimit:
		return l.value * reported
	}
	return 0
}

func (l Limit) check() error {
	switch {
	case l.kind == unitsLimit && !(l.value > 0 && l.value <= maxUnits):
		return fmt.Errorf("%v units per second: give more than 0 and at most %.0f, or leave it out for no limit", l.value, float64(maxUnits))
	case l.kind == shareLimit && !(l.value > 0 && l.value <= 1):
		return fmt.Errorf("a share of %v: give more than 0 and at most 1", l.value)
	}
	return nil
}

// maxUnits is far above any quota, and low enough that no sum can overflow.
const maxUnits = 1e12

// Limits bound what the executor consumes of one table or index.
type Limits struct {
	// Read and Write are in capacity units per second. Default: no limit.
	Read, Write Limit
	// Burst is for how long what isn't used may be saved up. Default, 0: a second. At most 5 minutes,
	// for which DynamoDB itself saves.
	Burst time.Duration
}

const (
	usualBurst = time.Second
	mostBurst  = 5 * time.Minute
)

func (l Limits) burst() time.Duration {
	if l.Burst == 0 {
		return usualBurst
	}
	return l.Burst
}

func (l Limits) limit(a access) Limit {
	if a == writing {
		return l.Write
	}
	return l.Read
}

// shares says whether DescribeTable must be asked for them.
func (l Limits) shares() bool { return l.Read.kind == shareLimit || l.Write.kind == shareLimit }

// Validate names each field that has a value out of its range; of says whose limits they are.
func (l Limits) Validate(of string) error {
	var errs []error
	for _, f := range []struct {
		name  string
		limit Limit
	}{{"Read", l.Read}, {"Write", l.Write}} {
		if err := f.limit.check(); err != nil {
			errs = append(errs, fmt.Errorf("Limits of %s: %s is %w", of, f.name, err))
		}
	}
	if l.Burst < 0 || l.Burst > mostBurst {
		errs = append(errs, fmt.Errorf("Limits of %s: Burst is %v: give 0 for a second, or up to %v", of, l.Burst, mostBurst))
	}
	return errors.Join(errs...)
}
