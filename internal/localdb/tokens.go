package localdb

import (
	"container/list"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	// tokenWindow is how long a token is remembered after its transaction has finished
	// ("TransactWriteItems", API reference).
	tokenWindow = 10 * time.Minute
	// maxTokens bounds their memory, to some 20 MB; the oldest is forgotten first.
	maxTokens = 1 << 16
)

// tokens remembers the idempotency tokens of transactions. A token is in one of three states: unknown,
// in progress, or done, which lasts for the window. A transaction that fails leaves its token unknown:
// trying it again may succeed.
type tokens struct {
	now func() time.Time

	mu      sync.Mutex
	running map[string]fingerprint
	done    map[string]*list.Element
	order   *list.List // of doneToken, by end
}

// fingerprint tells requests apart.
type fingerprint [sha256.Size]byte

type doneToken struct {
	token   string
	request fingerprint
	ends    time.Time
}

func newTokens(now func() time.Time) *tokens {
	return &tokens{now: now, running: map[string]fingerprint{}, done: map[string]*list.Element{}, order: list.New()}
}

// begin claims a token for a request. done is true if the same request has been carried out already:
// then there is nothing to do, and nothing to end.
func (t *tokens) begin(token string, request fingerprint) (done bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(t.order.Len(), t.now())
	if e, ok := t.done[token]; ok {
		if e.Value.(doneToken).request != request {
			return false, errTokenMismatch()
		}
		return true, nil
	}
	if other, ok := t.running[token]; ok {
		if other != request {
			return false, errTokenMismatch()
		}
		message := "The transaction with the given request token is already in progress."
		return false, &types.TransactionInProgressException{Message: &message}
	}
	t.running[token] = request
	return false, nil
}

// end lets go of a token that was claimed, and remembers it if the transaction succeeded.
func (t *tokens) end(token string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	request := t.running[token]
	delete(t.running, token)
	if !ok {
		return
	}
	if t.order.Len() >= maxTokens {
		t.remove(t.order.Front())
	}
	t.done[token] = t.order.PushBack(doneToken{token, request, t.now().Add(tokenWindow)})
}

// forget drops at most n tokens whose window is over, oldest first.
func (t *tokens) forget(n int, now time.Time) {
	for ; n > 0; n-- {
		e := t.order.Front()
		if e.Value.(doneToken).ends.After(now) {
			return
		}
		t.remove(e)
	}
}

func (t *tokens) remove(e *list.Element) {
	delete(t.done, e.Value.(doneToken).token)
	t.order.Remove(e)
}

func errTokenMismatch() error {
	message := "" // the service has none
	return &types.IdempotentParameterMismatchException{Message: &message}
}
