//go:build !race

package segments

const raced = false
