package local

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// request is one of the wire protocol.
func request(operation, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", targetPrefix+operation)
	return r
}

func serve(db *DB, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	db.Handler().ServeHTTP(w, r)
	return w
}

func TestAnAnswerOverTheWire(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	w := serve(db, request("GetItem", `{"TableName":"orders","Key":{"pk":{"S":"a"}}}`))
	const body = `{"Item":{"pk":{"S":"a"}}}`
	require.Equal(t, body, w.Body.String())
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "application/x-amz-json-1.0", w.Header().Get("Content-Type"))
	require.Equal(t, strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(body))), 10), w.Header().Get("x-amz-crc32"))
	require.Equal(t, strconv.Itoa(len(body)), w.Header().Get("Content-Length"))
	require.Equal(t, requestID(1, 1), w.Header().Get("x-amzn-RequestId"))
}

func TestErrorsOverTheWireHaveTheServicesNames(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		status int
		body   string
	}{
		"validation": {&smithy.GenericAPIError{Code: "ValidationException", Message: "bad"}, 400,
			`{"__type":"com.amazon.coral.validate#ValidationException","message":"bad"}`},
		"not found": {&types.ResourceNotFoundException{Message: aws.String("gone")}, 400,
			`{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"gone"}`},
		"conditional check": {&types.ConditionalCheckFailedException{Message: aws.String("no"), Item: item("a")}, 400,
			`{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no","Item":{"pk":{"S":"a"}}}`},
		"transaction, with a capital M": {&types.TransactionCanceledException{Message: aws.String("no"), CancellationReasons: []types.CancellationReason{{Code: aws.String("None")}}}, 400,
			`{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"no","CancellationReasons":[{"Code":"None"}]}`},
		"throttling, with a small t": {&types.ThrottlingException{Message: aws.String("no"), ThrottlingReasons: []types.ThrottlingReason{{Reason: aws.String("r"), Resource: aws.String("a")}}}, 400,
			`{"__type":"com.amazon.coral.availability#ThrottlingException","message":"no","throttlingReasons":[{"reason":"r","resource":"a"}]}`},
		"without a message": {&types.ResourceInUseException{}, 400,
			`{"__type":"com.amazonaws.dynamodb.v20120810#ResourceInUseException"}`},
		"internal": {internalError(), 500,
			`{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}`},
		"unavailable": {&smithy.GenericAPIError{Code: "ServiceUnavailable", Message: "busy"}, 503,
			`{"__type":"com.amazonaws.dynamodb.v20120810#ServiceUnavailable","message":"busy"}`},
		"access": {&smithy.GenericAPIError{Code: "AccessDeniedException", Message: "no"}, 400,
			`{"__type":"com.amazon.coral.service#AccessDeniedException","message":"no"}`},
		"a fault of the server": {&smithy.GenericAPIError{Code: "Odd", Message: "no", Fault: smithy.FaultServer}, 500,
			`{"__type":"com.amazonaws.dynamodb.v20120810#Odd","message":"no"}`},
		"a status of its own": {Error(418, "Teapot", "no"), 418,
			`{"__type":"com.amazonaws.dynamodb.v20120810#Teapot","message":"no"}`},
		"wrapped": {&smithy.OperationError{Err: &types.ResourceNotFoundException{Message: aws.String("gone")}}, 400,
			`{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"gone"}`},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int64
			db := withEngine(t, counting(&n))
			db.Control(Fail(test.err))
			w := serve(db, request("ListTables", "{}"))
			assert.Equal(t, test.status, w.Code)
			assert.JSONEq(t, test.body, w.Body.String())
			assert.Equal(t, strconv.FormatUint(uint64(crc32.ChecksumIEEE(w.Body.Bytes())), 10), w.Header().Get("x-amz-crc32"))
			assert.Zero(t, n.Load())
		})
	}
}

func TestBadRequestsOverTheWire(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*http.Request)
		body   string
		status int
		code   string
	}{
		"no target":            {func(r *http.Request) { r.Header.Del("X-Amz-Target") }, "{}", 400, "com.amazon.coral.service#UnknownOperationException"},
		"another service":      {func(r *http.Request) { r.Header.Set("X-Amz-Target", "Kinesis_20131202.ListStreams") }, "{}", 400, "com.amazon.coral.service#UnknownOperationException"},
		"an unknown operation": {func(r *http.Request) { r.Header.Set("X-Amz-Target", targetPrefix+"Nope") }, "{}", 400, "com.amazon.coral.service#UnknownOperationException"},
		"nothing":              {nil, "", 400, "com.amazon.coral.service#SerializationException"},
		"not JSON":             {nil, "{", 400, "com.amazon.coral.service#SerializationException"},
		"not an object":        {nil, "[]", 400, "com.amazon.coral.service#SerializationException"},
		"something behind it":  {nil, "{}{}", 400, "com.amazon.coral.service#SerializationException"},
		"a number for a text":  {nil, `{"ExclusiveStartTableName":1}`, 400, "com.amazon.coral.service#SerializationException"},
		"announced too large":  {func(r *http.Request) { r.ContentLength = maxBody + 1 }, "{}", 413, "com.amazon.coral.service#RequestEntityTooLargeException"},
		"too large by a byte":  {func(r *http.Request) { r.ContentLength = -1 }, "{}" + strings.Repeat(" ", maxBody-1), 413, "com.amazon.coral.service#RequestEntityTooLargeException"},
		"as large as can be":   {func(r *http.Request) { r.ContentLength = -1 }, "{}" + strings.Repeat(" ", maxBody-2), 200, ""},
		"of unknown length":    {func(r *http.Request) { r.ContentLength = -1 }, `{"Limit":3}`, 200, ""},
		"an older JSON type":   {func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=UTF-8") }, `{}`, 200, ""},
		"without signature":    {func(r *http.Request) { r.Header.Del("Authorization") }, `{}`, 200, ""},
		"with any signature":   {func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 nonsense") }, `{}`, 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int64
			db := withEngine(t, counting(&n))
			r := request("ListTables", test.body)
			if test.change != nil {
				test.change(r)
			}
			w := serve(db, r)
			require.Equal(t, test.status, w.Code)
			if test.code == "" {
				require.EqualValues(t, 1, n.Load())
				return
			}
			require.Zero(t, n.Load())
			require.True(t, strings.HasPrefix(w.Body.String(), `{"__type":"`+test.code+`","message":"`), w.Body.String())
			require.NotEmpty(t, w.Header().Get("x-amzn-RequestId"))
		})
	}
}

