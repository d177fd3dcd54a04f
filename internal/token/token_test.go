package token

import "testing"

func TestNewIsNeverTheSameAndShortEnough(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		s := New()
		if len(s) == 0 || len(s) > 36 || seen[s] {
			t.Fatalf("token %q", s)
		}
		seen[s] = true
	}
}
