package scenario

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/target"
)

const (
	secondShare = "the second's share %"
	uneven      = "beside an even share %"
)

// capacityTwo has two executors, or two clients, want all of one table. The
// second comes later.
func capacityTwo(ctx context.Context, e Env) ([]report.Scenario, error) {
	e = e.patient()
	comes, settled := e.Duration/2, e.Duration
	lasts := 2 * e.Duration
	return e.rivals(ctx, rivals{
		Scenario: report.Scenario{
			Name:  "capacity-two",
			Title: fmt.Sprintf("the same puts by two of each on one table that takes %d a second", scarce),
			Load:  fmt.Sprintf("%v each, the second comes after %v, figures from %v on", lasts, comes, settled),
			Limit: constant(lasts, scarce),
		},
		promises: []promise{{uneven, report.AtMost(10)}, {consumed, report.AtLeast(95)}, {throttled, report.AtMost(2)}, {lostItems, report.AtMost(0)}},
		turn: func(ctx context.Context, c peers.Contestant) (t turn, err error) {
			err = e.opened(ctx, c, e.clientNamed("first"), func(first *peers.Opened) error {
				return e.opened(ctx, c, e.clientNamed("second"), func(second *peers.Opened) error {
					t.aftermath, err = e.shortage(ctx, shortage{
						units: target.Units{Read: scarce, Write: scarce}, metering: engine.Metering{On: true}, lasts: lasts,
						run: func(ctx context.Context, s *scene) ([]*load.Recorder, error) {
							return pair(ctx, s, comes, first, second, e.pressure(c, first))
						},
					})
					return err
				})
			})
			if err != nil {
				return t, err
			}
			part := func(from, to time.Duration) float64 { return t.sharedBy("second", from, to) }
			t.figures = append(append([]report.Measure{
				{Name: secondShare, Value: part(settled, lasts)},
				{Name: uneven, Value: math.Abs(2*part(settled, lasts) - 100)},
			}, t.steady(settled, lasts, scarce)...), t.losses()...)
			t.timeline = timeline(t.record, lasts, append(consumption(t.line()), drawn{secondShare, part})...)
			return t, nil
		},
	})
}

// pair runs the first, and later the second as well.
func pair(ctx context.Context, s *scene, comes time.Duration, first, second *peers.Opened, callers int) ([]*load.Recorder, error) {
	var early, late []*load.Recorder
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		early, err = press(ctx, s, first, callers)
		return err
	})
	group.Go(func() (err error) {
		if err := s.at(ctx, comes); err != nil {
			return err
		}
		late, err = press(ctx, s, second, callers)
		return err
	})
	err := group.Wait()
	return append(early, late...), err
}

// sharedBy is the part of all consumed units that one client had, and 0 of none.
func (a aftermath) sharedBy(client string, from, to time.Duration) float64 {
	all := a.line().Sum(from, to).Units
	if all == 0 {
		return 0
	}
	own := a.record.Of(func(s engine.Series) bool { return s.Table == a.table && s.Client == client })
	return percentOf(own.Sum(from, to).Units, all)
}

// clientNamed makes clients that the target tells from others.
func (e Env) clientNamed(name string) func(...func(*dynamodb.Options)) *dynamodb.Client {
	return func(changes ...func(*dynamodb.Options)) *dynamodb.Client {
		return e.Target.Unmetered(append(changes, func(o *dynamodb.Options) {
			o.Credentials = credentials.NewStaticCredentialsProvider(name, name, "")
		})...)
	}
}
