package scenario

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// chores is a scenario whose peers have all the same amount of work in each turn, however long that takes.
type chores struct {
	report.Scenario
	peers []chore
	// once has no warm-up before the rounds.
	once     bool
	findings func([]report.Peer) []report.Finding
}

// chore is a peer's work. A turn prepares what it needs, has the work timed by [stint.time], and checks what came of it.
type chore struct {
	name string
	turn func(ctx context.Context, s *stint) error
}

// stint is what one turn is measured by.
type stint struct {
	// number counts all turns of the scenario from 0, warm-ups included.
	number  int
	env     Env
	result  load.Result
	figures []report.Measure
	// timeline, where there is one, is what the target told.
	timeline *report.Timeline
}

// time times the part of a turn that counts, which returns how many items it has done.
func (s *stint) time(work func() (int, error)) (err error) {
	done := 0
	runtime.GC() // nobody pays for the garbage of the preparations
	s.result, err = load.Section(func() (_ []*load.Recorder, err error) {
		done, err = work()
		return nil, err
	})
	s.result.Acknowledged = done
	s.result.Latency = nil // nobody waits for single items
	return err
}

// note adds a figure of the turn.
func (s *stint) note(name string, value float64) {
	s.figures = append(s.figures, report.Measure{Name: name, Value: value})
}

// chores gives each peer its turns: A B C, A B C. Whole rounds are returned also beside an error.
func (e Env) chores(ctx context.Context, c chores) ([]report.Scenario, error) {
	measured := c.Scenario
	measured.Target = e.Target.Name
	var field []chore
	for _, p := range c.peers {
		if e.chosen(p.name) {
			field = append(field, p)
			measured.Peers = append(measured.Peers, report.Peer{Name: p.name})
		}
	}
	err := e.choreRounds(ctx, c, field, measured.Peers)
	if err != nil {
		even(measured.Peers)
		err = fmt.Errorf("%s: %w", c.Name, err)
	}
	if len(measured.Peers) == 0 || len(measured.Peers[0].Rounds) == 0 {
		return nil, err
	}
	if done := len(measured.Peers[0].Rounds); done < e.Rounds {
		measured.Notes = append(measured.Notes, fmt.Sprintf("ended after %d of %d rounds", done, e.Rounds))
	}
	measured.Findings = c.findings(measured.Peers)
	return []report.Scenario{measured}, err
}

func (e Env) choreRounds(ctx context.Context, c chores, field []chore, into []report.Peer) error {
	first := 0
	if c.once {
		first = 1
	}
	number := 0
	for round := first; round <= e.Rounds; round++ {
		for i, p := range field {
			e.Progress.Begin(progress.Step{Scenario: c.Name, Peer: p.name, Round: round, Rounds: e.Rounds})
			s := &stint{number: number, env: e}
			number++
			if err := p.turn(ctx, s); err != nil {
				return fmt.Errorf("%s, round %d: %w", p.name, round, err)
			}
			if round == 0 {
				continue
			}
			peer := &into[i]
			peer.Add(s.result, nil)
			peer.Rounds[len(peer.Rounds)-1].Figures = s.figures
			peer.Timeline = s.timeline
		}
	}
	return nil
}

// newTable runs f with a table that has nothing in it, and deletes it.
func (e Env) newTable(ctx context.Context, name string, f func(table string) error) (err error) {
	table := e.Target.Table(name)
	if err := e.Target.CreateWith(ctx, table, target.Schema{}, target.Units{}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Target.Drop(context.WithoutCancel(ctx), table)) }()
	return f(table)
}

// filled is newTable with the numbered items up to n, which it returns the digest of.
func (e Env) filled(ctx context.Context, name string, n int, f func(table string, want items.Digest) error) error {
	return e.newTable(ctx, name, func(table string) error {
		err := e.Target.Fill(ctx, table, n, func(int) func(int) items.Item { return items.Numbered })
		if err != nil {
			return err
		}
		return f(table, numbered(n))
	})
}

// numbered is the digest of the numbered items up to n.
func numbered(n int) (d items.Digest) {
	for i := range n {
		d.Add(items.Numbered(i))
	}
	return d
}

// holds checks that a table has the items that it should have, and no others.
func (e Env) holds(ctx context.Context, table string, want items.Digest) error {
	got, err := e.Target.Digest(ctx, table)
	if err != nil {
		return err
	}
	if err := got.Check(want); err != nil {
		return fmt.Errorf("afterwards, in the table: %w", err)
	}
	return nil
}

// executing runs f with an executor that has a client of its own, changed as the changes say. Its calls aren't counted: what
// counts them would stand between the executor and the network, and keep it from the wire path that users have.
func (e Env) executing(options []api.Option, f func(ex *api.Executor) error, changes ...func(*dynamodb.Options)) (err error) {
	all := fleet{target: e.Target}
	defer all.close(&err)
	ex, err := api.Open(e.Target.Unmetered(changes...), options...)
	if err != nil {
		return err
	}
	all.closers = append(all.closers, ex.Close)
	return f(ex)
}

// figureRatio compares a figure of two peers.
func figureRatio(measured []report.Peer, name, of, over, figure string, target *report.Target) []report.Finding {
	a, b := find(measured, of), find(measured, over)
	if a == nil || b == nil {
		return nil
	}
	value := func(r report.Round) float64 {
		for _, m := range r.Figures {
			if m.Name == figure {
				return m.Value
			}
		}
		return 0
	}
	return []report.Finding{{Name: name, Unit: "x " + lastWord(figure), Figure: stats.Ratio(a.Each(value), b.Each(value)), Target: target}}
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }
