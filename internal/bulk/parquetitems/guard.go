package parquetitems

import (
	"fmt"
	"runtime"
)

// guard runs f, which calls the Parquet library, and returns a panic in it as an error: the library trusts much of what a
// file says. What it panics with may be a value of the file, so that only the
// runtime's own texts are passed on.
func guard(f func() error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("the file is damaged or not supported: its reading panicked: %w", p)
		default:
			err = fmt.Errorf("the file is damaged or not supported: its reading panicked with a %T", p)
		}
	}()
	return f()
}
