package retrybudget

import "time"

const (
	// DefaultRatio is how many retries a success earns.
	DefaultRatio = 0.5
	// Max is how many retries can be saved up; a new budget has as many.
	Max = 1000
	// Drip is how many retries per second come in whatever happens.
	Drip = 10

	// Balances are counted in billionths of a retry: exact, and a nanosecond brings in Drip of them.
	retry = int64(time.Second)
	full  = Max * retry
)

// Budget bounds the retries of one table by its successes. Make one with New. It isn't safe for
// concurrent use. Times are nanoseconds of one monotonic clock.
type Budget struct {
	perSuccess int64
	balance    int64 // as of at
	at         int64
	unlimited  bool
}

// New makes a full budget to which each success adds ratio retries, at most Max. With a ratio of 0
// only Drip comes in; a negative one makes a budget that grants all.
func New(now int64, ratio float64) *Budget {
	if ratio < 0 {
		return &Budget{unlimited: true}
	}
	return &Budget{perSuccess: int64(min(ratio, Max) * float64(retry)), balance: full, at: now}
}

// Success adds what n successes earn.
func (b *Budget) Success(now int64, n int) {
	if b.unlimited || n <= 0 {
		return
	}
	b.drip(now)
	if b.perSuccess > 0 && int64(n) >= full/b.perSuccess { // n * perSuccess might overflow
		b.balance = full
		return
	}
	b.add(int64(n) * b.perSuccess)
}

// Take spends n retries, or as many of them as there are, and says how many.
func (b *Budget) Take(now int64, n int) (granted int) {
	if b.unlimited || n <= 0 {
		return max(n, 0)
	}
	b.drip(now)
	granted = int(min(int64(n), b.balance/retry))
	b.balance -= int64(granted) * retry
	return granted
}

// Return gives n retries back that were taken and have succeeded: it's failures that the budget bounds. So what piled up in an
// outage is soon through when the table is back, each success paying for the next and more, although nothing but retries is
// left to succeed.
func (b *Budget) Return(n int) {
	if !b.unlimited && n > 0 {
		b.add(min(int64(n), Max) * retry)
	}
}

// Wait is how long until Take grants one retry if nothing else happens before; 0 if it would now.
func (b *Budget) Wait(now int64) time.Duration {
	if b.unlimited {
		return 0
	}
	b.drip(now)
	return time.Duration((max(0, retry-b.balance) + Drip - 1) / Drip)
}

func (b *Budget) drip(now int64) {
	elapsed := now - b.at
	if elapsed <= 0 {
		return
	}
	b.at = now
	if elapsed >= full/Drip { // elapsed * Drip might overflow
		b.balance = full
		return
	}
	b.add(elapsed * Drip)
}

func (b *Budget) add(n int64) { b.balance = min(full, b.balance+n) }
