package actors

import "time"

// pace has the table's queues looked at when there will be capacity again. It's armed only while
// requests wait for that.
type pace struct {
	now   int64 // of this round of dispatch
	timer *time.Timer
	// due is when the timer fires, 0 if it isn't armed.
	due int64
	// next is when to look again, as far as this round has found out; 0 for no need.
	next int64
	// short says which kinds of capacity this round has found wanting.
	short [accesses]bool
}

type paceMessage struct{ quiet }

var paceLook = &paceMessage{}

// leastPace is how long to wait at least: timers are no finer, and what a late one misses has been saved up.
const leastPace = int64(time.Millisecond)

func (p *pace) begin(now int64) {
	p.now, p.next = now, 0
	p.short = [accesses]bool{}
}

// blocked notes that calls of a kind must wait.
func (p *pace) blocked(a access, wait time.Duration) {
	p.short[a] = true
	p.wake(p.now, wait)
}

// wake asks for another look after a while.
func (p *pace) wake(now int64, wait time.Duration) {
	if at := now + max(int64(wait), leastPace); p.next == 0 || at < p.next {
		p.next = at
	}
}

// arm sees that the timer fires by then.
func (p *pace) arm(look func()) {
	if p.next == 0 || p.due != 0 && p.due <= p.next {
		return
	}
	p.due = p.next
	wait := time.Duration(p.next - p.now)
	if p.timer == nil {
		p.timer = time.AfterFunc(wait, look)
	} else {
		p.timer.Reset(wait)
	}
}

func (p *pace) stop() {
	if p.timer != nil {
		p.timer.Stop()
	}
}

// paced ends a round of dispatch.
func (t *table) paced() {
	t.wakeForGates(t.pace.now)
	t.pace.arm(t.lookAtPace)
}

// paceDue is when the timer has fired.
func (t *table) paceDue() {
	t.pace.due = 0
	t.openGates()
	t.dispatch()
}
