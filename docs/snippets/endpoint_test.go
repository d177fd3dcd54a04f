package snippets

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// endpoint has what the SDK's own configuration finds lead to a DynamoDB with one order in it, for
// the snippets that make a client over HTTP.
func endpoint(t *testing.T) {
	t.Helper()
	server, err := newDatabase(t, item{"id": text("order/1"), "total": number(42)}).Listen("")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL":            server.URL(),
		"AWS_REGION":                  "eu-north-1",
		"AWS_ACCESS_KEY_ID":           "nobody",
		"AWS_SECRET_ACCESS_KEY":       "nothing",
		"AWS_CONFIG_FILE":             "nowhere",
		"AWS_SHARED_CREDENTIALS_FILE": "nowhere",
	} {
		t.Setenv(name, value)
	}
}
