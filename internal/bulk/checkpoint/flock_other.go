//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package checkpoint

import "os"

// flock locks nothing: there's no lock here that goes with the process and that the standard library has.
func flock(*os.File) error { return nil }
