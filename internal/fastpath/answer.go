package fastpath

import (
	"bytes"
	"errors"
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

	length  int // -1 if it isn't told
	chunked bool
	closes  bool // the connection can't be used again
	crc     []byte
}

var errMalformed = errors.New("malformed HTTP response")

// parseHead reads a status line and the headers behind it, up to and without the empty line.
func (a *answer) parseHead(head []byte) error {
	*a = answer{length: -1}
	line, rest, _ := bytes.Cut(head, crlf)
	version, reason, ok := bytes.Cut(line, []byte(" "))
	if !ok || len(reason) < 3 || !bytes.HasPrefix(version, []byte("HTTP/1.")) {
		return errMalformed
	}
	status, ok := digits(reason[:3])
	if !ok || len(reason) > 3 && reason[3] != ' ' {
		return errMalformed
	}
	a.status, a.reason, a.head = status, reason, rest
	a.closes = string(version) == "HTTP/1.0"
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, crlf)
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			return errMalformed // folded lines too
		}
		if err := a.note(name, bytes.Trim(value, " \t")); err != nil {
			return err
		}
	}
	return nil
}

// note remembers the headers that say how to read the body.
func (a *answer) note(name, value []byte) error {
	switch len(name) {
	case len("Content-Length"):
		if bytes.EqualFold(name, []byte("Content-Length")) {
			n, ok := digits(value)
			if !ok || a.length >= 0 && a.length != n {
				return errMalformed
			}
			a.length = n
		}
	case len("Transfer-Encoding"):
		if bytes.EqualFold(name, []byte("Transfer-Encoding")) {
			a.chunked = true
		}
	case len("Connection"):
		if bytes.EqualFold(name, []byte("Connection")) && !bytes.EqualFold(value, []byte("keep-alive")) {
			a.closes = true
		}
	case len("X-Amz-Crc32"):
		if bytes.EqualFold(name, []byte("X-Amz-Crc32")) {
			a.crc = value
		}
	}
	return nil
}

var crlf = []byte("\r\n")

// mostDigits keeps digits within an int.
const mostDigits = 10

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
