package fastpath

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/callctx"
	"github.com/dynactor/dynactor/messages"
)

// echo answers a GetItem with its key. Now and then it hangs up, is slow, answers in pieces, in
// chunks or with an error, or ends the call's context; and it counts how often it has seen each key.
type echo struct {
	seen sync.Map // key: *atomic.Int64
	ends sync.Map // key: func()
}

// end ends the call for a key.
func (e *echo) end(key string) {
	if end, there := e.ends.Load(key); there {
		end.(func())()
	}
}

// call makes one with a context that the server can end.
func (e *echo) call(t testing.TB, p *pair, key string) (any, error) {
	ctx := callctx.New(t.Context(), time.Time{})
	e.ends.Store(key, func() { ctx.Cancel(context.DeadlineExceeded) })
	defer e.ends.Delete(key)
	return p.fast.Invoke(ctx, messages.GetItem, &dynamodb.GetItemInput{TableName: aws.String("table"), Key: attributes("pk", key)})
}

func (e *echo) answer(r received, w net.Conn) bool {
	var in struct{ Key map[string]struct{ S string } }
	if json.Unmarshal(r.body, &in) != nil {
		return false
	}
	key := in.Key["pk"].S
	n, _ := e.seen.LoadOrStore(key, new(atomic.Int64))
	n.(*atomic.Int64).Add(1)
	body := fmt.Sprintf(`{"Item":{"pk":{"S":%q},"filling":{"S":"%s"}}}`, key, strings.Repeat("f", rand.IntN(30_000)))
	text := ok(body)
	switch rand.IntN(30) {
	case 0:
		return false
	case 1:
		say(w, text[:len(text)/2])
		return false
	case 2:
		say(w, text[:20])
		return false
	case 3:
		for range rand.IntN(100) {
			runtime.Gosched()
		}
	case 4:
		say(w, text[:rand.IntN(len(text))])
		runtime.Gosched()
		e.end(key)
		return true // and nothing more
	case 12:
		e.end(key)
	case 13:
		defer e.end(key)
	case 5:
		text = fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	case 6:
		text = status(400, "Bad Request", fmt.Sprintf(`{"__type":"a#ConditionalCheckFailedException","message":"m","Item":{"pk":{"S":%q}}}`, key))
	case 7:
		text = "HTTP/1.1 103 Early Hints\r\n\r\n" + text
	case 8:
		say(w, text)
		return false
	case 9:
		text += "HTTP/1.1 408 Too Late\r\nContent-Length: 0\r\n\r\n"
	case 10:
		text = strings.Replace(text, "keep-alive", "close", 1)
	case 11:
		half := rand.IntN(len(text))
		say(w, text[:half])
		runtime.Gosched()
		text = text[half:]
	}
	say(w, text)
	return true
}

// Whatever the server does, an answer is that of the call that gets it, and no call is sent twice.
func TestEachCallGetsItsOwnAnswer(t *testing.T) {
	const callers, calls = 64, 60
	both(t, func(t *testing.T, secure *tls.Config) {
		var e echo
		s := newServer(t, secure, e.answer)
		p, n := local(t, s)
		n.MaxConnsPerHost = 40
		var learned bool
		for i := 0; !learned; i++ { // the server may not let the first ones succeed
			_, _ = e.call(t, p, fmt.Sprint("warm-up ", i))
			learned = p.fast.templates[planOf(messages.GetItem).slot].Load() != nil
		}
		var all sync.WaitGroup
		var good atomic.Int64
		for caller := range callers {
			all.Go(func() {
				for i := range calls {
					key := fmt.Sprintf("%d/%d/%s", caller, i, strings.Repeat("k", rand.IntN(5000)))
					out, err := e.call(t, p, key)
					var failed *types.ConditionalCheckFailedException
					switch {
					case err == nil:
						have := out.(*dynamodb.GetItemOutput).Item["pk"].(*types.AttributeValueMemberS).Value
						assert.Equal(t, key, have)
						good.Add(1)
					case errors.As(err, &failed):
						assert.Equal(t, key, failed.Item["pk"].(*types.AttributeValueMemberS).Value)
					}
				}
			})
		}
		all.Wait()
		e.seen.Range(func(key, n any) bool {
			return assert.EqualValues(t, 1, n.(*atomic.Int64).Load(), "sent twice: %.20s", key)
		})
		require.Greater(t, good.Load(), int64(callers*calls/2))
		p.fast.Close()
		n.CloseIdleConnections()
		n.allClosed(t)
		require.Empty(t, p.pool().permits)
	})
}
