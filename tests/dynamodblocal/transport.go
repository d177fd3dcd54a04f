package dynamodblocal

import (
	"net/http"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

const (
	// idleConnections is how many connections are kept for reuse. The SDK keeps ten, so a test with more
	// calls in flight would measure dialling, and run out of ports.
	idleConnections = 1024
	// idleTimeout is below the 30 s after which DynamoDB Local's web server hangs up, so that it is never
	// the server that closes a connection just when a request is sent on it.
	idleTimeout = 10 * time.Second
)

// newTransport is for an engine on loopback: without a proxy, whatever the environment says.
func newTransport() *http.Transport {
	return &http.Transport{
		MaxIdleConnsPerHost: idleConnections,
		IdleConnTimeout:     idleTimeout,
	}
}

// newRemoteTransport is for an engine elsewhere: as the SDK's client has it, with the environment's
// proxy and certificates. The client itself would not do, for it cannot close its connections.
func newRemoteTransport(client *awshttp.BuildableClient) *http.Transport {
	t := client.GetTransport() // a copy
	t.MaxIdleConns = 0         // no bound over all hosts
	t.MaxIdleConnsPerHost = idleConnections
	return t
}
