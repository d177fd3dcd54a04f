package truth

import (
	"context"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// ticket is one request of the battery and what became of it.
type ticket struct {
	op     op
	client int
	id     string
	table  string
	key    attrs
	ctx    context.Context

	// issued and answered are by the fake's clock.
	issued, answered int64
	completions      atomic.Int32
	done             chan struct{}
	// await asks the future once more, by another way than the callback.
	await func(context.Context) error

	// item is what came back, in a copy: the original is spoiled at once, as its owner may.
	item attrs
	err  error
}

// answer takes the request's one answer.
func (t *ticket) answer(f *fake, out any, err error) {
	if t.completions.Add(1) > 1 {
		return
	}
	t.answered = f.tick()
	t.err = err
	if err == nil {
		var item attrs
		switch out := out.(type) {
		case *dynamodb.GetItemOutput:
			item = out.Item
		case *dynamodb.PutItemOutput:
			item = out.Attributes
		case *dynamodb.UpdateItemOutput:
			item = out.Attributes
		}
		t.item = deepCopy(item)
		spoil(item)
	}
	close(t.done)
}

// answeredNow says whether the answer is there.
func (t *ticket) answeredNow() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// face is one of the two ways to ask.
type face struct {
	name string
	sync bool
}

var faces = []face{{"async", false}, {"sync", true}}

// submit asks by the ticket's face, once, and returns without waiting for the answer.
func submit[T any](t *ticket, f *fake, async func() *api.Future[T], wait func() (T, error)) {
	t.issued = f.tick()
	if t.op.Sync {
		go func() {
			out, err := wait()
			t.answer(f, out, err)
		}()
		return
	}
	future := async()
	t.await = func(ctx context.Context) error {
		_, err := future.Await(ctx)
		return err
	}
	future.Then(func(out T, err error) { t.answer(f, out, err) })
}
