//go:build !linux

package dynamodblocal

import "os/exec"

// dieWithParent does nothing: only Linux can tie a child's life to its parent's. Elsewhere a test
// process that is killed, or that panics, leaves the engine running.
func dieWithParent(*exec.Cmd) {}
