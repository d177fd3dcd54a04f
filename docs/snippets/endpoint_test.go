package snippets

import (
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// endpoint answers what the SDK's own client asks for over HTTP, for the snippets that make one. It
// stores nothing and finds one order under every key.
func endpoint(t *testing.T) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		answer, ok := map[string]string{
			"DescribeTable":  `{"Table":{"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]}}`,
			"GetItem":        `{"Item":{"id":{"S":"order/1"},"total":{"N":"42"}}}`,
			"PutItem":        `{}`,
			"BatchWriteItem": `{}`,
		}[operation]
		if !ok {
			http.Error(w, "no answer to "+operation, http.StatusNotImplemented)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.Header().Set("X-Amz-Crc32", fmt.Sprint(crc32.ChecksumIEEE([]byte(answer))))
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL":            server.URL,
		"AWS_REGION":                  "eu-north-1",
		"AWS_ACCESS_KEY_ID":           "nobody",
		"AWS_SECRET_ACCESS_KEY":       "nothing",
		"AWS_CONFIG_FILE":             "nowhere",
		"AWS_SHARED_CREDENTIALS_FILE": "nowhere",
	} {
		t.Setenv(name, value)
	}
}
