package local

import (
	"context"
	"errors"

	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/localdb"
)

// call takes the n-th request from its input to its output: through latency, the error rate and the
// controls to the engine. whole is false if it has values that could not be read. An error that is no smithy.APIError ends the request without an answer.
func (db *DB) call(ctx context.Context, o *operation, input any, n uint64, whole bool) (any, error) {
	if l := db.latencies.Load(); l != nil {
		if d := l.of(o.name); !d.Zero() {
			if err := sleep(ctx, db.draws.Draw(d)); err != nil {
				return nil, err
			}
		}
	}
	if rate := db.errorRate.Load(); rate != nil {
		if err := rate.draw(db.config.seed, n); err != nil {
			return nil, err
		}
	}
	if controls := db.controls.Load(); controls != nil {
		return db.callControlled(ctx, *controls, &Request{Operation: o.name, Input: input, Sequence: n, kept: -1, whole: whole})
	}
	return db.apply(localdb.Packed(ctx), input) // nobody but the wire sees the output
}

// callControlled is the part of call that controls take part in.
func (db *DB) callControlled(ctx context.Context, controls []*controlled, r *Request) (any, error) {
	for _, c := range controls {
		if err := c.control(ctx, r); err != nil {
			return nil, err
		}
	}
	if len(r.after) == 0 { // as if there were none
		ctx = localdb.Packed(ctx)
	}
	output, err := db.applyPart(ctx, r)
	for i := len(r.after) - 1; i >= 0; i-- {
		if instead := r.after[i](ctx, output, err); instead != nil {
			output, err = nil, instead
		}
	}
	return output, err
}

// apply has the engine carry out one request. What the engine fails with has an answer always,
// except for the end of ctx.
func (db *DB) apply(ctx context.Context, input any) (any, error) {
	output, err := db.engine.Do(ctx, input)
	if err == nil {
		return output, nil
	}
	var answer smithy.APIError
	if errors.As(err, &answer) || ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil, err
	}
	return nil, Error(500, "InternalServerError", err.Error())
}
