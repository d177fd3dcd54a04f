//go:build !race

package shuffle

const raced = false
