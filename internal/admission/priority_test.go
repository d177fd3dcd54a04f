package admission

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

const interactive, bulk = messages.Interactive, messages.Bulk

// crowd is callers of a gate, by names. It must be used in a synctest bubble.
type crowd struct {
	g *Gate
	// admitted are those who got in, in order; refused the others with their errors.
	admitted []string
	refused  map[string]error
	leave    map[string]context.CancelFunc
	came     chan func()
}

func newCrowd(g *Gate) *crowd {
	return &crowd{g: g, refused: map[string]error{}, leave: map[string]context.CancelFunc{}, came: make(chan func(), 10_000)}
}

func (c *crowd) asks(name string, bytes int64, p messages.Priority) {
	ctx, cancel := context.WithCancel(context.Background())
	c.leave[name] = cancel
	go func() {
		err := c.g.Acquire(ctx, bytes, p)
		cancel()
		c.came <- func() {
			if err == nil {
				c.admitted = append(c.admitted, name)
			} else {
				c.refused[name] = err
			}
		}
	}()
	c.settle()
}

// settle lets all callers go as far as they can.
func (c *crowd) settle() {
	synctest.Wait()
	for len(c.came) > 0 {
		(<-c.came)()
	}
}

func (c *crowd) releases(items, bytes int64, p messages.Priority) {
	c.g.Release(items, bytes, p)
	c.settle()
}

func TestBulkRequestsMayHoldFifteenSixteenthsButNotNothing(t *testing.T) {
	for limit, want := range map[int64]int64{1: 1, 2: 1, 3: 2, 15: 14, 16: 15, 17: 15, 32: 30, 33: 30, 100_000: 93_750} {
		assert.Equal(t, want, part(limit), "of %d", limit)
	}
}

func TestBulkRequestsLeaveRoomForInteractiveOnes(t *testing.T) {
	for name, g := range map[string]*Gate{"items": New(32, 1<<30, true), "bytes": New(1000, 32, true)} {
		t.Run(name, func(t *testing.T) {
			for range 30 {
				require.NoError(t, g.Acquire(t.Context(), 1, bulk))
			}
			require.ErrorIs(t, g.Acquire(t.Context(), 1, bulk), messages.ErrOverloaded)
			require.NoError(t, g.Acquire(t.Context(), 1, interactive))
			require.NoError(t, g.Acquire(t.Context(), 1, interactive))
			require.ErrorIs(t, g.Acquire(t.Context(), 1, interactive), messages.ErrOverloaded)
			g.Release(1, 1, interactive)
			require.ErrorIs(t, g.Acquire(t.Context(), 1, bulk), messages.ErrOverloaded, "not bulk's room")
			g.Release(1, 1, bulk)
			require.NoError(t, g.Acquire(t.Context(), 1, bulk))
		})
	}
}

func TestInteractiveRequestsMayHoldAll(t *testing.T) {
	g := New(32, 32, true)
	for range 32 {
		require.NoError(t, g.Acquire(t.Context(), 1, interactive))
	}
	require.ErrorIs(t, g.Acquire(t.Context(), 0, interactive), messages.ErrOverloaded)
}

func TestInteractiveRequestsGoFirstAndAfterSixteenOfThemABulkOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(New(1, 100, false))
		c.asks("holder", 1, interactive)
		for i := range 3 {
			c.asks(fmt.Sprint("bulk ", i), 1, bulk)
		}
		for i := range 40 {
			c.asks(fmt.Sprint("interactive ", i), 1, interactive)
		}
		p := interactive
		for range 43 {
			before := len(c.admitted)
			c.releases(1, 1, p)
			require.Len(t, c.admitted, before+1)
			p = interactive
			if c.admitted[before][0] == 'b' {
				p = bulk
			}
		}
		want := []string{"holder"}
		for i := range 40 {
			switch i {
			case 16:
				want = append(want, "bulk 0")
			case 32:
				want = append(want, "bulk 1")
			}
			want = append(want, fmt.Sprint("interactive ", i))
		}
		require.Equal(t, append(want, "bulk 2"), c.admitted)
	})
}

func TestABulkRequestWhoseTurnItIsIsNotOvertakenHoweverLarge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(New(100, 10, false))
		c.asks("first", 1, interactive)
		c.asks("large", 10, bulk)
		for i := range turn {
			c.asks(fmt.Sprint(i), 0, interactive)
		}
		require.Len(t, c.admitted, 1+turn, "there was room for them")
		c.asks("late", 1, interactive)
		require.Len(t, c.admitted, 1+turn, "the large one's turn has come")
		c.releases(1+turn, 1, interactive)
		require.Equal(t, []string{"large"}, c.admitted[1+turn:])
		c.releases(1, 10, bulk)
		require.Equal(t, []string{"large", "late"}, c.admitted[1+turn:])
	})
}

