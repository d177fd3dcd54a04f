package fastpath

import (
	"crypto/tls"
	"errors"
	"os"
	"time"
)

// blindIdle is how long a connection may be idle that can't be looked at, such as one of the
// user's own type. Servers and what is before them keep idle ones for 5 s at least.
const blindIdle = 2 * time.Second

// alive says that an idle connection can carry another call: the other side hasn't closed it, nor
// sent what nobody asked for, which the next call would take for its answer.
func (c *conn) alive() bool {
	under := c.Conn
	t, secret := under.(*tls.Conn)
	if secret {
		under = t.NetConn()
	}
	quiet, known := silent(under)
	if !known {
		return time.Since(c.idleSince) < blindIdle
	}
	return quiet && (!secret || drained(t))
}

// drained says that TLS holds nothing back. It may have read more at once than it has handed out:
// the other side's goodbye, say, behind the last answer.
func drained(t *tls.Conn) bool {
	if t.SetReadDeadline(time.Unix(1, 0)) != nil {
		return false
	}
	var b [1]byte
	_, err := t.Read(b[:])
	return errors.Is(err, os.ErrDeadlineExceeded) && t.SetReadDeadline(time.Time{}) == nil
}
