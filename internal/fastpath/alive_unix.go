//go:build unix

package fastpath

import (
	"net"
	"syscall"
)

// silent says that the other side has neither closed a connection nor sent anything that wasn't
// read. known is false if the connection can't be looked at.
func silent(c net.Conn) (quiet, known bool) {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return false, false
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return false, true
	}
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		quiet = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK || err == syscall.EINTR
		return true
	})
	return quiet && err == nil, true
}
