package differential

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
)

// subject is the engine that is compared with the reference: api/local, unless DynamoDB Local is to
// be compared with itself.
func subject(t testing.TB) *engine {
	if self {
		again := reference(t)
		again.name = "DynamoDB Local again"
		return again
	}
	db, err := local.New()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return &engine{
		name:     "api/local",
		client:   db.Client(bare),
		faithful: true,
		url:      "http://localhost",
		send: func(request *http.Request) (wireAnswer, error) {
			recorder := httptest.NewRecorder()
			db.Handler().ServeHTTP(recorder, request)
			return wireAnswer{recorder.Code, recorder.Header(), recorder.Body.Bytes()}, nil
		},
	}
}
