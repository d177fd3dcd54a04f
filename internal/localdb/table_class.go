package localdb

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tableClass is how a table's storage is billed. It is described, and means nothing here.
type tableClass struct {
	now     types.TableClass // "": STANDARD, which was never asked for
	changes []time.Time      // the latest two
}

// A table's class may change twice in 30 days ("Considerations when choosing a table class" in
// DynamoDB's developer guide).
const (
	classChanges = 2
	classWindow  = 30 * 24 * time.Hour
)

func classError(c types.TableClass) error {
	if c != "" && !slices.Contains(tableClasses, c) {
		return validation("Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].")
	}
	return nil
}

// none reports whether a change to c is none: a table that was never asked has the standard class.
func (t tableClass) none(c types.TableClass) bool {
	return c == "" || c == t.now || t.now == "" && c == types.TableClassStandard
}

func (t tableClass) quota(c types.TableClass, now time.Time) error {
	if !t.none(c) && len(t.changes) == classChanges && now.Sub(t.changes[0]) < classWindow {
		return tooMany("Subscriber limit exceeded: Updates to TableClass are limited to %d times in 30 day(s).", classChanges)
	}
	return nil
}

func (t *tableClass) change(c types.TableClass, now time.Time) {
	if t.none(c) {
		return
	}
	t.now = c
	t.changes = append(t.changes, now)
	t.changes = slices.Clone(t.changes[max(0, len(t.changes)-classChanges):])
}

func (t tableClass) summary() *types.TableClassSummary {
	if t.now == "" {
		return nil
	}
	s := &types.TableClassSummary{TableClass: t.now}
	if n := len(t.changes); n > 0 {
		s.LastUpdateDateTime = described(t.changes[n-1])
	}
	return s
}
