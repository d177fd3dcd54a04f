package truth

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/messages"
)

// chaos is trouble inside the executor: panics as an actor takes a message, and actors that are
// stopped, poisoned and restarted from outside.
type chaos struct {
	Seed uint64
	// Panic is how many messages of a thousand make the actor panic before it handles them.
	Panic int
	// Only, if set, spares all messages but those of the type.
	Only string
	// Every is how often one of the next three strikes a table's actor; 0 is never.
	Every                 time.Duration
	Stop, Poison, Restart bool
	// Strikes bounds how many there are.
	Strikes int

	mu       *sync.Mutex
	rng      *rand.Rand
	panicked map[string]int // by message type
}

// chaosPanic is the value that chaos panics with.
type chaosPanic struct{}

const chaosPanicType = "truth.chaosPanic"

func (c *chaos) String() string {
	return fmt.Sprintf("{Seed:%d Panic:%d Only:%q Every:%v Stop:%v Poison:%v Restart:%v Strikes:%d}",
		c.Seed, c.Panic, c.Only, c.Every, c.Stop, c.Poison, c.Restart, c.Strikes)
}

func (c *chaos) begin() {
	c.mu = &sync.Mutex{}
	c.rng = rand.New(rand.NewPCG(c.Seed, 1))
	c.panicked = map[string]int{}
}

func (c *chaos) option() api.Option {
	return func(config *actors.Config) {
		if c.Panic > 0 {
			config.OnMessage = c.onMessage
		}
	}
}

func (c *chaos) onMessage(_ string, message any) {
	kind := fmt.Sprintf("%T", message)
	if c.Only != "" && c.Only != kind {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rng.IntN(1000) < c.Panic {
		c.panicked[kind]++
		panic(chaosPanic{})
	}
}

// panics is how many messages of the type met a panic; of all types for "".
func (c *chaos) panics(kind string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, count := range c.panicked {
		if kind == "" || k == kind {
			n += count
		}
	}
	return n
}

// requestMessage is the type of the message that carries a new request.
var requestMessage = fmt.Sprintf("%T", &messages.Request{})

// strike hits table actors until the scenario is over.
func (c *chaos) strike(ex *api.Executor, over <-chan struct{}) {
	if c.Every == 0 {
		return
	}
	rng := rand.New(rand.NewPCG(c.Seed, 2))
	for range c.Strikes {
		select {
		case <-over:
			return
		case <-time.After(c.Every):
		}
		for name, pid := range pidsOf(ex) {
			if rng.IntN(2) == 0 || len(name) == 0 {
				continue
			}
			switch n := rng.IntN(3); {
			case n == 0 && c.Stop:
				stop(ex, pid)
			case n == 1 && c.Poison:
				poisonPID(ex, pid)
			case n == 2 && c.Restart:
				restart(ex, pid)
			}
		}
	}
}
