package report

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// evil is a text that is markup in everything that the report is written as.
const evil = "a|b\n<script>alert(1)</script> **x** ![y](z) `c` \x1b[2J"

// evilReport has such names wherever a file can have them.
func evilReport() Report {
	r := exampleReport()
	r.Command, r.Target, r.Duration, r.WarmUp = evil, evil, evil, evil
	r.Machine = Machine{CPU: evil, OS: evil, Go: evil, Versions: map[string]string{evil: evil}}
	for i := range r.Scenarios {
		s := &r.Scenarios[i]
		s.Name, s.Title, s.Target, s.Load, s.Notes = evil, evil, evil, evil, []string{evil}
		if s.Group != "" {
			s.Group, s.XName = evil, evil
		}
		for j := range s.Peers {
			s.Peers[j].Name = evil
		}
		for j := range s.Findings {
			s.Findings[j].Name, s.Findings[j].Unit = evil, evil
		}
		for j := range s.Costs {
			s.Costs[j].Name = evil
		}
	}
	return r
}

func markdownOf(t *testing.T, r Report) string {
	var out strings.Builder
	require.NoError(t, Markdown(&out, r))
	return out.String()
}

// rows are the tables' rows as cells.
func rows(markdown string) [][]string {
	var all [][]string
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "|") {
			line = strings.ReplaceAll(line, `\|`, "")
			all = append(all, strings.Split(strings.Trim(line, "|"), "|"))
		}
	}
	return all
}

func TestMarkdownHasATableForAllThatWasMeasured(t *testing.T) {
	text := markdownOf(t, exampleReport())
	for _, want := range []string{
		"- Date: 2026-11-24 18:30 UTC\n",
		"- Machine: Example CPU, 2 cores, 8.0 GiB, linux/amd64, go1.26.0\n",
		"- Versions: guregu/dynamo/v2 v2.6.0\n",
		"- Command: go -C bench run . --rounds 2\n",
		"1 of 2 targets were met.\n",
		"| puts | async / goroutines | 7.5 | 7 .. 8 | x | &gt;= 8 | MISSED |\n",
		"## puts\n\nsingle items written · target fixed 3ms, 256 callers\n\nNote: go-ycsb is left out: it can't scan\n",
		"| peer | items/s | rounds | calls/s | items/call | CPU us/item | allocs/item | bytes/item | peak MB |\n| --- | ---: |",
		"| batch-workers | 1,250 | 1,000 .. 1,500 | 50 | 25.0 | 20.0 | 5 | 800 | 12.5 |\n",
		"| batch-workers | 3.00 | 3.00 | 3.00 | 9.00 | 9.00 |\n",
		"| p99 beyond the SDK | 120 | 100 .. 140 | us |  |  |\n",
		"## callers-puts\n\nblocked callers · target fixed 3ms\n",
		"| sdk | 4,096 | 945 | 900 .. 990 |",
		"| async puts | 1,000 | 2.25 | 305 |\n",
		"| 1,000 | 0.3 | 0.0 | 310 | 40 |\n",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "![", "there is no folder with charts")
	require.NotContains(t, text, "| sdk | 64 |", "it isn't at that point")
}

func TestMarkdownTablesAreComplete(t *testing.T) {
	for _, r := range []Report{exampleReport(), evilReport(), {}} {
		columns := 0
		for line := range strings.Lines(markdownOf(t, r)) {
			if !strings.HasPrefix(line, "|") {
				columns = 0
				continue
			}
			cells := len(rows(line)[0])
			if columns == 0 {
				columns = cells
			}
			require.Equal(t, columns, cells, line)
		}
	}
}

func TestMarkdownShowsNamesAsTheyAre(t *testing.T) {
	text := markdownOf(t, evilReport())
	require.NotContains(t, text, "<script")
	require.NotContains(t, text, "\x1b")
	require.NotRegexp(t, regexp.MustCompile(`[^\\]\*\*x`), text)
	require.NotRegexp(t, regexp.MustCompile(`[^\\]!\[`), text)
	require.NotRegexp(t, regexp.MustCompile("[^\\\\]`c"), text)
	require.Contains(t, text, `| a\|b &lt;script&gt;`)
}

func TestFindingsOfASweepSayTheirPoint(t *testing.T) {
	r := exampleReport()
	r.Scenarios[2].Findings = []Finding{{Name: "sync / sdk", Target: AtLeast(1)}}
	text := markdownOf(t, r)
	require.Contains(t, text, "| callers-puts | sync / sdk, callers = 64 |")
	require.Contains(t, text, "\n| sync / sdk, callers = 64 |")
	require.Contains(t, text, "1 of 3 targets were met.")
}
