package truth

import (
	"reflect"
	"unsafe"

	"github.com/asynkron/protoactor-go/actor"

	"github.com/dynactor/dynactor/api"
)

// reach gets at the actors from outside, which no user can: the engine has no door for that, and
// none is made for tests only. It reads unexported fields by name and panics when one is gone.

func field(of reflect.Value, name string) reflect.Value {
	f := of.Elem().FieldByName(name)
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr()))
}

func systemOf(ex *api.Executor) *actor.ActorSystem {
	engine := reflect.ValueOf(ex).Elem().FieldByName("engine")
	return *field(engine, "system").Interface().(**actor.ActorSystem)
}

// pidsOf lists the table actors of now.
func pidsOf(ex *api.Executor) map[string]*actor.PID {
	engine := reflect.ValueOf(ex).Elem().FieldByName("engine")
	tables := field(engine, "tables").MethodByName("Load").Call(nil)[0]
	pids := map[string]*actor.PID{}
	for it := tables.Elem().MapRange(); it.Next(); {
		pids[it.Key().String()] = *field(it.Value(), "pid").Interface().(**actor.PID)
	}
	return pids
}

func stop(ex *api.Executor, pid *actor.PID)      { systemOf(ex).Root.Stop(pid) }
func poisonPID(ex *api.Executor, pid *actor.PID) { systemOf(ex).Root.Poison(pid) }

// restart has the actor's value replaced by a new one, as its supervisor does after a failure.
func restart(ex *api.Executor, pid *actor.PID) {
	if process, ok := systemOf(ex).ProcessRegistry.Get(pid); ok {
		process.SendSystemMessage(pid, &actor.Restart{})
	}
}
