package scenario

import (
	"context"
	"fmt"
	"strings"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/workload"
)

// ycsbCallers is the closed loop of YCSB's scenarios, and of others that a
// server's handlers stand for.
const ycsbCallers = 64

func ycsb(ctx context.Context, e Env, mix workload.Mix) ([]report.Scenario, error) {
	return e.mixed(ctx, mixed{
		name:    "ycsb-" + mix.Name,
		title:   "YCSB " + strings.ToUpper(mix.Name) + ": " + mix.Title + ", of 1 KB",
		mix:     mix,
		records: e.Records,
		shape:   items.YCSB,
		callers: ycsbCallers,
	})
}

func ycsbSteps(e Env) int { return contestSteps(8, max(1, len(e.Callers), len(e.Rates)))(e) }

// hotKey has everybody on one record.
func hotKey(ctx context.Context, e Env) ([]report.Scenario, error) {
	return e.mixed(ctx, mixed{
		name:    "hot-key",
		title:   "half reads, half updates, all of one item",
		mix:     workload.Mix{Read: 0.5, Update: 0.5, Distribution: workload.Uniform},
		records: 1,
		callers: ycsbCallers,
		peers:   []string{"sdk", "guregu", "dynactor-sync", "dynactor-async"},
	})
}

// mixed is a scenario of one mix of operations.
type mixed struct {
	name, title string
	mix         workload.Mix
	records     int
	shape       items.Shape
	callers     int      // unless flags say otherwise
	peers       []string // all that can do it, if there are none
}

// needs are the operations that a mix is made of.
func needs(mix workload.Mix) (needs []string) {
	if mix.Has(workload.Read) || mix.Has(workload.ReadModifyWrite) {
		needs = append(needs, "read")
	}
	if mix.Has(workload.Update) || mix.Has(workload.ReadModifyWrite) {
		needs = append(needs, "update")
	}
	if mix.Has(workload.Insert) {
		needs = append(needs, "put")
	}
	if mix.Has(workload.Scan) {
		needs = append(needs, "scan")
	}
	return needs
}

func (e Env) mixed(ctx context.Context, m mixed) (_ []report.Scenario, err error) {
	f := fleet{target: e.Target}
	defer f.close(&err)
	field, notes := e.field(needs(m.mix), m.peers...)
	a, err := e.arena(ctx, field, m.mix, m.records, m.shape, m.name)
	if err != nil {
		return nil, err
	}
	opened, err := f.openAll(ctx, field)
	if err != nil {
		return nil, err
	}
	measured, err := e.contest(ctx, e.loads(m, a, field, opened, notes)...)
	if err != nil {
		return measured, err
	}
	return measured, a.finish(ctx)
}

// openAll opens all contestants of a field.
func (f *fleet) openAll(ctx context.Context, field []peers.Contestant) ([]*peers.Opened, error) {
	var all []*peers.Opened
	for _, c := range field {
		opened, err := f.open(ctx, c)
		if err != nil {
			return nil, err
		}
		all = append(all, opened)
	}
	return all, nil
}

// loads are the points of a mix: a closed loop of each number of callers, or an
// open one of each rate.
func (e Env) loads(m mixed, a *arena, field []peers.Contestant, opened []*peers.Opened, notes []string) (points []point) {
	add := func(axis string, x float64, load string, of int, contend func(peers.Contestant, *peers.Opened) contender) {
		p := point{Scenario: report.Scenario{Name: m.name, Title: m.title, Load: load, Notes: notes}}
		if of > 1 {
			p.Name = fmt.Sprintf("%s-%g", m.name, x)
			p.Group, p.XName, p.X = m.name, axis, x
		}
		for i, c := range field {
			p.contenders = append(p.contenders, contend(c, opened[i]))
		}
		p.findings = ratios(ratio{dynactorSync, "sdk", nil}, ratio{dynactorAsync, "sdk", nil}, ratio{dynactorAsync, "workers", nil})
		points = append(points, p)
	}
	for _, rate := range e.Rates {
		add("arrivals/s", rate, fmt.Sprintf("%g/s", rate), len(e.Rates), func(c peers.Contestant, o *peers.Opened) contender {
			return a.open(c, o, rate)
		})
	}
	if len(e.Rates) > 0 {
		return points
	}
	callers := e.callers(m.callers)
	for _, n := range callers {
		add("callers", float64(n), inWords(n), len(callers), func(c peers.Contestant, o *peers.Opened) contender {
			return a.closed(c, o, n)
		})
	}
	return points
}

// callers are those that flags ask for, or a scenario's own.
func (e Env) callers(own ...int) []int {
	if len(e.Callers) > 0 {
		return e.Callers
	}
	return own
}

func inWords(callers int) string {
	if callers == 1 {
		return "1 caller"
	}
	return fmt.Sprintf("%d callers", callers)
}
