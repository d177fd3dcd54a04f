package shuffle_test

import (
	"fmt"
	"slices"

	"github.com/dynactor/dynactor/internal/bulk/shuffle"
)

func Example() {
	s := shuffle.New[string](4, 1)
	var out []string
	for key, value := range []string{"a1", "b1", "c1", "d1", "e1", "f1"} {
		if s.Full() {
			v, _ := s.Take()
			out = append(out, v)
		}
		s.Add(uint64(key), value)
	}
	for v, ok := s.Take(); ok; v, ok = s.Take() {
		out = append(out, v)
	}
	slices.Sort(out) // they come in random order
	fmt.Println(out)
	// Output: [a1 b1 c1 d1 e1 f1]
}
