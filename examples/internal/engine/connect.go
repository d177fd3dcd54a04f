package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// connections are kept open between calls. The SDK's default is 10; an executor has up to 128 calls
// in flight per table, and would open a new connection, with its TLS handshake, for most of them.
const connections = 128

func newHTTPClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns = 0 // no bound over all hosts
		t.MaxIdleConnsPerHost = connections
	})
}

// connectLocal makes a client of a DynamoDB on this machine that runs already. It uses nothing of this
// machine's AWS configuration, so nothing can send its requests to a real account.
func connectLocal(endpoint, region string) *database {
	if region == "" {
		region = "us-east-1"
	}
	web := newHTTPClient().Freeze()
	return &database{
		client: dynamodb.New(dynamodb.Options{
			BaseEndpoint: &endpoint,
			Region:       region,
			Credentials:  credentials.NewStaticCredentialsProvider("dynactor", "dynactor", ""),
			HTTPClient:   web,
		}),
		where: endpoint,
		close: hangUp(web),
	}
}

// connectAWS finds credentials, and the region if none is given, as every AWS program does:
// variables, profiles, roles.
func connectAWS(ctx context.Context, endpoint, region string) (*database, error) {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(region), config.WithHTTPClient(newHTTPClient()))
	if err != nil {
		return nil, fmt.Errorf("loading the AWS configuration: %w", err)
	}
	if cfg.Region == "" {
		return nil, errors.New("no AWS region is set: give -region, or set AWS_REGION")
	}
	where := "AWS, region " + cfg.Region
	if endpoint != "" {
		cfg.BaseEndpoint = &endpoint
		where = endpoint + ", region " + cfg.Region
	}
	return &database{client: dynamodb.NewFromConfig(cfg), where: where, close: hangUp(cfg.HTTPClient)}, nil
}

// hangUp closes the connections that wait for another call.
func hangUp(web any) func(context.Context) error {
	return func(context.Context) error {
		if idle, ok := web.(interface{ CloseIdleConnections() }); ok {
			idle.CloseIdleConnections()
		}
		return nil
	}
}
