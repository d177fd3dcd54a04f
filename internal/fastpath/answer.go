package fastpath

import (
	"bytes"
	"hash/crc32"
	"net/http"
	"net/textproto"
	"strconv"
)

// answer is an HTTP response. head and body alias the buffer it was read into.
type answer struct {
	status int
	reason []byte // of the status line: 200 OK
	head   []byte // the header lines
	body   []byte
	broken error // why the body isn't whole

	length int  // -1 if it isn't told
	closes bool // the connection can't be used again
	crc    []byte
	parsed http.Header // of an answer that net/http has read
}

// parseHead reads a status line and the headers behind it, up to the empty line. It knows the
// usual form only, and says whether a head has it: all lines end alike, and the body is as long as
// the head says. Others are for net/http to read, or to refuse.
func (a *answer) parseHead(head []byte) (usual bool) {
	*a = answer{length: -1}
	head, ok := bytes.CutSuffix(head, []byte("\r\n\r\n"))
	if !ok {
		return false
	}
	line, rest, _ := bytes.Cut(head, crlf)
	version, reason, _ := bytes.Cut(line, []byte(" "))
	if string(version) != "HTTP/1.1" || len(reason) < 3 || len(reason) > 3 && reason[3] != ' ' || !all(reason, inValue) {
		return false
	}
	status, ok := digits(reason[:3])
	if !ok || status < 200 || status == http.StatusNoContent || status == http.StatusNotModified {
		return false
	}
	a.status, a.reason, a.head = status, reason, rest
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, crlf)
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(name) == 0 || !all(name, inName) || !all(value, inValue) || !a.note(name, bytes.Trim(value, " \t")) {
			return false
		}
	}
	return a.length >= 0
}

// note remembers the headers that say how to read the body. It returns false for those that only
// net/http knows what to do with.
func (a *answer) note(name, value []byte) bool {
	switch len(name) {
	case len("Content-Length"):
		if bytes.EqualFold(name, []byte("Content-Length")) {
			n, ok := digits(value)
			if !ok || n > mostBody || a.length >= 0 {
				return false
			}
			a.length = n
		}
	case len("Transfer-Encoding"):
		return !bytes.EqualFold(name, []byte("Transfer-Encoding"))
	case len("Trailer"):
		return !bytes.EqualFold(name, []byte("Trailer"))
	case len("Pragma"):
		return !bytes.EqualFold(name, []byte("Pragma"))
	case len("Connection"):
		return !bytes.EqualFold(name, []byte("Connection")) || bytes.EqualFold(value, []byte("keep-alive"))
	case len("X-Amz-Crc32"):
		if bytes.EqualFold(name, []byte("X-Amz-Crc32")) && a.crc == nil {
			a.crc = value
		}
	}
	return true
}

var crlf = []byte("\r\n")

// The bytes that HTTP allows in the names and the values of headers.
const (
	inName = 1 << iota
	inValue
)

var classes = func() (table [256]byte) {
	for c := range table {
		if c == '\t' || c >= ' ' && c != 0x7f {
			table[c] |= inValue
		}
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), byte(c)) >= 0 {
			table[c] |= inName
		}
	}
	return table
}()

func all(b []byte, class byte) bool {
	for _, c := range b {
		if classes[c]&class == 0 {
			return false
		}
	}
	return true
}

// mostDigits keeps digits within an int.
const mostDigits = 9

func digits(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > mostDigits {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// intact checks the body's checksum, unless the SDK wouldn't. One that is wrong is left to the SDK.
func (c *Client) intact(a *answer) bool {
	if !c.checksums || a.crc == nil {
		return true
	}
	want, err := strconv.ParseUint(string(a.crc), 10, 32)
	return err == nil && crc32.ChecksumIEEE(a.body) == uint32(want)
}

// header returns the headers as net/http has them.
func (a *answer) header() http.Header {
	if a.parsed != nil {
		return a.parsed
	}
	const usual = 8
	h := make(http.Header, usual)
	values := make([]string, 0, usual)
	for rest := a.head; len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, crlf)
		name, value, _ := bytes.Cut(line, []byte(":"))
		key := textproto.CanonicalMIMEHeaderKey(string(name))
		text := string(bytes.Trim(value, " \t"))
		if have := h[key]; have != nil {
			h[key] = append(have[:len(have):len(have)], text)
			continue
		}
		values = append(values, text)
		h[key] = values[len(values)-1 : len(values) : len(values)]
	}
	return h
}
