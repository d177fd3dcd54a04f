//go:build !unix

package fastpath

import "net"

// silent isn't known here.
func silent(net.Conn) (quiet, known bool) { return false, false }
