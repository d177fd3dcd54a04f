//go:build race

package shuffle

// raced says that the race detector is on. It makes simulations slow, and has nothing to find in them.
const raced = true
