package actors

import (
	"fmt"
	"maps"
	"path"

	"github.com/asynkron/protoactor-go/actor"
	"go.uber.org/zap"

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
		m.done.Settle(a.table(ctx, m.name), nil)
	case *actor.Terminated:
		a.replace(ctx, m.Who)
	case *actor.Stopping:
		a.e.ending.Store(true)
		a.e.gate.Close()
	case *actor.Stopped:
		a.e.retire()
		close(a.e.rootStopped)
	}
}

// table returns the named table, with an actor of its own; nil if it would have to come into being
// while the engine ends.
func (a *rootActor) table(ctx actor.Context, name string) *table {
	tables := *a.e.tables.Load()
	if tables[name] == nil && len(tables) >= a.e.config.MaxTables {
		name = overflow
	}
	if t := tables[name]; t != nil {
		return t
	}
	if a.e.ending.Load() {
		// Root has told all of its children to stop and waits for them. One that came now would
		// never be told, and Close would wait for it for ever.
		return nil
	}
	t := newTable(a.e, name)
	t.mailbox = newMailbox(a.e.abandon)
	t.pid = a.spawn(ctx, t, fmt.Sprintf("table-%d", len(tables)))
	next := maps.Clone(tables)
	next[name] = t
	a.e.tables.Store(&next)
	return t
}

func (a *rootActor) spawn(ctx actor.Context, t *table, id string) *actor.PID {
	pid, err := ctx.SpawnNamed(actor.PropsFromProducer(
		func() actor.Actor { return tableActor{t} },
		actor.WithDispatcher(dispatcher{&t.engine.crew}),
		actor.WithMailbox(func() actor.Mailbox { return t.mailbox }),
	), id)
	if err != nil { // only root spawns here, and numbers its children
		a.e.config.Logger.Error("a table actor could not be spawned", zap.String("table", t.name), zap.Error(err))
	}
	return pid
}

// replace puts a new actor in the place of a table actor that was stopped from outside. It has the
// same name, state and mailbox, so nothing is lost by it, nor is any order.
func (a *rootActor) replace(ctx actor.Context, who *actor.PID) {
	if a.e.ending.Load() {
		return
	}
	for _, t := range *a.e.tables.Load() {
		if t.pid.Equal(who) {
			a.spawn(ctx, t, path.Base(who.Id))
		}
	}
}
