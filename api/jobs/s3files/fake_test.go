package s3files

import (
	"crypto/md5"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// fakeS3 is as much of S3 as the store uses, path style, in memory.
type fakeS3 struct {
	mu      sync.Mutex
	buckets map[string]map[string]*stored
	uploads map[string]*pending
	serial  int
	page    int  // entries of a listing
	minPart int  // bytes of all parts but the last
	plain   bool // parts have no checksums
	bad     []string
	conns   atomic.Int32 // opened

	calls []string        // operations, in order
	sent  map[string]int  // bytes sent by operation
	plan  []*fault        // met by the first request of their operation
	seen  []*http.Request // all requests, without bodies
}

type stored struct {
	data []byte
	etag string
	meta http.Header
}

type pending struct {
	bucket, key string
	id          string
	meta        http.Header
	parts       map[int][]byte
}

// fault is what goes wrong with the next request of an operation.
type fault struct {
	op     string
	status int // instead of an answer
	code   string
	cut    int                 // >0: the connection breaks after so many bytes of the body
	lost   bool                // it's done, but the connection breaks before the answer
	hang   chan struct{}       // no answer until it's closed
	before func(f *fakeS3)     // called first, with the lock
	skip   int                 // requests that pass before it
	forget func(h http.Header) // changes the answer's header
	whole  bool                // the range is ignored
	short  bool                // 200 with an error in the body
}

func newFake(t testing.TB) (*fakeS3, *httptest.Server) {
	f := newState()
	srv := httptest.NewUnstartedServer(f)
	srv.Config.ConnState = func(_ net.Conn, st http.ConnState) {
		if st == http.StateNew {
			f.conns.Add(1)
		}
	}
	srv.Start()
	f.endWith(t, srv)
	return f, srv
}

// newTLS is newFake over TLS, where the SDK sends bodies in another form.
func newTLS(t testing.TB) (*fakeS3, *httptest.Server) {
	f := newState()
	srv := httptest.NewTLSServer(f)
	f.endWith(t, srv)
	return f, srv
}

func newState() *fakeS3 {
	return &fakeS3{
		buckets: map[string]map[string]*stored{"bucket": {}, "other": {}}, uploads: map[string]*pending{},
		page: 1000, minPart: 5 << 20, sent: map[string]int{},
	}
}

func (f *fakeS3) endWith(t testing.TB, srv *httptest.Server) {
	t.Cleanup(func() {
		srv.Close()
		for _, b := range f.bad {
			t.Error(b)
		}
	})
}

// client returns an S3 client of the fake's.
func client(t testing.TB, srv *httptest.Server, change ...func(*s3.Options)) *s3.Client {
	tr := new(http.Transport)
	t.Cleanup(tr.CloseIdleConnections)
	return s3.New(s3.Options{
		BaseEndpoint: &srv.URL, Region: "eu-central-1", UsePathStyle: true, HTTPClient: &http.Client{Transport: tr},
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
	}, change...)
}

func (f *fakeS3) put(name, text string) {
	p, err := parse(name)
	if err != nil {
		panic(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.store(p.bucket, p.key, []byte(text), "", nil)
}

func (f *fakeS3) get(name string) (string, bool) {
	p, _ := parse(name)
	f.mu.Lock()
	defer f.mu.Unlock()
	o, ok := f.buckets[p.bucket][p.key]
	if !ok {
		return "", false
	}
	return string(o.data), true
}

func (f *fakeS3) fail(faults ...*fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plan = append(f.plan, faults...)
}

func (f *fakeS3) count(op string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if c == op {
			n++
		}
	}
	return n
}

func (f *fakeS3) orphans() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.uploads)
}

func (f *fakeS3) store(bucket, key string, data []byte, etag string, meta http.Header) {
	if etag == "" {
		sum := md5.Sum(data)
		etag = hex.EncodeToString(sum[:])
	}
	f.buckets[bucket][key] = &stored{data: data, etag: etag, meta: meta}
}

func operation(r *http.Request, key string) string {
	q := r.URL.Query()
	switch m := r.Method; {
	case key == "" && q.Has("uploads"):
		return "ListMultipartUploads"
	case key == "":
		return "ListObjectsV2"
	case m == "POST" && q.Has("uploads"):
		return "CreateMultipartUpload"
	case m == "POST":
		return "CompleteMultipartUpload"
	case m == "PUT" && q.Has("partNumber"):
		return "UploadPart"
	case m == "PUT":
		return "PutObject"
	case m == "DELETE" && q.Has("uploadId"):
		return "AbortMultipartUpload"
	case m == "DELETE":
		return "DeleteObject"
	case m == "HEAD":
		return "HeadObject"
	}
	return "GetObject"
}

func (f *fakeS3) take(op string) *fault {
	for i, x := range f.plan {
		if x.op != op {
			continue
		}
		if x.skip > 0 {
			x.skip--
			return nil
		}
		f.plan = slices.Delete(f.plan, i, i+1)
		return x
	}
	return nil
}

func (f *fakeS3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	op := operation(r, key)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
	}
	if r.Header.Get("Content-Encoding") == "aws-chunked" {
		var trailer string
		body, trailer = unchunk(body)
		if sum, ok := strings.CutPrefix(trailer, "x-amz-checksum-crc32:"); ok {
			r.Header.Set("x-amz-checksum-crc32", sum)
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, op)
	f.seen = append(f.seen, r)
	f.sent[op] += len(body)
	x := f.take(op)
	if x != nil {
		if x.before != nil {
			x.before(f)
		}
		if x.hang != nil {
			f.mu.Unlock()
			select {
			case <-x.hang:
			case <-r.Context().Done():
			}
			f.mu.Lock()
		}
		if x.status != 0 {
			fail(w, r, x.status, x.code)
			return
		}
		if x.lost {
			f.serve(httptest.NewRecorder(), r, op, bucket, key, body, x)
			panic(http.ErrAbortHandler)
		}
	}
	f.serve(w, r, op, bucket, key, body, x)
}
