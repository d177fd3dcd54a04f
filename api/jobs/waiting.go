package jobs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dynactor/dynactor/api"
)

// waitFor says that the job waits until what caused an error is mended. It returns since when it waits, and whether it
// has waited before.
func (j *run) waitFor(cause error) (since time.Time, again bool) {
	j.status.Lock()
	again = j.status.waiting != ""
	j.status.waiting, j.status.cause = cause.Error(), cause
	if !again {
		j.status.since = time.Now()
	}
	since = j.status.since
	j.status.Unlock()
	if !again {
		j.tell(Event{Kind: Waiting, Err: cause})
	}
	return since, again
}

// going says that it waits no longer, if it did.
func (j *run) going() {
	j.status.Lock()
	was := j.status.waiting
	j.status.waiting = ""
	j.status.Unlock()
	if was != "" {
		j.tell(Event{Kind: Going})
	}
}

// stallAfter is after how long without anything settled a job is said to wait, if requests are tried again meanwhile. The
// executor tries them for up to 2 minutes before it returns their error.
const stallAfter = 10 * time.Second

// giveUp says that it has waited for as long as it may, if it has.
func (j *run) giveUp() bool {
	j.status.Lock()
	defer j.status.Unlock()
	j.status.gaveUp = j.status.gaveUp || j.GiveUpAfter > 0 && j.status.waiting != "" && time.Since(j.status.since) >= j.GiveUpAfter
	return j.status.gaveUp
}

func (j *run) hasGivenUp() bool {
	j.status.Lock()
	defer j.status.Unlock()
	return j.status.gaveUp
}

func (j *run) givenUp() error {
	j.status.Lock()
	defer j.status.Unlock()
	return fmt.Errorf("gave up after %v: %w", j.GiveUpAfter, j.status.cause)
}

// watchStalls says that the job waits while the executors try in vain, and has it stopped when it has waited for long enough.
func (j *run) watchStalls(ended <-chan struct{}, stop func()) {
	tick := time.NewTicker(stallAfter / 2)
	defer tick.Stop()
	was, since, before := j.settled(), time.Now(), j.retries()
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
		if settled := j.settled(); settled != was {
			was, since, before = settled, time.Now(), j.retries()
			continue
		}
		if j.giveUp() {
			stop()
			return
		}
		if time.Since(since) < stallAfter {
			continue
		}
		if trouble := j.retries().since(before); trouble != "" {
			j.waitFor(fmt.Errorf("nothing was settled for %v, requests are tried again: %s", stallAfter, trouble))
		}
	}
}

// retried is how often requests were tried again, and throttled, by table.
type retried map[string][2]int64

func (j *run) retries() retried {
	r := retried{}
	for _, ex := range j.units.of {
		r.count(ex.Stats())
	}
	return r
}

func (r retried) count(s api.Stats) {
	for name, t := range s.Tables {
		n := r[name]
		r[name] = [2]int64{n[0] + t.Retries, n[1] + t.Throttles}
	}
}

// since says what has been tried again since then, "" if nothing has.
func (r retried) since(before retried) string {
	var all []string
	for name, n := range r {
		if tries, throttles := n[0]-before[name][0], n[1]-before[name][1]; tries+throttles > 0 {
			all = append(all, fmt.Sprintf("%d of table %q, %d of them throttled", max(tries, throttles), name, throttles))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}