func TestWhatIsNotTheProtocol(t *testing.T) {
	db := withEngine(t, func(context.Context, any) (any, error) { return nil, errors.New("must not be called") })
	for name, test := range map[string]struct {
		method, contentType string
		status              int
		body                string
	}{
		"a health check":        {http.MethodGet, "", 200, "healthy: "},
		"a health check's head": {http.MethodHead, "", 200, ""},
		"another method":        {http.MethodPut, "application/x-amz-json-1.0", 404, "<UnknownOperationException/>"},
		"another JSON":          {http.MethodPost, "application/x-amz-json-1.1", 404, "<UnknownOperationException/>"},
		"a form":                {http.MethodPost, "application/x-www-form-urlencoded", 404, "<UnknownOperationException/>"},
		"no type":               {http.MethodPost, "", 404, "<UnknownOperationException/>"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, "/", strings.NewReader("{}"))
			r.Header.Set("X-Amz-Target", targetPrefix+"ListTables")
			if test.contentType != "" {
				r.Header.Set("Content-Type", test.contentType)
			}
			w := serve(db, r)
			require.Equal(t, test.status, w.Code)
			require.True(t, strings.HasPrefix(w.Body.String(), test.body))
			require.Equal(t, fmt.Sprint(crc32.ChecksumIEEE(w.Body.Bytes())), w.Header().Get("X-Amz-Crc32"))
			require.Len(t, w.Header().Get("X-Amzn-RequestId"), idLength)
		})
	}
	require.Zero(t, db.sequence.Load())
}

func TestAnAnswerHasTheTypeOfItsRequest(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	for sent, want := range map[string]string{
		"application/x-amz-json-1.0":                 "application/x-amz-json-1.0",
		"Application/X-Amz-Json-1.0 ; charset=utf-8": "application/x-amz-json-1.0",
		"application/json":                           "application/json",
		"application/json; charset=utf-8":            "application/json",
	} {
		r := request("ListTables", "{}")
		r.Header.Set("Content-Type", sent)
		require.Equal(t, want, serve(db, r).Header().Get("Content-Type"), sent)
	}
	require.EqualValues(t, 4, n.Load())
}

func TestNoBodyNeedsNoType(t *testing.T) {
	db := withEngine(t, func(context.Context, any) (any, error) { return nil, errors.New("must not be called") })
	r := request("ListTables", "")
	r.Header.Del("Content-Type")
	w := serve(db, r)
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.Contains(t, w.Body.String(), "SerializationException")
}

func TestAClosedDBIsUnavailableOverTheWire(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	require.NoError(t, db.Close())
	w := serve(db, request("ListTables", "{}"))
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.JSONEq(t, `{"__type":"com.amazonaws.dynamodb.v20120810#ServiceUnavailable","message":"api/local: the DB is closed"}`, w.Body.String())
	require.Zero(t, n.Load())
}

// shortBody ends before what was announced.
type shortBody struct{ io.Reader }

func (shortBody) Close() error { return nil }

func TestConnectionsAreAbortedRatherThanAnswered(t *testing.T) {
	for name, test := range map[string]struct {
		control Control
		change  func(*http.Request)
		applied int
	}{
		"dropped before":       {Drop(), nil, 0},
		"dropped after":        {DropAnswer(), nil, 1},
		"an error of the net":  {Fail(io.ErrUnexpectedEOF), nil, 0},
		"a body that is short": {nil, func(r *http.Request) { r.Body, r.ContentLength = shortBody{strings.NewReader("{")}, 2 }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int64
			db := withEngine(t, counting(&n))
			db.Control(test.control)
			r := request("ListTables", "{}")
			if test.change != nil {
				test.change(r)
			}
			require.PanicsWithValue(t, http.ErrAbortHandler, func() { serve(db, r) })
			require.EqualValues(t, test.applied, n.Load())
		})
	}
}

func FuzzWire(f *testing.F) {
	for _, body := range []string{`{}`, `{"TableName":"orders","Key":{"pk":{"S":"a"}}}`, `{"Key":{"pk":{"S":1}}}`, `[`, ``, "\x00"} {
		f.Add("GetItem", "application/x-amz-json-1.0", body)
	}
	f.Fuzz(func(t *testing.T, operation, contentType, body string) {
		var n atomic.Int64
		db := withEngine(t, func(context.Context, any) (any, error) {
			n.Add(1)
			return &dynamodb.ListTablesOutput{}, nil
		})
		r := request("", body)
		r.Header["X-Amz-Target"] = []string{targetPrefix + operation}
		r.Header["Content-Type"] = []string{contentType}
		w := serve(db, r)
		switch w.Code {
		case http.StatusOK, http.StatusBadRequest, http.StatusNotFound:
		default:
			t.Fatalf("status %d", w.Code)
		}
		if w.Code == http.StatusOK && n.Load() != 1 {
			t.Fatal("an answer without a request")
		}
	})
}
