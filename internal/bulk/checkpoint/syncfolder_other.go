//go:build !unix

package checkpoint

// syncFolder does nothing: Windows has no such call, and NTFS writes its names through a journal.
func syncFolder(string) error { return nil }
