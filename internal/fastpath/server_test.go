package fastpath

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// received is a request as it came over the wire.
type received struct {
	conn   int // of which connection, from 0
	number int // of all requests, from 0
	head   string
	body   []byte
}

// lines are those of the head, without the empty one.
func (r received) lines() []string {
	return strings.Split(strings.TrimSuffix(r.head, "\r\n\r\n"), "\r\n")
}

func (r received) header(name string) string {
	for _, line := range r.lines()[1:] {
		if have, value, _ := strings.Cut(line, ": "); have == name {
			return value
		}
	}
	return ""
}

// server is one that records its requests, and answers what a test wants, byte by byte.
type server struct {
	url, address string
	listener     net.Listener
	// answer writes to the connection; false closes it.
	answer func(r received, w net.Conn) bool

	mu    sync.Mutex
	got   []received
	conns []net.Conn
	done  sync.WaitGroup
}

// newServer starts a server; with a TLS configuration if there is one.
func newServer(t testing.TB, secure *tls.Config, answer func(r received, w net.Conn) bool) *server {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &server{address: listener.Addr().String(), listener: corking{listener}, answer: answer}
	s.url = "http://" + s.address
	if secure != nil {
		s.listener = tls.NewListener(s.listener, secure)
		s.url = "https://" + s.address
	}
	s.done.Go(s.accept)
	t.Cleanup(s.close)
	return s
}

// corking is a listener whose connections can send what was written in pieces as one.
type corking struct{ net.Listener }

func (l corking) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &corked{Conn: c}, err
}

type corked struct {
	net.Conn
	holds bool
	held  []byte
}

func (c *corked) Write(b []byte) (int, error) {
	if c.holds {
		c.held = append(c.held, b...)
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// together has all that is written meanwhile arrive at once.
func (c *corked) together(write func()) {
	c.holds = true
	write()
	c.holds = false
	_ = c.SetWriteDeadline(time.Time{}) // TLS lets its last write be the last
	_, _ = c.Write(c.held)
}

func (s *server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		number := len(s.conns)
		s.conns = append(s.conns, c)
		s.mu.Unlock()
		s.done.Go(func() { s.serve(c, number) })
	}
}

func (s *server) serve(c net.Conn, number int) {
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		in := received{conn: number}
		for !strings.HasSuffix(in.head, "\r\n\r\n") {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			in.head += line
		}
		var length int
		if _, err := fmt.Sscan(in.header("Content-Length"), &length); err != nil {
			return
		}
		in.body = make([]byte, length)
		if _, err := io.ReadFull(r, in.body); err != nil {
			return
		}
		s.mu.Lock()
		in.number = len(s.got)
		s.got = append(s.got, in)
		s.mu.Unlock()
		if !s.answer(in, c) {
			return
		}
	}
}

func (s *server) close() {
	_ = s.listener.Close()
	s.hangUp()
	s.done.Wait()
}

// hangUp closes all connections.
func (s *server) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		_ = c.Close()
	}
}

func (s *server) requests() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.got...)
}

func (s *server) last(t testing.TB) received {
	all := s.requests()
	require.NotEmpty(t, all)
	return all[len(all)-1]
}

func (s *server) accepted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// say writes an answer; nobody is there to hear of a failure.
func say(w net.Conn, text string) { _, _ = io.WriteString(w, text) }

// ok is an answer as DynamoDB's.
func ok(body string) string { return status(200, "OK", body) }

func status(code int, reason, body string) string {
	return fmt.Sprintf("HTTP/1.1 %d %s\r\nServer: Server\r\nDate: %s\r\nContent-Type: application/x-amz-json-1.0\r\n"+
		"Content-Length: %d\r\nConnection: keep-alive\r\nx-amzn-RequestId: REQUEST\r\n\r\n%s",
		code, reason, time.Now().UTC().Format(http.TimeFormat), len(body), body)
}

// always answers with an empty object.
func always(_ received, w net.Conn) bool {
	say(w, ok("{}"))
	return true
}

// authority issues certificates to the servers and clients of the tests.
var authority = sync.OnceValue(func() (a struct {
	roots  *x509.CertPool
	server *tls.Config
	client tls.Certificate
}) {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tests"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	rootRaw := must(x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key))
	issue := func(serial int64, usage x509.ExtKeyUsage) tls.Certificate {
		own := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
		raw := must(x509.CreateCertificate(rand.Reader, &x509.Certificate{
			SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, NotBefore: root.NotBefore, NotAfter: root.NotAfter,
			KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usage}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
			DNSNames: []string{"dynamodb.eu-north-1.amazonaws.com", "*.ddb.eu-north-1.amazonaws.com"},
		}, root, &own.PublicKey, key))
		return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: own}
	}
	a.roots = x509.NewCertPool()
	a.roots.AddCert(must(x509.ParseCertificate(rootRaw)))
	a.server = &tls.Config{Certificates: []tls.Certificate{issue(2, x509.ExtKeyUsageServerAuth)}, MinVersion: tls.VersionTLS12, ClientCAs: a.roots}
	a.client = issue(3, x509.ExtKeyUsageClientAuth)
	return a
})

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// network is a transport whose connections all lead to one server, and that counts them.
type network struct {
	*http.Transport
	mu    sync.Mutex
	conns []net.Conn
	asked []string // the addresses that were to be dialled
}

func newNetwork(t testing.TB, to string) *network {
	n := &network{}
	n.Transport = &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: authority().roots, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, to)
			n.mu.Lock()
			defer n.mu.Unlock()
			n.asked = append(n.asked, address)
			if err == nil {
				n.conns = append(n.conns, c)
			}
			return c, err
		},
	}
	t.Cleanup(n.CloseIdleConnections)
	return n
}

func (n *network) dialled() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.asked...)
}

// allClosed asserts that no connection was left open on this side.
func (n *network) allClosed(t testing.TB) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.conns {
		assert.ErrorIs(t, c.SetDeadline(time.Now()), net.ErrClosed)
	}
}

func isJSON(t testing.TB, want, have []byte) {
	if !bytes.Equal(want, have) {
		assert.JSONEq(t, string(want), string(have))
	}
}
