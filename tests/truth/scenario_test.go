package truth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
)

// scenario is all that happens to one executor. Its zero value is one without clients, trouble or
// chaos.
type scenario struct {
	Clients [][]op
	Trouble trouble
	Chaos   chaos
	// Told has the key schemas given by option instead of asked for.
	Told bool
	// Pending bounds what's admitted, 0 for the default; Fail has the rest fail.
	Pending int
	Fail    bool
	Calls   int
	Parts   int
	// Timeout of one call, 0 for the default.
	Timeout time.Duration
	// Missing tables come into being after this time; 0 if they are there from the beginning.
	Missing time.Duration
	// Close, if above 0, closes the executor after that time, and gives it as long as Drain.
	Close, Drain time.Duration
	// Mixes says that there must be calls for several tables.
	Mixes bool
	// More options of the executor.
	More []api.Option
}

func (s *scenario) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "trouble %+v\nchaos %+v\ntold=%v pending=%d fail=%v calls=%d parts=%d timeout=%v missing=%v close=%v drain=%v\n",
		s.Trouble, &s.Chaos, s.Told, s.Pending, s.Fail, s.Calls, s.Parts, s.Timeout, s.Missing, s.Close, s.Drain)
	for i, ops := range s.Clients {
		fmt.Fprintf(&b, "client %d:\n", i)
		for _, o := range ops {
			fmt.Fprintf(&b, "\t%v\n", o)
		}
	}
	return b.String()
}

func (s *scenario) ops() (n int) {
	for _, ops := range s.Clients {
		n += len(ops)
	}
	return n
}

// quiet says that no request is refused by the service, so that no batch is split.
func (s *scenario) quiet() bool {
	for _, ops := range s.Clients {
		for _, o := range ops {
			if o.Poison != sound || o.Leaving != stays {
				return false
			}
		}
	}
	return !s.Trouble.Denied && s.Missing == 0 && s.Close == 0
}

func (s *scenario) options() []api.Option {
	opts := []api.Option{api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 5, BaseDelay: 10 * time.Millisecond, MaxDelay: time.Second})}
	if s.Told {
		opts = append(opts, schemas)
	}
	opts = append(opts, func(c *actors.Config) {
		if s.Pending > 0 {
			c.MaxPendingItems = s.Pending
		}
		if s.Calls > 0 {
			c.CallsInFlight = s.Calls
		}
		if s.Parts > 0 {
			c.PartCallsInFlight = s.Parts
		}
		if s.Timeout > 0 {
			c.CallTimeout = s.Timeout
		}
		c.FailWhenFull = s.Fail
	})
	return append(opts, s.More...)
}

// run is a scenario under way and what is left of it.
type run struct {
	s       *scenario
	f       *fake
	ex      *api.Executor
	tickets [][]*ticket // by client
	closing error

	mu       sync.Mutex
	problems []string
}

func (r *run) problem(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.problems) < 20 {
		r.problems = append(r.problems, fmt.Sprintf(format, args...))
	}
}

// all calls f for every ticket.
func (r *run) all(f func(*ticket)) {
	for _, tickets := range r.tickets {
		for _, t := range tickets {
			f(t)
		}
	}
}

// play runs the scenario in virtual time and checks every property. It returns what is wrong.
func (s *scenario) play(t *testing.T) []string {
	r := &run{s: s, f: newFake(), tickets: make([][]*ticket, len(s.Clients))}
	r.f.trouble = s.Trouble
	if err := bubble(t, func(*testing.T) { r.play() }); err != nil {
		r.problem("%v", err)
	}
	if len(r.problems) == 0 {
		r.check()
	}
	return r.problems
}

func (r *run) play() {
	s := r.s
	s.Chaos.begin()
	ex, err := api.Open(r.f, append(s.options(), s.Chaos.option())...)
	if err != nil {
		r.problem("open: %v", err)
		return
	}
	r.ex = ex
	if s.Missing > 0 {
		for _, name := range tableNames {
			r.f.setMissing(name, true)
			time.AfterFunc(s.Missing, func() { r.f.setMissing(name, false) })
		}
	}
	over := make(chan struct{})
	var clients, others sync.WaitGroup
	for i, ops := range s.Clients {
		clients.Go(func() { r.client(i, ops) })
	}
	others.Go(func() { s.Chaos.strike(ex, over) })
	if s.Close > 0 {
		others.Go(func() {
			time.Sleep(s.Close)
			ctx, cancel := context.WithTimeout(context.Background(), s.Drain)
			defer cancel()
			r.closing = ex.Close(ctx)
		})
	}
	r.await(&clients)
	close(over)
	others.Wait()
	r.settle()
	r.end()
}

// await waits until every client is done and every request answered. Virtual time makes that
// cost nothing however patient it is.
func (r *run) await(clients *sync.WaitGroup) {
	done := make(chan struct{})
	go func() { clients.Wait(); close(done) }()
	watchdog := time.After(long)
	select {
	case <-done:
	case <-watchdog:
		r.problem("clients hang after %v of virtual time\n%s", long, stacks())
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = r.ex.Close(ctx) // so that they can end
		<-done
		return
	}
	r.all(func(t *ticket) {
		select {
		case <-t.done:
		case <-watchdog:
			r.problem("client %d: %v (%s) is never answered, %+v", t.client, t.op, t.id, r.ex.Stats())
			watchdog = time.After(0)
		}
	})
}

// settle waits until nothing moves any more: calls whose askers have left may still be under way.
func (r *run) settle() {
	synctest.Wait()
	time.Sleep(time.Hour)
	synctest.Wait()
	r.checkStats(r.ex.Stats())
}

func (r *run) end() {
	ctx, cancel := context.WithTimeout(context.Background(), long)
	defer cancel()
	err := r.ex.Close(ctx)
	switch {
	case r.s.Close == 0 && err != nil:
		r.problem("close: %v", err)
	case r.s.Close > 0 && !errors.Is(err, r.closing):
		r.problem("the second close returned %v, the first one %v", err, r.closing)
	}
	for range 3 {
		if _, err := r.ex.Sync().Scan(context.Background(), nil); !errors.Is(err, api.ErrClosed) {
			r.problem("a call after close returned %v", err)
		}
	}
}

// client asks for what is in its list, in that order.
func (r *run) client(i int, ops []op) {
	// Those who leave together do so when everything has been asked for.
	together, leave := context.WithCancel(context.Background())
	for j, o := range ops {
		if o.Pause > 0 {
			time.Sleep(o.Pause)
		}
		ctx := context.Background()
		switch o.Leaving {
		case gone:
			var cancel context.CancelFunc
			ctx, cancel = context.WithCancel(ctx)
			cancel()
		case leaves:
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, o.After)
			defer cancel()
		case allLeave:
			ctx = together
		}
		t := o.ticketFor(i, fmt.Sprintf("%d.%d", i, j), ctx)
		r.tickets[i] = append(r.tickets[i], t)
		t.ask(r.f, r.ex)
		if o.Sync {
			<-t.done
		}
	}
	if n := len(ops); n > 0 {
		time.Sleep(ops[n-1].After)
	}
	leave()
	for _, t := range r.tickets[i] {
		<-t.done
	}
}
