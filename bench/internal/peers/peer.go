// Package peers has the contestants: the ways in which a program may put and
// get single items. All of them ask for fresh keys, build their inputs within
// the measured time, and check every answer.
package peers

import (
	"context"
	"time"

	"github.com/dynactor/dynactor/bench/internal/load"
)

// Peer is one way of doing a scenario's work.
type Peer struct {
	Name string
	// Run asks for items until the time is over, waits for all answers, and
	// returns the recorders of its goroutines.
	Run func(ctx context.Context, until time.Time) ([]*load.Recorder, error)
}
