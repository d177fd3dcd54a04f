package progress

import (
	"io"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// refresh is how often the bar is drawn. The measured process draws it: more
// often would be seen in the processor time per item.
const refresh = 250 * time.Millisecond

// bar is the bar on a terminal, and the live line below it, until it is hidden.
type bar struct {
	container *mpb.Progress
	bar       *mpb.Bar
}

// newBar shows the bar. Each drawing asks p for what is true by then, so the
// bar itself counts nothing and never completes.
func newBar(p *Progress) *bar {
	container := mpb.New(mpb.WithOutput(p.w), mpb.WithRefreshRate(refresh), mpb.WithAutoRefresh())
	blocks := mpb.BarStyle().Lbound("[").Rbound("]").Filler("=").Tip(">").Padding(" ").Build()
	filler := mpb.BarFillerFunc(func(w io.Writer, s decor.Statistics) error {
		done, total := p.count()
		s.Current, s.Total = int64(done), int64(total)
		return blocks.Fill(w, s)
	})
	line := mpb.BarFillerFunc(func(w io.Writer, s decor.Statistics) error {
		_, err := io.WriteString(w, cut(p.line(time.Now()), s.AvailableWidth)+"\n")
		return err
	})
	return &bar{container, container.MustAdd(0, filler,
		mpb.BarExtender(line, false),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return p.state(time.Now()) })),
	)}
}

// hide takes both lines away, and returns when the bar's goroutines write no
// more.
func (b *bar) hide() {
	b.bar.Abort(true)
	b.container.Wait()
}

// cut keeps a line from becoming two, which the terminal would not take away
// again.
func cut(line string, width int) string {
	runes := []rune(line)
	if len(runes) > width {
		return string(runes[:max(width, 0)])
	}
	return line
}
