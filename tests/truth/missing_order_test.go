package truth

import (
	"context"
	"testing"
	"testing/synctest"
)

// Requests that waited for a table that turns out to be missing ask for themselves, if something
// else may be wrong with them. The table may come into being that very moment, so they keep the order
// of their key.
func TestOrderOnATableThatComesIntoBeing(t *testing.T) {
	for _, kinds := range [][2]kind{{update, update}, {putOnce, update}, {update, putOld}} {
		inBubble(t, func(t *testing.T) {
			f := newFake()
			f.setMissing(plain, true)
			gate := make(chan struct{})
			f.script = func(ctx context.Context, c *call) error {
				switch {
				case c.carries("scout"): // hears that there's no table, and there it is
					defer f.setMissing(plain, false)
					return answered(c.op, 400, missing())
				case c.carries("first"):
					<-gate
				}
				return nil
			}
			ex := open(t, f)
			op{Kind: update, Key: 1}.ticketFor(0, "scout", context.Background()).ask(f, ex)
			first := op{Kind: kinds[0]}.ticketFor(0, "first", context.Background())
			first.ask(f, ex)
			second := op{Kind: kinds[1]}.ticketFor(0, "second", context.Background())
			second.ask(f, ex)
			synctest.Wait()
			if f.sawID("first") != 1 || f.sawID("second") != 0 {
				t.Errorf("%s and %s: the first was sent %d times and the second %d times while the first is under way",
					kindNames[kinds[0]], kindNames[kinds[1]], f.sawID("first"), f.sawID("second"))
			}
			close(gate)
			<-first.done
			<-second.done
			if first.err != nil || second.err != nil {
				t.Errorf("%v, %v", first.err, second.err)
			}
			if e := f.effectsOf(plain, second.key); len(e) != 2 || e[0].id != "first" {
				t.Errorf("effects %s", printEffects(e))
			}
		})
	}
}

// A second scout, for requests that came later, waits for those that the first one sent on.
func TestAScoutKeepsTheOrderOfItsKey(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.setMissing(plain, true)
		gate := make(chan struct{})
		f.script = func(ctx context.Context, c *call) error {
			switch {
			case c.carries("first"):
				<-gate
			case c.carries("second"):
				f.setMissing(plain, false)
			}
			return nil
		}
		ex := open(t, f)
		op{Kind: update, Key: 1}.ticketFor(0, "scout", context.Background()).ask(f, ex)
		first := op{Kind: update}.ticketFor(0, "first", context.Background())
		first.ask(f, ex)
		synctest.Wait()
		second := op{Kind: update}.ticketFor(0, "second", context.Background())
		second.ask(f, ex)
		synctest.Wait()
		if f.sawID("first") != 1 || f.sawID("second") != 0 {
			t.Errorf("the first was sent %d times and the second %d times while the first is under way", f.sawID("first"), f.sawID("second"))
		}
		close(gate)
		<-first.done
		if <-second.done; second.err != nil {
			t.Error(second.err)
		}
	})
}
