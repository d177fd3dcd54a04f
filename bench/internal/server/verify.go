package server

import (
	"fmt"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// Expected is what has to have arrived after a section.
type Expected struct {
	// Exact is how many items have to have arrived exactly once, and Keys their
	// fingerprint: all writes, and all reads if Reads is 0.
	Exact int
	Keys  items.Sum
	// Reads is how many reads were answered that may have shared an arrival with
	// another one, and Distinct how many keys they asked for at least.
	Reads, Distinct int
	// Scans is how many scans were answered.
	Scans int
}

// Verify tells whether what was acknowledged has arrived.
func (c Counts) Verify(want Expected) error {
	exact := c.Writes()
	if want.Reads == 0 {
		exact = exact.plus(c.Reads())
	}
	if exact.Items != want.Exact {
		return fmt.Errorf("%d items were acknowledged, but %d arrived: %v", want.Exact, exact.Items, c)
	}
	if exact.Keys != want.Keys {
		return fmt.Errorf("%d items were acknowledged and as many arrived, but not the same ones: %v", want.Exact, c)
	}
	if arrived := c.Reads().Items; want.Reads > 0 && (arrived < want.Distinct || arrived > want.Reads) {
		return fmt.Errorf("%d reads of %d keys were answered, but %d arrived: %v", want.Reads, want.Distinct, arrived, c)
	}
	if arrived := c.Scans().Calls; arrived != want.Scans {
		return fmt.Errorf("%d scans were answered, but %d arrived: %v", want.Scans, arrived, c)
	}
	return nil
}
