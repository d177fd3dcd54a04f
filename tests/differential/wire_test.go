package differential

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const targetPrefix = "DynamoDB_20120810."

// wire sends the request's very bytes.
func wire(ctx context.Context, e *engine, r request) (answer, bool) {
	request, err := newWireRequest(ctx, e, r)
	if err != nil {
		return answer{Code: "(no request)", Message: err.Error()}, true
	}
	got, err := e.send(request)
	if err != nil {
		return answer{Code: "(no answer)", Message: err.Error()}, true
	}
	return readWire(e, request, got), true
}

func newWireRequest(ctx context.Context, e *engine, r request) (*http.Request, error) {
	body := []byte(r.body)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", targetPrefix+r.op)
	for name, value := range r.header {
		if request.Header.Set(name, value); value == "" {
			request.Header.Del(name)
		}
	}
	options := e.client.Options()
	credentials, err := options.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(body)
	return request, v4.NewSigner().SignHTTP(ctx, credentials, request, hex.EncodeToString(hash[:]), "dynamodb", options.Region, time.Now())
}

// readWire reads an answer's JSON.
func readWire(e *engine, request *http.Request, got wireAnswer) answer {
	a := answer{Status: got.status, Faults: headerFaults(e, request, got)}
	decoder := json.NewDecoder(bytes.NewReader(got.body))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		a.Faults = append(a.Faults, fmt.Sprintf("the body is no JSON: %q", abridged(string(got.body), 200)))
		return a
	}
	members, isObject := tree.(map[string]any)
	if got.status == http.StatusOK || !isObject {
		a.Output = tree
		return a
	}
	kind, _ := members["__type"].(string)
	a.Code = kind[strings.LastIndexByte(kind, '#')+1:]
	for _, name := range []string{"message", "Message"} {
		if text, is := members[name].(string); is {
			a.Message = text
			delete(members, name)
		}
	}
	delete(members, "__type")
	if len(members) > 0 {
		a.Output = members
	}
	return a
}

// headerFaults says what is wrong with the headers of an engine that should send the service's.
func headerFaults(e *engine, request *http.Request, got wireAnswer) (faults []string) {
	if !e.faithful {
		return nil
	}
	if want, is := fmt.Sprint(crc32.ChecksumIEEE(got.body)), got.header.Get("X-Amz-Crc32"); want != is {
		faults = append(faults, fmt.Sprintf("X-Amz-Crc32 is %q and should be %q", is, want))
	}
	if len(got.header.Get("X-Amzn-Requestid")) < 36 {
		faults = append(faults, fmt.Sprintf("X-Amzn-RequestId is %q", got.header.Get("X-Amzn-Requestid")))
	}
	want, _, _ := strings.Cut(request.Header.Get("Content-Type"), ";")
	if is := got.header.Get("Content-Type"); is != want {
		faults = append(faults, fmt.Sprintf("Content-Type is %q and should be %q", is, want))
	}
	return faults
}
