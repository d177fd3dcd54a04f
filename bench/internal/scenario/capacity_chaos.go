package scenario

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
)

const (
	// chaosShare of the calls fail.
	chaosShare = 0.2
	// chaosPatience is how long clients wait for an answer, and chaosHold how long the server keeps
	// those that it doesn't give.
	chaosPatience = time.Second
	chaosHold     = 10 * chaosPatience
	// perCall is the most items that a call can write.
	perCall = 25
)

const (
	acknowledged = "acknowledged"
	overMinimum  = "calls / fewest possible"
)

// capacityChaos has a fifth of all calls fail, on a table that has capacity enough.
func capacityChaos(ctx context.Context, e Env) ([]report.Scenario, error) {
	e = e.patient()
	return e.rivals(ctx, rivals{
		Scenario: report.Scenario{
			Name:  "capacity-chaos",
			Title: fmt.Sprintf("the same puts, while %.0f %% of all calls fail at random", 100*chaosShare),
			Load:  fmt.Sprintf("%v each, clients wait %v for an answer", e.Duration, chaosPatience),
			Notes: []string{
				"calls fail with 500, with a throttle, by a broken connection and by no answer, both before and after they were applied",
				fmt.Sprintf("the fewest calls possible have %d items each, but those of the SDK alone one", perCall),
			},
		},
		promises: []promise{{overMinimum, report.AtMost(1.5)}, {lostItems, report.AtMost(0)}},
		turn: func(ctx context.Context, c peers.Contestant) (t turn, err error) {
			err = e.opened(ctx, c, e.impatient, func(opened *peers.Opened) error {
				t.aftermath, err = e.shortage(ctx, shortage{
					faults: engine.Faults{Share: chaosShare, Hold: chaosHold, Seed: int64(e.Seed)}, lasts: e.Duration,
					run: func(ctx context.Context, s *scene) ([]*load.Recorder, error) {
						return press(ctx, s, opened, e.pressure(c, opened))
					},
				})
				return err
			})
			if err != nil {
				return t, err
			}
			line := t.line()
			fewest := math.Ceil(float64(t.Acknowledged) / perCall)
			if strings.HasPrefix(c.Name, "sdk") {
				fewest = float64(t.Acknowledged)
			}
			t.figures = append([]report.Measure{
				{Name: acknowledged, Value: float64(t.Acknowledged)},
				{Name: overMinimum, Value: float64(t.calls()) / fewest},
			}, t.losses()...)
			t.timeline = timeline(t.record, e.Duration, drawn{unitsLine, line.PerSecond})
			return t, nil
		},
	})
}

// impatient makes clients that wait only so long for an answer.
func (e Env) impatient(changes ...func(*dynamodb.Options)) *dynamodb.Client {
	return e.Target.Unmetered(append(changes, func(o *dynamodb.Options) {
		if plain, ok := o.HTTPClient.(*http.Client); ok {
			timed := *plain
			timed.Timeout = chaosPatience
			o.HTTPClient = &timed
		}
	})...)
}
