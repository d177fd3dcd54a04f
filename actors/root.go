package actors

import (
	"maps"

	"github.com/asynkron/protoactor-go/actor"

	"github.com/dynactor/dynactor/messages"
)

// rootActor spawns the table actors and notices when one is gone.
type rootActor struct{ e *Engine }

// spawnMessage asks for a table's actor; its promise is settled with the *table.
type spawnMessage struct {
	quiet
	name string
	done messages.Promise
}

func (a *rootActor) Receive(ctx actor.Context) {
	switch m := ctx.Message().(type) {
	case *spawnMessage:
		m.done.Settle(a.spawn(ctx, m.name), nil)
	case *actor.Terminated:
		a.lost(m.Who)
	case *actor.Stopped:
		a.e.rootMailbox.stop()
		close(a.e.rootStopped)
	}
}

func (a *rootActor) spawn(ctx actor.Context, name string) *table {
	tables := *a.e.tables.Load()
	stats := &tableStats{}
	if t := tables[name]; t != nil {
		if !t.gone.Load() {
			return t
		}
		stats = t.stats // goes on counting
	}
	t := newTable(a.e, name, stats)
	t.mailbox = newMailbox(a.e.abandon)
	t.pid = ctx.Spawn(actor.PropsFromProducer(
		func() actor.Actor { return tableActor{t} },
		actor.WithMailbox(func() actor.Mailbox { return t.mailbox }),
	))
	next := maps.Clone(tables)
	next[name] = t
	a.e.tables.Store(&next)
	return t
}

// lost marks the table of an actor that has stopped. It stays in the map for its counters.
func (a *rootActor) lost(who *actor.PID) {
	for _, t := range *a.e.tables.Load() {
		if t.pid.Equal(who) {
			t.gone.Store(true)
		}
	}
}
