package capacity

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestUnitsAreRoundedUp(t *testing.T) {
	for _, c := range []struct {
		bytes                     int
		write, strong, eventually float64
	}{
		{0, 1, 1, 0.5},
		{1, 1, 1, 0.5},
		{1024, 1, 1, 0.5},
		{1025, 2, 1, 0.5},
		{4096, 4, 1, 0.5},
		{4097, 5, 2, 1},
		{400 << 10, 400, 100, 50},
	} {
		assert.Equal(t, c.write, WriteUnits(c.bytes), "%d bytes", c.bytes)
		assert.Equal(t, c.strong, ReadUnits(c.bytes, true), "%d bytes", c.bytes)
		assert.Equal(t, c.eventually, ReadUnits(c.bytes, false), "%d bytes", c.bytes)
	}
}
