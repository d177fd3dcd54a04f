package files

import "os"

// IsStream says that what is read from a local name, or written to it, is gone: standard input or output, or a pipe or device of
// this machine.
func IsStream(name string) bool {
	if name == Stdio {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}