func TestABulkRequestThatWaitsForOtherBulkOnesHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(New(4, 1000, false))
		for i := range 4 {
			c.asks(fmt.Sprint("bulk ", i), 1, bulk)
		}
		require.Len(t, c.admitted, 3, "3 of 4 are bulk's")
		for i := range 100 {
			c.asks(fmt.Sprint("interactive ", i), 1, interactive)
			require.Len(t, c.admitted, 4+i)
			c.releases(1, 1, interactive)
		}
		c.releases(1, 1, bulk)
		require.Equal(t, "bulk 3", c.admitted[len(c.admitted)-1])
	})
}

func TestARequestLargerThanTheLimitIsAdmittedAloneInBothPriorities(t *testing.T) {
	for _, p := range []messages.Priority{interactive, bulk} {
		for _, other := range []messages.Priority{interactive, bulk} {
			t.Run(fmt.Sprint(p, " beside ", other), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := newCrowd(New(100, 10, false))
					c.asks("other", 1, other)
					c.asks("large", c.g.Charge(1000), p)
					require.Equal(t, []string{"other"}, c.admitted)
					c.releases(1, 1, other)
					require.Equal(t, []string{"other", "large"}, c.admitted)
					c.asks("next", 1, other)
					require.Len(t, c.admitted, 2, "it's alone")
					c.releases(1, 10, p)
					require.Len(t, c.admitted, 3)
				})
			})
		}
	}
}

func TestWhoLeavesTheBulkLineLetsTheNextInAndKeepsItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(New(100, 16, false))
		c.asks("holder", 2, interactive)
		c.asks("large", 15, bulk)
		c.asks("middle", 3, bulk)
		c.asks("small", 3, bulk)
		for i := range turn {
			c.asks(fmt.Sprint(i), 0, interactive)
		}
		require.Len(t, c.admitted, 1+turn)
		c.leave["middle"]()
		c.settle()
		require.ErrorIs(t, c.refused["middle"], context.Canceled)
		require.Len(t, c.admitted, 1+turn)
		c.leave["large"]()
		c.settle()
		require.Equal(t, []string{"small"}, c.admitted[1+turn:])
		require.Len(t, c.refused, 2)
	})
}

func TestWhoLeavesInTheMomentOfItsTurnPassesItsRoomOn(t *testing.T) {
	for _, p := range []messages.Priority{interactive, bulk} {
		left := 0
		for range 64 { // which of the two it sees first is by chance
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd(New(1, 10, false))
				c.asks("holder", 1, interactive)
				c.asks("leaves", 1, p)
				c.asks("next", 1, p)
				c.leave["leaves"]()
				c.releases(1, 1, interactive)
				if c.refused["leaves"] == nil {
					c.releases(1, 1, p)
				} else {
					left++
				}
				require.Equal(t, "next", c.admitted[len(c.admitted)-1])
				c.releases(1, 1, p)
				items, bytes, waiting := c.g.Pending()
				require.Zero(t, items+bytes+waiting)
			})
		}
		require.Positive(t, left)
	}
}

func TestATurnEndsWithTheBulkLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(New(100, 10, false))
		c.asks("holder", 1, interactive)
		c.asks("large", 10, bulk)
		for i := range turn {
			c.asks(fmt.Sprint(i), 0, interactive)
		}
		c.leave["large"]()
		c.settle()
		c.asks("another", 10, bulk)
		c.asks("interactive", 0, interactive)
		require.Equal(t, "interactive", c.admitted[len(c.admitted)-1], "16 go before the other one")
		c.g.Close()
	})
}

func TestCloseRefusesBothLinesAndIdleWaitsForBothPriorities(t *testing.T) {
	for _, last := range []messages.Priority{interactive, bulk} {
		synctest.Test(t, func(t *testing.T) {
			c := newCrowd(New(2, 10, false))
			c.asks("held 0", 1, interactive)
			c.asks("held 1", 1, bulk)
			c.asks("a", 1, interactive)
			c.asks("b", 1, bulk)
			c.asks("c", 1, bulk)
			_, _, waiting := c.g.Pending()
			require.EqualValues(t, 3, waiting)
			c.g.Close()
			c.settle()
			for _, name := range []string{"a", "b", "c"} {
				require.ErrorIs(t, c.refused[name], messages.ErrClosed)
			}
			require.ErrorIs(t, c.g.Acquire(t.Context(), 1, bulk), messages.ErrClosed)
			c.releases(1, 1, 1-last)
			select {
			case <-c.g.Idle():
				t.Fatal("idle while one is pending")
			default:
			}
			c.releases(1, 1, last)
			<-c.g.Idle()
			items, bytes, waiting := c.g.Pending()
			require.Zero(t, items+bytes+waiting)
		})
	}
}
