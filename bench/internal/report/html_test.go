package report

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func htmlOf(t *testing.T, r Report) string {
	var out strings.Builder
	require.NoError(t, HTML(&out, r))
	return out.String()
}

// elements parses a page, which is written so that it is XML too: each element
// has its end. It returns how many there are of each, and all texts.
func elements(t *testing.T, page string) (count map[string]int, texts string) {
	count = map[string]int{}
	var all strings.Builder
	decoder := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(page, "<!DOCTYPE html>")))
	decoder.Entity = xml.HTMLEntity
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return count, all.String()
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			count[token.Name.Local]++
		case xml.CharData:
			all.WriteString(string(token) + "\n")
		}
	}
}

func TestThePageHasChartsAndTables(t *testing.T) {
	page := htmlOf(t, exampleReport())
	count, texts := elements(t, page)
	require.Equal(t, 6, count["svg"])
	require.Equal(t, 8, count["table"], "targets; work, latency and findings of puts; work and latency of the sweep; and one each of the others")
	require.Equal(t, 5, count["section"])
	for _, want := range []string{
		"Example CPU, 2 cores, 8.0 GiB, linux/amd64, go1.26.0", "guregu/dynamo/v2 v2.6.0", "go -C bench run . --rounds 2", "2026-11-24 18:30 UTC",
		"1 of 2 targets were met.", "MISSED", "Note: go-ycsb is left out: it can't scan", "batch-workers", "1,000 .. 1,500", "p99.9 ms",
	} {
		require.Contains(t, texts, want)
	}
	require.Contains(t, page, `<td class="t missed">MISSED</td>`)
	require.Contains(t, page, `<td class="t met">met</td>`)
}

func TestThePageStandsAlone(t *testing.T) {
	page := htmlOf(t, exampleReport())
	require.NotContains(t, page, "://")
	require.NotContains(t, page, "src=")
	require.NotContains(t, page, "@import")
	require.NotContains(t, page, "url(")
	require.NotContains(t, page, "<script")
	for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		require.True(t, strings.HasPrefix(link[1], "#"), link[1])
		require.Contains(t, page, `id="`+link[1][1:]+`"`)
	}
}

func TestThePageFitsPhonesAndDarkRooms(t *testing.T) {
	page := htmlOf(t, exampleReport())
	require.Contains(t, page, `<meta name="viewport" content="width=device-width, initial-scale=1"/>`)
	require.Contains(t, page, "prefers-color-scheme: dark")
	for _, variable := range regexp.MustCompile(`var\(--([a-z]+)\)`).FindAllStringSubmatch(page, -1) {
		require.Equal(t, 2, strings.Count(page, "--"+variable[1]+": "), "light and dark")
	}
}

func TestThePageShowsNamesAsTheyAre(t *testing.T) {
	page := htmlOf(t, evilReport())
	count, texts := elements(t, page)
	require.Zero(t, count["script"])
	require.Contains(t, texts, "<script>alert(1)</script>")
	require.NotContains(t, page, "ZgotmplZ", "the template refused a value")
}

func TestAPageOfNothingIsAPage(t *testing.T) {
	count, _ := elements(t, htmlOf(t, Report{}))
	require.Equal(t, 1, count["main"])
	require.Zero(t, count["table"])
}
