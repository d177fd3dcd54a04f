package main

import (
	"time"
)

// follow reports progress until the job has ended, and passes on signals: the first one cancels, a second one
// leaves at once.
func (a *app) follow(j job, g *gauge, out reporter) {
	interrupted := false
	ticker := time.NewTicker(out.every())
	defer ticker.Stop()
	for {
		select {
		case <-j.Done():
			return
		case <-ticker.C:
			out.progress(j.Progress(), g.read())
		case _, ok := <-a.signals:
			switch {
			case !ok:
				a.signals = nil
			case interrupted:
				out.killed()
				a.exit(exitKilled)
				return
			default:
				interrupted = true
				j.Cancel()
				p := j.Progress()
				out.cancelling(p.Read - p.Counts.Settled())
			}
		}
	}
}
