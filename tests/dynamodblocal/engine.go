package dynamodblocal

import (
	"context"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// engine is what a test process runs its suite against: a server of its own, or another endpoint.
type engine struct {
	client func(optFns ...func(*dynamodb.Options)) *dynamodb.Client
	close  func() error
	server *Server // nil when the engine is elsewhere
}

func openEngine(ctx context.Context) (*engine, error) {
	if endpoint := os.Getenv("DYNACTOR_ENDPOINT"); endpoint != "" {
		return openElsewhere(ctx, endpoint)
	}
	server, err := Start(ctx)
	if err != nil {
		return nil, err
	}
	return &engine{client: server.Client, close: server.Close, server: server}, nil
}
