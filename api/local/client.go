package local

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/codec"
)

// endpoint stands in the URLs of in-process requests. Nothing resolves it: .invalid is reserved for
// names that don't exist (RFC 2606).
const endpoint = "http://dynamodb.invalid"

// Client returns an SDK client whose requests the DB carries out on the goroutine of the caller,
// without sockets and without other goroutines, so that it works in a testing/synctest bubble. The
// requests pass through the SDK's own serialization, signing and retries, and through all that the
// service would say of them.
//
// The client is in the region us-east-1 and has made-up credentials; neither the environment's nor
// the profiles' are read. Its retries are the SDK's defaults: three attempts, with a pause that
// grows. optFns may change all of that.
func (db *DB) Client(optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:                "us-east-1",
		BaseEndpoint:          aws.String(endpoint),
		Credentials:           credentials.NewStaticCredentialsProvider("local", "local", ""),
		AccountIDEndpointMode: aws.AccountIDEndpointModeDisabled,
		EndpointDiscovery:     dynamodb.EndpointDiscoveryOptions{EnableEndpointDiscovery: aws.EndpointDiscoveryDisabled},
		// The answer never left the process.
		DisableValidateResponseChecksum: true,
		HTTPClient:                      inProcess{db},
	}, optFns...)
}

// inProcess is the SDK's HTTP client, without HTTP.
type inProcess struct{ db *DB }

// Do implements dynamodb.HTTPClient.
func (p inProcess) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, failed(r, err)
	}
	n := p.db.sequence.Add(1)
	body, answer := codec.GetBuffer(), codec.GetBuffer()
	defer codec.PutBuffer(body)
	status, out, err := p.db.serve(r, body, answer.B, n)
	answer.B = out
	if err != nil {
		codec.PutBuffer(answer)
		return nil, failed(r, errors.Unwrap(err))
	}
	return &http.Response{
		Status:     statusLine(status),
		StatusCode: status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": typeAWSJSON, "X-Amzn-Requestid": {requestID(p.db.config.seed, n)}},
		Body:          &pooledBody{buffer: answer},
		ContentLength: int64(len(out)),
		Request:       r,
	}, nil
}

// statusLine is how net/http gives the status.
func statusLine(status int) string {
	if status == http.StatusOK {
		return "200 OK"
	}
	return strconv.Itoa(status) + " " + http.StatusText(status)
}

// failed is an error of the transport in the form that net/http gives it, since that is how
// programs, and the SDK's retries, recognize it.
func failed(r *http.Request, err error) error {
	if errors.Is(err, ErrDropped) {
		err = &net.OpError{Op: "read", Net: "tcp", Err: dropped{os.NewSyscallError("read", syscall.ECONNRESET)}}
	}
	return &url.Error{Op: "Post", URL: r.URL.String(), Err: err}
}

// dropped is a connection that was reset because a control said so.
type dropped struct{ reset error }

func (d dropped) Error() string   { return d.reset.Error() }
func (d dropped) Unwrap() []error { return []error{d.reset, ErrDropped} }

// pooledBody gives its buffer back when it's closed, which the SDK always does. What is read
// afterwards is nothing, and closing twice does no harm.
type pooledBody struct {
	buffer *codec.Buffer
	read   int
}

func (b *pooledBody) Read(p []byte) (int, error) {
	if b.buffer == nil || b.read == len(b.buffer.B) {
		return 0, io.EOF
	}
	n := copy(p, b.buffer.B[b.read:])
	b.read += n
	return n, nil
}

func (b *pooledBody) Close() error {
	codec.PutBuffer(b.buffer)
	b.buffer = nil
	return nil
}
