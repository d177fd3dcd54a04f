//go:build !race

package output_test

const raced = false
