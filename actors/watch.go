package actors

import (
	"context"

	"github.com/dynactor/dynactor/messages"
)

// watch has the actor told when r's ctx ends. Callers of the sync face watch their ctx
// themselves, while they wait; requests that share a ctx share a watch.
func (t *table) watch(r *messages.Request) {
	done := r.Ctx.Done()
	if done == nil || r.Is(messages.Sync) {
		return
	}
	w := t.lastWatch
	if w == nil || w.Done != done {
		w = t.watches[done]
	}
	if w == nil {
		w = &messages.Watch{Done: done}
		t.watches[done] = w
		w.Stop = context.AfterFunc(r.Ctx, func() { t.send(w) })
	}
	t.lastWatch = w
	b := &r.Book
	b.Watch, b.WatchPrev, b.WatchNext = w, nil, w.Head
	if w.Head != nil {
		w.Head.Book.WatchPrev = r
	}
	w.Head = r
}

func (t *table) unwatch(r *messages.Request) {
	b := &r.Book
	w := b.Watch
	if w == nil {
		return
	}
	if b.WatchPrev == nil {
		w.Head = b.WatchNext
	} else {
		b.WatchPrev.Book.WatchNext = b.WatchNext
	}
	if b.WatchNext != nil {
		b.WatchNext.Book.WatchPrev = b.WatchPrev
	}
	b.Watch, b.WatchPrev, b.WatchNext = nil, nil, nil
	if w.Head == nil && t.watches[w.Done] == w {
		w.Stop()
		t.forgetWatch(w)
	}
}

// watchEnded cancels all requests whose ctx has ended.
func (t *table) watchEnded(w *messages.Watch) {
	if t.watches[w.Done] == w {
		t.forgetWatch(w)
	}
	for r := w.Head; r != nil; r = w.Head {
		t.unwatch(r)
		t.cancel(r)
	}
}

func (t *table) forgetWatch(w *messages.Watch) {
	delete(t.watches, w.Done)
	if t.lastWatch == w {
		t.lastWatch = nil
	}
}
