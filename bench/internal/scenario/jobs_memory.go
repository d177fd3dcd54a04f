package scenario

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/report"
)

const (
	peakHeap = "peak heap MB"
	peakLive = "peak live heap MB"
	peakRSS  = "peak RSS MB"
	// memoryMost is how many times as much memory a job of many items may need as one of few.
	memoryMost = 1.1
)

// jobsMemory has jobs of few and of many items, and looks at the memory of the process meanwhile. There's nothing
// else in it: files are made and checked as streams.
func jobsMemory(ctx context.Context, e Env) (all []report.Scenario, err error) {
	e = e.patient()
	few, many := e.MemoryItems[0], e.MemoryItems[1]
	of := func(verb string, n int) string { return fmt.Sprintf("%s-%d", verb, n) }
	c := chores{
		Scenario: report.Scenario{
			Name:  "jobs-memory",
			Title: fmt.Sprintf("memory of the process while jobs run, of %d and %d items of 0.4 KB", few, many),
			Notes: []string{"jobs of fewer items are done one after the other, until they have moved as many: the longer one looks, the higher is the highest peak", fmt.Sprintf("looked at %d times a second; the heap is what is in use, its unused room included (HeapInuse); live is what the last collection has left; RSS is 0 where the system doesn't tell", load.FootprintsASecond)},
		},
		once: true,
		findings: func(measured []report.Peer) (findings []report.Finding) {
			for _, verb := range []string{"import", "export"} {
				for _, f := range []struct {
					figure string
					target *report.Target
				}{{peakHeap, report.AtMost(memoryMost)}, {peakRSS, report.AtMost(memoryMost)}, {peakLive, nil}} {
					name := strings.TrimSuffix(f.figure, " MB")
					findings = append(findings, figureRatio(measured, fmt.Sprintf("%s, %s, %d / %d items", verb, name, many, few), of(verb, many), of(verb, few), f.figure, f.target)...)
				}
			}
			return findings
		},
	}
	for _, n := range []int{few, many} {
		times := max(1, many/n)
		c.peers = append(c.peers,
			chore{of("import", n), func(ctx context.Context, s *stint) error { return e.importMemory(ctx, s, n, times) }},
			chore{of("export", n), func(ctx context.Context, s *stint) error { return e.exportMemory(ctx, s, n, times) }},
		)
	}
	return e.chores(ctx, c)
}

func (e Env) importMemory(ctx context.Context, s *stint, n, times int) error {
	return inFolder(func(folder string) error {
		name := filepath.Join(folder, itemsOnDisk)
		want, err := writeItems(ctx, name, n)
		if err != nil {
			return err
		}
		return e.loadsTable(ctx, s, want, func(ctx context.Context, ex *api.Executor, table string) (int, error) {
			return s.footprint(times, func(int) (int, error) { return importing(ctx, ex, name, table) })
		})
	})
}

func (e Env) exportMemory(ctx context.Context, s *stint, n, times int) error {
	return e.filled(ctx, sourceTable, n, func(source string, want items.Digest) error {
		return inFolder(func(folder string) error {
			of := func(turn int) string { return filepath.Join(folder, fmt.Sprint(turn)) }
			err := e.executing(nil, func(ex *api.Executor) error {
				return s.time(func() (int, error) {
					return s.footprint(times, func(turn int) (int, error) { return exporting(ctx, ex, source, of(turn), jobs.Gzip) })
				})
			})
			for turn := 0; turn < times && err == nil; turn++ {
				err = filesHold(of(turn), want)
			}
			return err
		})
	})
}

// footprint notes the most memory that the process had while a job was done so many times. It returns how many items one has done.
func (s *stint) footprint(times int, work func(turn int) (int, error)) (n int, err error) {
	start := time.Now()
	peak, err := load.PeakFootprint(func() (err error) {
		for turn := 0; turn < times && err == nil; turn++ {
			n, err = work(turn)
		}
		return err
	})
	s.note(peakHeap, float64(peak.Heap)/1e6)
	s.note(peakLive, float64(peak.Live)/1e6)
	s.note(peakRSS, float64(peak.RSS)/1e6)
	s.note("items/s", float64(n*times)/time.Since(start).Seconds())
	return n, err
}
