package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// fleet opens the clients and executors of a scenario, and closes them.
type fleet struct {
	target  *target.Target
	closers []func(context.Context) error
}

// executor is an executor for one peer alone, with a client of its own.
func (f *fleet) executor(options ...api.Option) (peers.Executor, error) {
	executor, err := peers.OpenExecutor(f.target.Client(), options...)
	if err == nil {
		f.closers = append(f.closers, executor.Close)
	}
	return executor, err
}

// open opens a contestant.
func (f *fleet) open(ctx context.Context, c peers.Contestant) (*peers.Opened, error) {
	opened, err := c.Open(ctx, peers.Target{Endpoint: f.target.Endpoint, Region: f.target.Region, Client: f.target.Client})
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", c.Name, err)
	}
	f.closers = append(f.closers, opened.Close)
	return opened, nil
}

// close closes everything, the last opened first, and adds to err what failed.
func (f *fleet) close(err *error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, closer := range slices.Backward(f.closers) {
		*err = errors.Join(*err, closer(ctx))
	}
	if f.target != nil {
		f.target.Release()
	}
}

// chosen says whether a peer isn't filtered out.
func (e Env) chosen(name string) bool {
	return len(e.Peers) == 0 || slices.ContainsFunc(e.Peers, func(part string) bool { return strings.Contains(name, part) })
}

// filter keeps the chosen ones.
func (e Env) filter(all ...peers.Peer) (kept []contender) {
	for _, peer := range all {
		if e.chosen(peer.Name) {
			kept = append(kept, contender{Peer: peer})
		}
	}
	return kept
}

// field are the contestants of a scenario: those of some names, or all, unless
// they are filtered out or can't do what it needs.
func (e Env) field(needs []string, names ...string) (field []peers.Contestant, notes []string) {
	for _, c := range peers.Contestants() {
		if !e.chosen(c.Name) || len(e.Peers) == 0 && len(names) > 0 && !slices.Contains(names, c.Name) {
			continue
		}
		missing := slices.IndexFunc(needs, func(need string) bool { return slices.Contains(c.Missing, need) })
		switch {
		case missing >= 0:
			notes = append(notes, fmt.Sprintf("%s is left out: it has no %s of single items", c.Name, needs[missing]))
		case c.Binary && e.Target.Cloud:
			notes = append(notes, fmt.Sprintf("%s is left out: it brings its own client, so what it costs can't be counted", c.Name))
		default:
			field = append(field, c)
		}
	}
	return field, notes
}
