package integration

import (
	"errors"
	"net/http"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/tests/dynamodblocal"
	"github.com/dynactor/dynactor/tests/engines"
)

// ownServer is a server that one test may kill.
type ownServer interface {
	Endpoint() string
	Client(optFns ...func(*dynamodb.Options)) *dynamodb.Client
	Close() error
}

// startOwn starts one of the engine of this run. Closing it kills it.
func startOwn(t *testing.T) ownServer {
	t.Helper()
	var server ownServer
	if engines.Running() == engines.InProcess {
		db, err := local.New()
		require.NoError(t, err)
		s, err := db.Listen("")
		require.NoError(t, err)
		server = listening{db, s}
	} else {
		s, err := dynamodblocal.Start(t.Context())
		if err != nil {
			_, unavailable := errors.AsType[*dynamodblocal.Unavailable](err)
			if !unavailable || os.Getenv("DYNACTOR_REQUIRE_ENGINE") == "1" && os.Getenv("DYNACTOR_ENDPOINT") == "" {
				t.Fatal(err)
			}
			t.Skipf("SKIPPED WITHOUT TESTING ANYTHING, because no DynamoDB Local can be started to be killed:\n%v", err)
		}
		server = s
	}
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	return server
}

// listening is api/local over HTTP.
type listening struct {
	db     *local.DB
	server *local.Server
}

func (l listening) Endpoint() string { return l.server.URL() }
func (l listening) Close() error     { return l.db.Close() }

func (l listening) Client(optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	url := l.Endpoint()
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &url, Region: "us-east-1", HTTPClient: &http.Client{Transport: &http.Transport{}},
		Credentials: credentials.NewStaticCredentialsProvider("dynactor", "dynactor", ""),
	}, optFns...)
}
