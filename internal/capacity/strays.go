package capacity

import (
	"math"
	"time"
)

// Strays weighs refusals that nothing says the cause of: how many there have been of late, and what share of
// all they are. The past counts ever less, by half in 0.7 seconds.
type Strays struct {
	accepted, refused float64 // units
	requests          float64 // refused ones
	at                int64
	began, last       int64 // the first and the last refusal of those that came in a row
}

// Add enters a call: units accepted and refused, and how many requests the latter are.
func (s *Strays) Add(now int64, accepted, refused float64, requests int) {
	keeps := math.Exp(-float64(now-s.at) / 1e9)
	s.at = now
	s.accepted = s.accepted*keeps + accepted
	s.refused = s.refused*keeps + refused
	s.requests = s.requests*keeps + float64(requests)
	if requests == 0 {
		return
	}
	if now-s.last > pause {
		s.began = now
	}
	s.last = now
}

// pause is how long no refusal ends a row of them.
const pause = int64(1e9)

// Lasting is for how long there have been refusals again and again, as of the last one.
func (s *Strays) Lasting() time.Duration { return time.Duration(s.last - s.began) }

// Share is the refused part, as of the last call.
func (s *Strays) Share() float64 {
	if s.refused == 0 {
		return 0
	}
	return s.refused / (s.accepted + s.refused)
}

// Requests is how many were refused, as of the last call.
func (s *Strays) Requests() float64 { return s.requests }
