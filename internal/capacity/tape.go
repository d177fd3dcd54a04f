package capacity

// tape remembers what was accepted and refused of late, in spans.
type tape struct {
	spans [tapeSpans]span
	at    int64 // number of the current span
	began int64 // the first entry ever
}

type span struct{ accepted, refused float64 }

const (
	spanLength = int64(125e6)
	tapeSpans  = 16 // two seconds
)

func (t *tape) turn(now int64) *span {
	n := now / spanLength
	if n > t.at {
		for i := max(t.at+1, n-tapeSpans+1); i <= n; i++ {
			t.spans[i%tapeSpans] = span{}
		}
		t.at = n
	}
	return &t.spans[n%tapeSpans]
}

func (t *tape) add(now int64, accepted, refused float64) {
	if t.began == 0 {
		t.began = now
	}
	s := t.turn(now)
	s.accepted += accepted
	s.refused += refused
}

// since sums up what was entered after a time, at most about two seconds ago, and says how long a time that
// is, in seconds.
func (t *tape) since(now, from int64) (sum span, seconds float64) {
	t.turn(now)
	first := max(from/spanLength, t.at-tapeSpans+1, t.began/spanLength)
	for i := first; i <= t.at; i++ {
		s := t.spans[i%tapeSpans]
		sum.accepted += s.accepted
		sum.refused += s.refused
	}
	return sum, float64(now-max(first*spanLength, t.began)) / 1e9
}

// share is the refused part.
func (s span) share() float64 {
	if s.refused == 0 {
		return 0
	}
	return s.refused / (s.accepted + s.refused)
}

// mostRefused says whether more than half of enough units to tell were refused.
func (s span) mostRefused() bool {
	return s.accepted+s.refused >= sample && s.refused > s.accepted
}
