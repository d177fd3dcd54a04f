//go:build !windows

package files

// globChars are the characters that mean something in a pattern.
const globChars = `*?[\`
