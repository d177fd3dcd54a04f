package target

import (
	"context"
	"net"
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// connections is more than any peer has calls in flight, so that nobody is
// slowed by connections that come and go. It is also the most that a client
// opens: callers beyond it wait for one, instead of using up the ports.
const connections = 2048

// region is that of all targets but AWS, which don't have any.
const region = "eu-north-1"

// Client is an SDK client with a transport of its own.
type Client struct {
	*dynamodb.Client
	transport *http.Transport
}

// New returns a client for the endpoint: static credentials, no TLS unless the
// endpoint wants it, and what isn't named here at the SDK's defaults, its
// retries among them.
func New(endpoint string) *Client {
	return newClient(plain(endpoint), nil)
}

// plain are the options for an endpoint that isn't AWS.
func plain(endpoint string) dynamodb.Options {
	return dynamodb.Options{
		Region:       region,
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("bench", "bench", ""),
	}
}

// newClient adds the transport, and around it the meter if there is one.
func newClient(options dynamodb.Options, m *meter, changes ...func(*dynamodb.Options)) *Client {
	transport := &http.Transport{
		DialContext:         (&net.Dialer{}).DialContext,
		MaxConnsPerHost:     connections,
		MaxIdleConns:        connections,
		MaxIdleConnsPerHost: connections,
		DisableCompression:  true,
	}
	var way http.RoundTripper = transport
	if m != nil {
		way = metered{transport, m}
	}
	options.HTTPClient = &http.Client{Transport: way}
	return &Client{dynamodb.New(options, changes...), transport}
}

// Close closes the client's idle connections.
func (c *Client) Close(context.Context) error {
	c.transport.CloseIdleConnections()
	return nil
}

// clients are those that a target has handed out.
type clients struct {
	mu  sync.Mutex
	all []*Client
}

func (c *clients) add(client *Client) *Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, client)
	return client
}

func (c *clients) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, client := range c.all {
		client.transport.CloseIdleConnections()
	}
	c.all = nil
}
