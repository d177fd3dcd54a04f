package capacity

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestStraysAreWeighedByShareNumberAndHowLongTheyGoOn(t *testing.T) {
	var s Strays
	now := int64(time.Hour)
	s.Add(now, 90, 10, 4)
	assert.InDelta(t, 0.1, s.Share(), 1e-9)
	assert.InDelta(t, 4, s.Requests(), 1e-9)
	assert.Zero(t, s.Lasting(), "the first one")

	now += int64(300 * time.Millisecond)
	s.Add(now, 100, 0, 0)
	assert.Zero(t, s.Lasting(), "a call without refusals doesn't prolong it")
	s.Add(now, 0, 10, 4)
	assert.Equal(t, 300*time.Millisecond, s.Lasting())

	now += int64(2 * time.Second)
	s.Add(now, 0, 1, 1)
	assert.Zero(t, s.Lasting(), "after a pause it begins anew")
	assert.InDelta(t, 1+8*0.13, s.Requests(), 0.3, "most of the past is forgotten")

	now += int64(time.Minute)
	s.Add(now, 100, 0, 0)
	assert.Less(t, s.Requests(), 1e-6)
	assert.Less(t, s.Share(), 1e-6)
}
