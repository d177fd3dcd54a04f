package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/dynactor/dynactor/api"
)

// parseLimit reads '500', '0.5' or '50%'; "" is no limit.
func parseLimit(flag, text string) (api.Limit, error) {
	if text == "" {
		return api.Limit{}, nil
	}
	number, share := strings.CutSuffix(text, "%")
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	switch {
	case err != nil || math.IsNaN(n) || math.IsInf(n, 0) || n <= 0:
		return api.Limit{}, fmt.Errorf("%s %q: give a number of units a second above 0, or a share such as 50%%", flag, text)
	case share && n > 100:
		return api.Limit{}, fmt.Errorf("%s %q: a share is at most 100%%", flag, text)
	case share:
		return api.ShareOfCapacity(n / 100), nil
	}
	return api.UnitsPerSecond(n), nil
}

// limits are those of --max-rcu and --max-wcu.
func (c *common) limits() (l api.Limits, err error) {
	if l.Read, err = parseLimit("--max-rcu", c.maxRCU); err != nil {
		return l, err
	}
	l.Write, err = parseLimit("--max-wcu", c.maxWCU)
	return l, err
}
