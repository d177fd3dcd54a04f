package api

import "github.com/dynactor/dynactor/internal/sealed"

// Package jobs carries items without decoding them where the executor's calls are made by package fastpath.
func init() {
	sealed.Accepts = func(executor any) bool {
		ex, ok := executor.(*Executor)
		return ok && ex != nil && ex.engine.FastPath()
	}
}
