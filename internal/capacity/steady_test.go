package capacity

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const sec = time.Second

// show prints what happened as text: a line a second, with a bar for what was accepted, the adaptive rate
// as a mark and the refused units as a number.
func (c *client) show(t *testing.T, what string, from, to time.Duration, scale float64) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (full width %.0f units/s)\n", what, scale)
	for at := from; at < to; at += sec {
		const width = 60
		s := c.between(at, at+sec)
		_, limit := c.limits(at, at+sec)
		line := []byte(strings.Repeat("=", min(width, int(s.accepted/scale*width))) + strings.Repeat(" ", width+1))
		line[min(width, int(limit/scale*width))] = '|'
		fmt.Fprintf(&b, "%4d s %s %7.0f accepted %6.0f refused\n", at/sec, line[:width+1], s.accepted, s.refused)
	}
	t.Log(b.String())
}

func TestUsesAllCapacityAndNoMore(t *testing.T) {
	simulation(t)
	for _, service := range []struct {
		name     string
		make     func() *world
		capacity float64
	}{
		{"5 provisioned", func() *world { return provisioned(5) }, 5},
		{"100 provisioned", func() *world { return provisioned(100) }, 100},
		{"1000 provisioned", func() *world { return provisioned(1000) }, 1000},
		{"10000 provisioned", func() *world { return provisioned(10_000) }, 10_000},
		{"40000 provisioned", func() *world { return provisioned(40_000) }, 40_000},
		{"1 partition", func() *world { return onDemand(1) }, 1000},
		{"4 partitions", func() *world { return onDemand(4) }, 4000},
		{"40 partitions", func() *world { return onDemand(40) }, 40_000},
	} {
		for _, start := range []struct {
			name  string
			units float64
		}{{"described", service.capacity}, {"unknown", 4000}} {
			for _, rtt := range []time.Duration{5 * time.Millisecond, 20 * time.Millisecond} {
				if service.capacity > 10_000 && (start.name == "unknown") == (rtt < 20*time.Millisecond) {
					continue // many units take long to simulate
				}
				t.Run(fmt.Sprintf("%s %s %v", service.name, start.name, rtt), func(t *testing.T) {
					w := service.make()
					c := w.adaptive(start.units)
					c.rtt = rtt
					const from, to = 30 * sec, 120 * sec
					span := to - from
					if service.capacity > 10_000 { // it takes as many units, in less time
						span = 30 * sec
					}
					w.run(from + span)
					cold, all := c.between(0, 10*sec), c.between(from, from+span)
					used := all.accepted / span.Seconds() / service.capacity
					least, most := c.limits(from, from+span)
					t.Logf("used %.3f, refused %.4f; rate %.2f to %.2f of capacity; first 10 s refused %.0f of %.0f", used, all.share(), least/service.capacity, most/service.capacity, cold.refused, cold.refused+cold.accepted)
					assert.GreaterOrEqual(t, used, 0.95)
					assert.LessOrEqual(t, all.share(), 0.02)
					if service.capacity >= 1000 {
						assert.GreaterOrEqual(t, least, 0.6*service.capacity)
						assert.LessOrEqual(t, most, 2*service.capacity, "partitions save up what others don't let through")
						assert.LessOrEqual(t, cold.refused, 0.25*(cold.accepted+cold.refused), "while the limit is looked for")
					}
				})
			}
		}
	}
}
