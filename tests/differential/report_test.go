package differential

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// report collects mismatches for those who work through them.
type report struct {
	mu       sync.Mutex
	families map[string][]mismatch
}

var found = report{families: map[string][]mismatch{}}

func (r *report) add(family string, mismatches ...mismatch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.families[family] = append(r.families[family], mismatches...)
}

// write writes the file that DYNACTOR_DIFFERENTIAL_REPORT names.
func (r *report) write(t *testing.T) {
	path := os.Getenv("DYNACTOR_DIFFERENTIAL_REPORT")
	if path == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	b.WriteString("Mismatches between DynamoDB Local (-) and the other engine (+)\n\n")
	for _, family := range slices.Sorted(maps.Keys(r.families)) {
		fmt.Fprintf(&b, "%5d %s\n", len(r.families[family]), family)
	}
	for _, family := range slices.Sorted(maps.Keys(r.families)) {
		fmt.Fprintf(&b, "\n==== %s\n", family)
		for _, m := range r.families[family] {
			fmt.Fprintf(&b, "\n%s", m)
		}
	}
	assert.NoError(t, os.WriteFile(path, []byte(b.String()), 0o600))
}
