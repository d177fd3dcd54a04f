// Package format has the names of the formats and compressions of inputs and outputs, and tells both by a file's
// name. It holds no state.
package format
