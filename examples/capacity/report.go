package main

import (
	"fmt"

	"github.com/dynactor/dynactor/api"
)

// report prints what the executor knows of the table.
func report(s api.TableStats) {
	for _, c := range []struct {
		name string
		api.CapacityStats
	}{{"writes", s.Write}, {"reads", s.Read}} {
		throttled := int64(0)
		for _, n := range c.Throttled { // by the service's reason
			throttled += n
		}
		fmt.Printf("stats: %s: limit %.0f, used %.0f units, %d throttled\n", c.name, c.Limit, c.Used, throttled)
	}
	fmt.Printf("stats: %d requests in %d calls, %d wait\n", s.Requests, s.Calls, s.QueueDepth)
	for _, k := range s.HotKeys.ByUnits[:min(1, len(s.HotKeys.ByUnits))] {
		access := "write"
		if k.Read {
			access = "read"
		}
		// The key's value isn't shown unless it's asked for (WithHotKeyValues).
		fmt.Printf("stats: the hottest key is %s with %.0f%% of the %s units\n", k.Key, 100*k.Share, access)
	}
}
