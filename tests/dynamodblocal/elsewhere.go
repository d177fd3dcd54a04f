package dynamodblocal

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
)

// elsewhereAnswer bounds the question whether an endpoint is there at all.
const elsewhereAnswer = 15 * time.Second

// openElsewhere aims at the endpoint that DYNACTOR_ENDPOINT names, and asks it one question, so that a
// wrong address is one clear failure and not a hundred timeouts.
func openElsewhere(ctx context.Context, endpoint string) (*engine, error) {
	local, err := onLoopback(endpoint)
	if err != nil {
		return nil, err
	}
	open := openRemote
	if local {
		open = openLocal
	}
	e, err := open(ctx, endpoint)
	if err != nil {
		return nil, err
	}
	if err := answers(ctx, e.client()); err != nil {
		return nil, fmt.Errorf("dynamodblocal: DYNACTOR_ENDPOINT=%s does not answer: %w: start it, or unset the variable", endpoint, err)
	}
	return e, nil
}

// onLoopback reports whether the endpoint is on this machine, where dummy credentials do.
func onLoopback(endpoint string) (bool, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return false, fmt.Errorf("dynamodblocal: DYNACTOR_ENDPOINT=%q is no endpoint: give a URL such as http://127.0.0.1:8000", endpoint)
	}
	return u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback(), nil
}

func openLocal(_ context.Context, endpoint string) (*engine, error) {
	transport := newTransport()
	return &engine{
		client: func(optFns ...func(*dynamodb.Options)) *dynamodb.Client {
			return newLocalClient(endpoint, transport, optFns...)
		},
		close: func() error { transport.CloseIdleConnections(); return nil },
	}, nil
}

// openRemote finds region and credentials as every AWS program does: variables, profiles, roles.
func openRemote(ctx context.Context, endpoint string) (*engine, error) {
	own := awshttp.NewBuildableClient()
	cfg, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(own))
	if err != nil {
		return nil, fmt.Errorf("dynamodblocal: loading AWS's configuration for DYNACTOR_ENDPOINT=%s: %w", endpoint, err)
	}
	if cfg.Region == "" {
		return nil, fmt.Errorf("dynamodblocal: DYNACTOR_ENDPOINT=%s needs a region to sign for: set AWS_REGION", endpoint)
	}
	// Loading may have replaced the client by one that trusts the certificates of AWS_CA_BUNDLE.
	if loaded, ok := cfg.HTTPClient.(*awshttp.BuildableClient); ok {
		own = loaded
	}
	transport := newRemoteTransport(own)
	cfg.HTTPClient = &http.Client{Transport: transport}
	cfg.BaseEndpoint = &endpoint
	return &engine{
		client: func(optFns ...func(*dynamodb.Options)) *dynamodb.Client {
			return dynamodb.NewFromConfig(cfg, optFns...)
		},
		close: func() error { transport.CloseIdleConnections(); return nil },
	}, nil
}

// answers asks for a table list. Being refused is an answer: whether the suite's permissions suffice
// is for its tests to find out.
func answers(ctx context.Context, client *dynamodb.Client) error {
	ctx, cancel := context.WithTimeout(ctx, elsewhereAnswer)
	defer cancel()
	_, err := client.ListTables(ctx, &dynamodb.ListTablesInput{})
	if _, refused := errors.AsType[smithy.APIError](err); refused {
		return nil
	}
	return err
}
