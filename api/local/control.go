package local

import (
	"context"
	"slices"
	"sync"
)

// Control sees a request before it's applied and decides what becomes of it. With nil, the request
// goes on, to the next control or to be applied. With an error, it isn't applied and is answered
// with that error; see [Fail] for what errors may be, [ErrDropped] drops the connection. A control
// may take its time, to delay the request or to wait for a signal: it runs on the caller's
// goroutine in process, on the connection's over HTTP, and should stop when ctx ends, which is when
// the caller gives up or, over HTTP, the connection or the DB is closed.
//
// What is to happen after the request was applied is left behind with [Request.After]. A batch is
// applied in part after [Request.KeepOnly].
//
// A control is called concurrently if the requests are. The ones in this package, such as [Fail],
// [Delay], [Hold] and [Partial], can be called from one's own.
type Control func(ctx context.Context, r *Request) error

// Request is one request as a [Control] sees it.
type Request struct {
	// Operation is its name, such as "PutItem".
	Operation string
	// Input points to the SDK's input struct, such as *dynamodb.PutItemInput. A control may read it
	// while it runs; it must neither change nor keep it.
	Input any
	// Sequence is the number of the request in the order in which the DB got them, from 1. A retry is
	// a request, too.
	Sequence uint64

	tables []string
	after  []func(ctx context.Context, output any, err error) error
	kept   int  // how many entries of a batch are to be applied, -1 for all
	whole  bool // whether all values of Input could be read
}

// Tables are the names of the tables that the request is about, sorted, each once. ARNs of tables
// appear as names, too. There are none for a request that names no table, and none that the DB
// could recognize in a PartiQL statement that is wrong.
func (r *Request) Tables() []string {
	if r.tables == nil {
		r.tables = tablesOf(r.Input)
	}
	return slices.Clone(r.tables)
}

// After has f called when the request was applied or was refused by the DB, and before its answer
// leaves: output points to the SDK's output struct, and err is nil, or output is nil and err is
// what the DB answers. f may take its time. If it returns an error, that is what is answered
// instead, with the same meaning as a [Control]'s, so the caller gets no answer, or a wrong one,
// for what has been applied. If several are left behind, the last is called first.
//
// f isn't called if a later control ends the request before it's applied.
func (r *Request) After(f func(ctx context.Context, output any, err error) error) {
	r.after = append(r.after, f)
}

// KeepOnly has only the first n entries of a BatchWriteItem or BatchGetItem applied and the others
// answered as UnprocessedItems or UnprocessedKeys, as a DynamoDB short of capacity would. Entries
// count in the order of their tables' names, then as they are in the request. If there are none to
// apply, the request fails with ProvisionedThroughputExceededException, as it does in the service.
// The entries that are left out are validated only in so far as they must be readable: what's wrong
// with one of their keys isn't noticed. If several controls say it, the smallest n
// counts. All other operations are applied as they are.
func (r *Request) KeepOnly(n int) {
	if n = max(0, n); r.kept < 0 || n < r.kept {
		r.kept = n
	}
}

// controlled is a control that was set; its address tells it from another one of the same function.
type controlled struct{ control Control }

// Control sets a control, which sees all requests that begin from now on, until remove is called.
// There may be several: they see a request in the order in which they were set, until one of them
// ends it. Requests that a control is working on when it's removed are brought to their end.
// Calling remove again does nothing.
//
// A nil control is ignored.
func (db *DB) Control(c Control) (remove func()) {
	if c == nil {
		return func() {}
	}
	added := &controlled{c}
	db.changeControls(func(all []*controlled) []*controlled { return append(all, added) })
	return sync.OnceFunc(func() {
		db.changeControls(func(all []*controlled) []*controlled {
			return slices.DeleteFunc(all, func(c *controlled) bool { return c == added })
		})
	})
}

// changeControls replaces the controls as a whole, so that requests read them without a lock.
func (db *DB) changeControls(change func([]*controlled) []*controlled) {
	db.mu.Lock()
	defer db.mu.Unlock()
	var all []*controlled
	if now := db.controls.Load(); now != nil {
		all = slices.Clone(*now)
	}
	if all = change(all); len(all) == 0 {
		db.controls.Store(nil)
		return
	}
	db.controls.Store(&all)
}
