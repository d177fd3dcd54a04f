package capacity

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// An outage isn't made worse by calls, and what waited for its end is done then.
func TestAnOutageIsNotAmplifiedAndLosesNothing(t *testing.T) {
	const units, out, back, found, end = 500, 30, 60, 70, 80
	eachFace(t, func(t *testing.T, f face) {
		var w *world
		outage := func(context.Context, *local.Request) error {
			if n := w.ledger.now(); n < out || n >= back {
				return nil
			}
			return &types.InternalServerError{}
		}
		w = newWorld(t, provisioned(5, units), local.Capacity{}, outage)
		ex := w.open(bounded())
		var b book
		go w.series.watch("", ex, end, writeLimit)
		(&load{w: w, ex: ex, b: &b, face: f, group: "a", rate: 10 * units}).flood(end)
		w.close(ex)
		w.series.log(t, end)

		before, during := w.ledger.callsBetween(0, out), w.ledger.callsBetween(out, back)
		t.Logf("%d calls in 30 seconds before the outage, %d during it", before, during)
		require.LessOrEqual(t, during, before, "calls")
		require.GreaterOrEqual(t, w.ledger.between(found, end).units, 0.95*units*(end-found), "consumed from ten seconds after the outage on")
		failed := 0
		for _, a := range b.asks {
			var e *api.OperationError
			if a.err != nil {
				failed++
				require.True(t, errors.As(a.err, &e) && e.Attempts > 1, "an error that isn't one of exhausted attempts: %v", a.err)
			}
		}
		t.Logf("%d of %d requests failed", failed, len(b.asks))
		b.requireAnsweredOnce(t)
		b.requireNothingLost(t, w.items())
	})
}
