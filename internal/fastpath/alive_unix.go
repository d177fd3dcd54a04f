//go:build unix

package fastpath

import (
	"crypto/tls"
	"syscall"
)

// alive says that the other side hasn't closed an idle connection, nor sent what nobody asked for.
func (c *conn) alive() bool {
	under, secret := c.Conn, false
	if t, ok := under.(*tls.Conn); ok {
		under, secret = t.NetConn(), true
	}
	sc, ok := under.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return false
	}
	alive := false
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		switch {
		case err == syscall.EAGAIN || err == syscall.EWOULDBLOCK || err == syscall.EINTR:
			alive = true
		case err == nil && n > 0:
			alive = secret // TLS has messages of its own, such as session tickets
		}
		return true
	})
	return alive && err == nil
}
