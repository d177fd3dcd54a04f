package fastpath

import (
	"context"
	"net/http"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// metadata has the SDK's own middlewares fill in what they fill in: the request ID, the raw
// response, the times of answer and server, and the difference of the clocks.
func (a *answer) metadata(timing awsmiddleware.RecordResponseTiming) middleware.Metadata {
	response := &smithyhttp.Response{Response: &http.Response{
		Status: string(a.reason), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header(), Body: http.NoBody, ContentLength: int64(len(a.body)),
	}}
	_, metadata, _ := middleware.DeserializeHandler(chain{timing, 0}).HandleDeserialize(context.Background(), middleware.DeserializeInput{Request: response})
	return metadata
}

// chain are the middlewares in the SDK's order; the innermost returns the response.
type chain struct {
	timing awsmiddleware.RecordResponseTiming
	step   int
}

func (c chain) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput) (middleware.DeserializeOutput, middleware.Metadata, error) {
	next := chain{c.timing, c.step + 1}
	switch c.step {
	case 0:
		return awsmiddleware.AddRawResponse{}.HandleDeserialize(ctx, in, next)
	case 1:
		return (&awsmiddleware.RequestIDRetriever{}).HandleDeserialize(ctx, in, next)
	case 2:
		return c.timing.HandleDeserialize(ctx, in, next)
	}
	return middleware.DeserializeOutput{RawResponse: in.Request}, middleware.Metadata{}, nil
}
