package peers

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// promise is a future whose answer, its own key, is there after 3 ms.
type promise struct {
	b    *book
	key  string
	done time.Time
	err  error
}

func (p *promise) Await(context.Context) (string, error) {
	time.Sleep(time.Until(p.done))
	p.b.leave()
	return p.key, p.err
}

func TestPipelineHoldsSoManyFuturesAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b book
		ask := func(_ context.Context, key string) *promise {
			b.enter(key)
			return &promise{b: &b, key: key, done: time.Now().Add(3 * time.Millisecond)}
		}
		check := func(out, key string) error {
			require.Equal(t, key, out)
			return nil
		}
		result, err := run(pipeline("", 2, 10, ask, check), 30*time.Millisecond)
		require.NoError(t, err)
		require.Equal(t, 2*10, b.most)
		require.Zero(t, b.inFlight, "every future is awaited")
		require.Equal(t, 2*10*10, result.Acknowledged)
		b.requireAll(t, result)
	})
}

func TestPipelineAwaitsTheRestAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b book
		ask := func(_ context.Context, key string) *promise {
			b.enter(key)
			p := &promise{b: &b, key: key, done: time.Now().Add(3 * time.Millisecond)}
			if len(b.keys) == 7 {
				p.err = errBroken
			}
			return p
		}
		check := func(string, string) error { return nil }
		result, err := run(pipeline("", 1, 10, ask, check), 30*time.Millisecond)
		require.ErrorIs(t, err, errBroken)
		require.Zero(t, b.inFlight)
		require.Equal(t, len(b.keys)-1, result.Acknowledged)
	})
}

func TestPipelineChecksItsAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b book
		ask := func(_ context.Context, key string) *promise {
			b.enter(key)
			return &promise{b: &b, key: key, done: time.Now().Add(time.Millisecond)}
		}
		check := func(string, string) error { return errBroken }
		result, err := run(pipeline("", 1, 10, ask, check), 30*time.Millisecond)
		require.ErrorIs(t, err, errBroken)
		require.Zero(t, result.Acknowledged)
	})
}
