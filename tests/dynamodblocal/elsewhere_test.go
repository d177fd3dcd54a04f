package dynamodblocal

import (
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOnLoopback(t *testing.T) {
	for endpoint, want := range map[string]bool{
		"http://127.0.0.1:8000":                      true,
		"http://127.1.2.3":                           true,
		"http://[::1]:8000":                          true,
		"http://localhost:8000":                      true,
		"https://localhost":                          true,
		"http://192.168.0.7:8000":                    false,
		"https://dynamodb.eu-west-1.amazonaws.com":   false,
		"https://localhost.example.com":              false,
		"https://127.0.0.1.example.com":              false,
		"https://dynamodb.eu-west-1.amazonaws.com/x": false,
	} {
		got, err := onLoopback(endpoint)
		require.NoError(t, err, endpoint)
		assert.Equal(t, want, got, endpoint)
	}
}

func TestOnLoopbackRefusesWhatIsNoEndpoint(t *testing.T) {
	for _, endpoint := range []string{"127.0.0.1:8000", "localhost:8000", "ftp://localhost", "http://", "8000", "%"} {
		_, err := onLoopback(endpoint)
		require.ErrorContains(t, err, "is no endpoint", endpoint)
	}
}

// noAWS takes away whatever configuration of AWS this machine has.
func noAWS(t *testing.T) {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		t.Setenv(name, "")
	}
	nowhere := filepath.Join(t.TempDir(), "none")
	t.Setenv("AWS_CONFIG_FILE", nowhere)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

// answer answers as DynamoDB does: with a checksum, for want of which the SDK would log.
func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("X-Amz-Crc32", fmt.Sprint(crc32.ChecksumIEEE([]byte(body))))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func TestElsewhereOnLoopbackNeedsNoAWS(t *testing.T) {
	noAWS(t)
	var signed string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed = r.Header.Get("Authorization")
		answer(w, http.StatusOK, `{"TableNames":["here"]}`)
	}))
	defer other.Close()
	e, err := openElsewhere(t.Context(), other.URL)
	require.NoError(t, err)
	defer e.close()
	assert.Contains(t, signed, "Credential=dynactor/")
	assert.Contains(t, signed, "/us-east-1/dynamodb/")
	got, err := e.client().ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	assert.Equal(t, []string{"here"}, got.TableNames)
}

func TestElsewhereTakesARefusalForAnAnswer(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusBadRequest, `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"no"}`)
	}))
	defer other.Close()
	e, err := openElsewhere(t.Context(), other.URL)
	require.NoError(t, err)
	require.NoError(t, e.close())
}

func TestElsewhereSaysThatNobodyAnswers(t *testing.T) {
	other := httptest.NewServer(nil)
	other.Close()
	_, err := openElsewhere(t.Context(), other.URL)
	require.ErrorContains(t, err, "DYNACTOR_ENDPOINT="+other.URL+" does not answer")
	require.NotErrorAs(t, err, new(*Unavailable), "an endpoint that was asked for must be there")
}

func TestRemoteNeedsARegion(t *testing.T) {
	noAWS(t)
	_, err := openRemote(t.Context(), "https://dynamodb.example.com")
	require.ErrorContains(t, err, "set AWS_REGION")
}

func TestRemoteClosesItsConnections(t *testing.T) {
	noAWS(t)
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	var open atomic.Int32
	other := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, `{"TableNames":[]}`)
	}))
	other.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed:
			open.Add(-1)
		}
	}
	other.Start()
	defer other.Close()
	e, err := openRemote(t.Context(), other.URL)
	require.NoError(t, err)
	// Not by a call of the SDK: it closes request bodies early, which now and then costs a connection.
	response, err := e.client().Options().HTTPClient.(*http.Client).Get(other.URL)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.EqualValues(t, 1, open.Load())

	require.NoError(t, e.close())
	assert.Eventually(t, func() bool { return open.Load() == 0 }, 10*time.Second, time.Millisecond)
}

func TestRemoteSignsWithAWSsOwnConfiguration(t *testing.T) {
	noAWS(t)
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	e, err := openRemote(t.Context(), "https://dynamodb.example.com")
	require.NoError(t, err)
	defer e.close()
	options := e.client().Options()
	assert.Equal(t, "eu-west-1", options.Region)
	assert.Equal(t, "https://dynamodb.example.com", *options.BaseEndpoint)
	credentials, err := options.Credentials.Retrieve(context.Background())
	require.NoError(t, err)
	assert.Equal(t, "AKIDEXAMPLE", credentials.AccessKeyID)
}
