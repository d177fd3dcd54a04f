package main

import (
	"context"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

// newRunner is the one place where the command meets package jobs' engine.
func newRunner(ex *api.Executor) runner { return engine{jobs.New(ex)} }

// engine returns jobs as the interface that the command works with.
type engine struct{ r *jobs.Runner }

func (e engine) Import(ctx context.Context, spec jobs.Import) job { return e.r.Import(ctx, spec) }
func (e engine) Export(ctx context.Context, spec jobs.Export) job { return e.r.Export(ctx, spec) }
func (e engine) Copy(ctx context.Context, spec jobs.Copy) job     { return e.r.Copy(ctx, spec) }
func (e engine) Delete(ctx context.Context, spec jobs.Delete) job { return e.r.Delete(ctx, spec) }
func (e engine) Update(ctx context.Context, spec jobs.Update) job { return e.r.Update(ctx, spec) }
func (e engine) Count(ctx context.Context, spec jobs.Count) job   { return e.r.Count(ctx, spec) }
func (e engine) Diff(ctx context.Context, spec jobs.Diff) job     { return e.r.Diff(ctx, spec) }
func (e engine) Fill(ctx context.Context, spec jobs.Fill) job     { return e.r.Fill(ctx, spec) }
