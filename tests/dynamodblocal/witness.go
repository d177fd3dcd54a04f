package dynamodblocal

import (
	"fmt"
	"net/http"
)

// witness is a transport that believes an answer only if it comes from the engine that was started
// with this origin.
//
// Between choosing a port and the engine's binding it, another process can take the port. If that is
// another DynamoDB Local, every question would be answered well, by the wrong engine: two test
// processes would then share tables, and the second would lose them when the first ends. The engine
// names an allowed origin in its answer to a request from there, which no other engine would do.
type witness struct {
	origin string
	next   http.RoundTripper
}

func (w *witness) Do(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Origin", w.origin)
	response, err := w.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if got := response.Header.Get("Access-Control-Allow-Origin"); got != w.origin {
		response.Body.Close()
		return nil, fmt.Errorf("%s answered, but is not the engine that was started: %w", request.URL.Host, errPortTaken)
	}
	return response, nil
}
