package local

import (
	"errors"
	"hash/crc32"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dynactor/dynactor/internal/codec"
)

// The types of bodies, as headers have them. Shared by all answers, never changed.
var (
	typeAWSJSON = []string{"application/x-amz-json-1.0"}
	typeJSON    = []string{"application/json"}
	typeXML     = []string{"text/xml"}
	typeText    = []string{"text/plain; charset=utf-8"}
)

// Handler returns the DB as a server of DynamoDB's wire protocol (awsJson1_0), for clients in any
// language: POST / with the operation in X-Amz-Target, and with the Content-Type
// application/x-amz-json-1.0 or application/json, which is then the answer's. Answers carry a request
// id and the CRC32 of their body. A GET says that the DB is healthy.
//
// Any credentials are accepted, and none as well: signatures aren't checked and nobody is kept out,
// unlike in the service, which answers MissingAuthenticationTokenException. So don't serve it to a
// network that you don't trust. It doesn't answer browsers' cross-origin questions, so web pages
// can't use it.
//
// Bodies of more than 16 MB are refused with status 413, as by the service. The handler panics with
// http.ErrAbortHandler to drop a connection when a [Control] says so; an http.Server takes that as
// it's meant.
func (db *DB) Handler() http.Handler { return &handler{db: db} }

type handler struct {
	db *DB
	// transfer bounds what takes time on the network, 0 for no bound. Not used on servers of others,
	// whose timeouts are their own.
	transfer time.Duration
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	contentType := spoken(r)
	if contentType == nil {
		h.other(w, r)
		return
	}
	db := h.db
	n := db.sequence.Add(1)
	body, answer := codec.GetBuffer(), codec.GetBuffer()
	defer codec.PutBuffer(body)
	defer codec.PutBuffer(answer)
	deadlines := h.deadlines(w)
	deadlines.begin()
	status, out, err := db.serve(r, body, answer.B, n)
	answer.B = out
	if err != nil {
		if !errors.Is(err, ErrClosed) {
			panic(http.ErrAbortHandler)
		}
		status, answer.B = http.StatusServiceUnavailable, appendError(answer.B[:0], closedAnswer)
	}
	deadlines.answer()
	db.write(w, status, contentType, answer.B, n)
}

var closedAnswer = newError(http.StatusServiceUnavailable, "ServiceUnavailable", ErrClosed.Error())

// write sends an answer in one piece.
func (db *DB) write(w http.ResponseWriter, status int, contentType []string, body []byte, n uint64) {
	// One allocation for the three values that differ from answer to answer. Set by their
	// canonical names, which spares the search for them.
	values := []string{
		strconv.Itoa(len(body)), strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10), requestID(db.config.seed, n),
	}
	header := w.Header()
	header["Content-Type"] = contentType
	header["Content-Length"] = values[0:1:1]
	header["X-Amz-Crc32"] = values[1:2:2]
	header["X-Amzn-Requestid"] = values[2:3:3]
	w.WriteHeader(status)
	// An error means that the client has gone away.
	_, _ = w.Write(body)
}

// other answers what isn't a request of the protocol, as the service does. It isn't counted, so that
// a health check doesn't change what a seed brings about, and has the request id that no other has.
func (h *handler) other(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		h.db.write(w, http.StatusOK, typeText, []byte("healthy: dynamodb.us-east-1 in process\n"), 0)
		return
	}
	h.db.write(w, http.StatusNotFound, typeXML, []byte("<UnknownOperationException/>\n"), 0)
}

// spoken returns the type of the answer's body, which is that of the request's, or nil if the service
// doesn't read such a body. It reads no other version of JSON, and any type that is of nothing.
func spoken(r *http.Request) []string {
	values := r.Header["Content-Type"]
	switch {
	case r.Method != http.MethodPost:
		return nil
	case len(values) == 1 && values[0] == typeAWSJSON[0]:
		return typeAWSJSON
	case len(values) == 1:
		media, _, _ := strings.Cut(values[0], ";")
		switch strings.ToLower(strings.TrimSpace(media)) {
		case typeAWSJSON[0]:
			return typeAWSJSON
		case typeJSON[0]:
			return typeJSON
		}
	}
	if r.ContentLength == 0 {
		return typeJSON
	}
	return nil
}

// target is the value of X-Amz-Target.
func target(h http.Header) string {
	if values := h["X-Amz-Target"]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// errTooLarge is found before the body has been read.
var errTooLarge = tooLarge()

// readBody reads a request's body into b. length is what was announced, negative if nothing was.
// The buffer grows with what has arrived, so announcing much takes no memory.
func readBody(b *codec.Buffer, body io.Reader, length int64) error {
	if body == nil || length == 0 {
		return nil
	}
	if length > maxBody {
		return errTooLarge
	}
	const chunk = 64 << 10
	for {
		room := max(chunk, len(b.B))
		if length > 0 {
			room = min(room, int(length)-len(b.B))
		}
		if room == 0 {
			return nil
		}
		b.B = slices.Grow(b.B, room)
		n, err := body.Read(b.B[len(b.B) : len(b.B)+room])
		b.B = b.B[:len(b.B)+n]
		switch {
		case len(b.B) > maxBody:
			return errTooLarge
		case length > 0 && int64(len(b.B)) == length:
			return nil
		case err == io.EOF && length < 0:
			return nil
		case err == io.EOF:
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
	}
}
