//go:build !unix

package load

import "time"

// processCPU isn't known here; the report shows zeros.
func processCPU() time.Duration { return 0 }
