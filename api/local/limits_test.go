package local

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Limits that exist on the wire only, or that the wire must not draw narrower than the engine: a request
// at the edge is accepted over HTTP, one past it is refused. The others are in internal/localdb.
func TestTheLimitsOfTheWire(t *testing.T) {
	put := func(value string) string { return `{"TableName":"things","Item":{"pk":{"S":"a"},"v":` + value + `}}` }
	text := func(n int) string { return `{"S":"` + strings.Repeat("x", n) + `"}` }
	lists := func(n int) string {
		return strings.Repeat(`{"L":[`, n) + `{"NULL":true}` + strings.Repeat(`]}`, n)
	}
	maps := func(n int) string {
		return strings.Repeat(`{"M":{"m":`, n) + `{"NULL":true}` + strings.Repeat(`}}`, n)
	}
	const validation = "com.amazon.coral.validate#ValidationException"
	const tooDeep = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
	for _, limit := range []struct {
		name     string
		source   string // of the limit, as in internal/localdb
		at, past int
		body     func(n int) string
		status   int
		code     string
		message  string
	}{
		{"request of 16 MB", "Programming with DynamoDB and the AWS SDKs: Error handling, RequestEntityTooLargeException", 16 << 20, 16<<20 + 1,
			func(n int) string { body := put(text(1)); return body + strings.Repeat(" ", n-len(body)) },
			http.StatusRequestEntityTooLarge, "com.amazon.coral.service#RequestEntityTooLargeException", ""},
		{"item of 400 KB", "Quotas: Items, Item size", 400 << 10, 400<<10 + 1,
			func(n int) string { return put(text(n - len("pkav"))) },
			http.StatusBadRequest, validation, "Item size has exceeded the maximum allowed size"},
		{"item of 400 KB, escaped", "Quotas: Items, Item size", 400 << 10, 400<<10 + 1,
			func(n int) string { return put(`{"S":"` + strings.Repeat(`\u0078`, n-len("pkav")) + `"}`) },
			http.StatusBadRequest, validation, "Item size has exceeded the maximum allowed size"},
		{"32 levels of lists", "Quotas: Attributes, Nested attribute depth", 32, 33,
			func(n int) string { return put(lists(n - 1)) }, http.StatusBadRequest, validation, tooDeep},
		{"32 levels of maps", "Quotas: Attributes, Nested attribute depth", 32, 33,
			func(n int) string { return put(maps(n - 1)) }, http.StatusBadRequest, validation, tooDeep},
		{"32 levels, and far more", "Quotas: Attributes, Nested attribute depth", 32, 4_000, // beyond what is parsed as a value
			func(n int) string { return put(lists(n - 1)) }, http.StatusBadRequest, validation, tooDeep},
		{"number of 38 digits", "Quotas: Data types, Number", 38, 39,
			func(n int) string { return put(`{"N":"` + strings.Repeat("9", n) + `"}`) },
			http.StatusBadRequest, validation, "Attempting to store more than 38 significant digits in a Number"},
	} {
		t.Run(limit.name, func(t *testing.T) {
			db, err := New()
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			server := httptest.NewServer(db.Handler())
			defer server.Close()
			send := func(operation, body string) (int, string) {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(body))
				require.NoError(t, err)
				r.Header.Set("Content-Type", "application/x-amz-json-1.0")
				r.Header.Set("X-Amz-Target", targetPrefix+operation)
				answer, err := server.Client().Do(r)
				require.NoError(t, err)
				defer func() { require.NoError(t, answer.Body.Close()) }()
				text, err := io.ReadAll(answer.Body)
				require.NoError(t, err)
				return answer.StatusCode, string(text)
			}
			status, answer := send("CreateTable", `{"TableName":"things","BillingMode":"PAY_PER_REQUEST",
				"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}`)
			require.Equal(t, http.StatusOK, status, answer)

			status, answer = send("PutItem", limit.body(limit.at))
			require.Equal(t, http.StatusOK, status, answer)
			require.Equal(t, "{}", answer)
			status, answer = send("PutItem", limit.body(limit.past))
			require.Equal(t, limit.status, status)
			want := fmt.Sprintf(`{"__type":%q,"message":%q}`, limit.code, limit.message)
			if limit.message == "" {
				require.True(t, strings.HasPrefix(answer, strings.TrimSuffix(want, `"}`)), answer)
				return
			}
			require.JSONEq(t, want, answer)
		})
	}
}
