package local

import (
	"net/http"
	"time"
)

// deadlines bound how long the body of a request may take to arrive and its answer to leave. The
// time between is the request's, which a control may hold for as long as it likes; that is why the
// timeouts of http.Server, which count from the header on, don't do. Nil ones are none.
type deadlines struct {
	connection *http.ResponseController
	transfer   time.Duration
}

func (h *handler) deadlines(w http.ResponseWriter) *deadlines {
	if h.transfer <= 0 {
		return nil
	}
	return &deadlines{http.NewResponseController(w), h.transfer}
}

// A connection that can't be bounded is served all the same, so the errors don't matter.

// begin is called before the body is read. The last request's deadline for writing has passed
// perhaps, and reading may have to write "100 Continue". When the body has arrived, net/http lifts the
// deadline for reading by itself, to notice that the client goes away.
func (d *deadlines) begin() {
	if d == nil {
		return
	}
	until := time.Now().Add(d.transfer)
	_ = d.connection.SetReadDeadline(until)
	_ = d.connection.SetWriteDeadline(until)
}

// answer is called before the answer is written.
func (d *deadlines) answer() {
	if d != nil {
		_ = d.connection.SetWriteDeadline(time.Now().Add(d.transfer))
	}
}
