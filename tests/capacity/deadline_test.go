package capacity

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// A request that there won't be capacity for before its deadline fails at once and says so; one that there
// will be capacity for is done.
func TestARequestThatCannotBeServedBeforeItsDeadlineFailsAtOnce(t *testing.T) {
	const units, queue = 100, 3_000 // which takes half a minute
	for name, test := range map[string]struct {
		provisioned int64
		opts        []api.Option
	}{
		"by the user's limit": {10 * units, []api.Option{api.WithLimits(tableName, api.Limits{Write: api.UnitsPerSecond(units)})}},
		"by the learned rate": {units, nil},
	} {
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				w := newWorld(t, provisioned(5, test.provisioned), local.Capacity{})
				ex := w.open(test.opts...)
				var b, late book
				l := &load{w: w, ex: ex, b: &b, face: f, group: "a"}
				for range queue {
					go l.one()
				}
				w.until(5) // so that the rate is known

				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				(&load{w: w, ex: ex, b: &late, face: f, group: "late", ctx: ctx}).one()
				synctest.Wait()
				var e *api.OperationError
				var short *api.CapacityError
				refused := late.asks[0]
				require.EqualValues(t, 1, refused.answers.Load(), "there's an answer at once")
				require.Zero(t, refused.took)
				require.ErrorAs(t, refused.err, &short)
				require.ErrorIs(t, refused.err, context.DeadlineExceeded)
				require.True(t, errors.As(refused.err, &e) && e.Outcome == api.NotSent && e.Attempts == 0)
				require.Equal(t, tableName, short.Table)
				require.InDelta(t, queue/units-5, short.Wait.Seconds(), 5, "how long it would take, in seconds")

				ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				go (&load{w: w, ex: ex, b: &b, face: f, group: "early", ctx: ctx}).one()
				w.until(59)
				w.close(ex)
				require.Equal(t, 1, w.ledger.between(0, 60, "early").served)
				require.Equal(t, tally{}, w.ledger.between(0, 60, "late"))
				b.requireAnsweredOnce(t)
				b.requireNoErrors(t)
			})
		})
	}
}
