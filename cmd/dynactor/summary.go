package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/estimate"
	"github.com/dynactor/dynactor/internal/bulk/tally"
)

// maxFilesListed bounds the files that a summary lists for people.
const maxFilesListed = 10

// writeSummary tells people how a job came out.
func writeSummary(w io.Writer, r result) {
	headline := fmt.Sprintf("%s %s in %s", r.Verb, outcome(r), shortTime(r.Took))
	if r.Resumed {
		headline += " (resumed; the counts are those of all its runs)"
	}
	fmt.Fprintln(w, headline)
	fmt.Fprintln(w, "  "+countsText(r))
	if r.ReadUnits > 0 || r.WriteUnits > 0 {
		label := "units used"
		if r.t.common.dryRun {
			label = "units it would use, about"
		}
		fmt.Fprintf(w, "  %s: %s\n", label, estimate.Units{Read: r.ReadUnits, Write: r.WriteUnits})
	}
	if r.cost != nil {
		fmt.Fprintf(w, "  estimated cost: %s\n", r.cost)
	}
	for i, name := range r.Files {
		if i == maxFilesListed {
			fmt.Fprintf(w, "  and %d files more\n", len(r.Files)-i)
			break
		}
		fmt.Fprintf(w, "  file: %s\n", name)
	}
	if r.Rejects != "" {
		fmt.Fprintf(w, "  rejected records: %s\n", r.Rejects)
	}
	for _, k := range r.hot {
		fmt.Fprintf(w, "  hot key %s of table %s: %.0f%% of its %s units in the last minute", k.Key, k.Table, 100*k.Share, k.Access)
		if k.Throttled > 0 {
			fmt.Fprintf(w, ", %s refused", groupedFloat(k.Throttled))
		}
		fmt.Fprintln(w)
	}
	if r.err != nil && r.code != exitCancelled {
		printError(w, r.err, r.code)
	}
	if r.resume != "" {
		fmt.Fprintf(w, "to resume, in the same folder:\n  %s\n", r.resume)
	} else if r.code == exitCancelled {
		fmt.Fprintln(w, "it has no checkpoint: the same command begins anew")
	}
}

func outcome(r result) string {
	switch r.code {
	case exitDone, exitRejected:
		if r.t.common.dryRun {
			return "tried (dry run: nothing was written)"
		}
		return "done"
	case exitCancelled:
		return "cancelled"
	}
	return "failed"
}

// countsText lists the counts that aren't 0, and says whether they add up.
func countsText(r result) string {
	counts := r.Counts.Map()
	var parts []string
	for _, name := range tally.Names() {
		if n := counts[name]; n != 0 || name == "read" {
			parts = append(parts, grouped(n)+" "+countNames[name])
		}
	}
	text := strings.Join(parts, ", ")
	if r.Counts.Reconcile() == nil {
		return text + " (reconciled: each record has one outcome)"
	}
	return text + fmt.Sprintf(" (not reconciled: %s without an outcome)", grouped(r.Counts.InFlight()))
}

var countNames = map[string]string{
	"read": "read", "written": "written", "deleted": "deleted", "updated": "updated", "unchanged": "unchanged",
	"rejected": "rejected", "skipped": "skipped", "counted": "counted", "same": "same", "different": "different",
	"onlyLeft": "only left", "onlyRight": "only right",
}
