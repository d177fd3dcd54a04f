package engine

import (
	"context"
	"time"

	"github.com/dynactor/dynactor/api/local"
)

// observe is the control that counts requests, and makes some of them fail. It
// is one for both, since what is counted is what was applied, whatever the
// client gets to know of it: what is left behind last with After is called
// first.
func (e *engine) observe(ctx context.Context, r *local.Request) error {
	client, _ := ctx.Value(clientKey{}).(string)
	if err := e.faults.strike(ctx, r); err != nil {
		e.record.add(time.Now(), client, struck(r))
		return err
	}
	if !e.record.begun() {
		return nil
	}
	r.After(func(_ context.Context, output any, err error) error {
		e.record.add(time.Now(), client, effect(r, output, err))
		return nil
	})
	return nil
}
