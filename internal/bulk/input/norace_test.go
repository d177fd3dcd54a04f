//go:build !race

package input_test

const raced = false
