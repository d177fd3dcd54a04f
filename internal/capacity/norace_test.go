//go:build !race

package capacity

import "testing"

func simulation(*testing.T) {}
