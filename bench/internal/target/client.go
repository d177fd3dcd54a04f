// Package target makes the DynamoDB clients of the benchmark's peers: one for
// each peer, all alike.
package target

import (
	"context"
	"net"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// idleConnections is more than any peer has calls in flight, so that nobody is
// slowed by connections that come and go.
const idleConnections = 2048

// Client is an SDK client with a transport of its own.
type Client struct {
	*dynamodb.Client
	transport *http.Transport
}

// New returns a client for the endpoint: static credentials, no TLS, and what
// isn't named here at the SDK's defaults, its retries among them.
func New(endpoint string) *Client {
	transport := &http.Transport{
		DialContext:         (&net.Dialer{}).DialContext,
		MaxIdleConns:        idleConnections,
		MaxIdleConnsPerHost: idleConnections,
		DisableCompression:  true,
	}
	return &Client{
		Client: dynamodb.New(dynamodb.Options{
			Region:       "eu-north-1",
			BaseEndpoint: aws.String(endpoint),
			Credentials:  credentials.NewStaticCredentialsProvider("bench", "bench", ""),
			HTTPClient:   &http.Client{Transport: transport},
		}),
		transport: transport,
	}
}

// Close closes the client's idle connections.
func (c *Client) Close(context.Context) error {
	c.transport.CloseIdleConnections()
	return nil
}
