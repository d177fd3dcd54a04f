package scenario

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// fleet opens the clients and executors of a scenario, and closes them.
type fleet struct {
	endpoint string
	closers  []func(context.Context) error
}

// client is a client for one peer alone.
func (f *fleet) client() *target.Client {
	client := target.New(f.endpoint)
	f.closers = append(f.closers, client.Close)
	return client
}

// executor is an executor for one peer alone, with a client of its own.
func (f *fleet) executor() (peers.Executor, error) {
	executor, err := peers.OpenExecutor(f.client().Client)
	if err == nil {
		f.closers = append(f.closers, executor.Close)
	}
	return executor, err
}

// close closes everything, the last opened first, and adds to err what failed.
func (f *fleet) close(err *error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, closer := range slices.Backward(f.closers) {
		*err = errors.Join(*err, closer(ctx))
	}
}
