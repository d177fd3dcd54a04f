package fastpath

import (
	"fmt"
	"hash/crc32"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

const item = `{"ConsumedCapacity":{"CapacityUnits":1.5,"TableName":"table"},"Item":{"pk":{"S":"1"},"n":{"N":"-0.5"},"b":{"B":"AP8="},"l":{"L":[{"NULL":true},{"M":{"x":{"SS":["a"]}}}]}}}`

// with puts headers into an answer.
func with(headers, answer string) string {
	return strings.Replace(answer, "\r\nServer", "\r\n"+headers+"\r\nServer", 1)
}

// answers are what a server may say to a GetItem.
var answers = map[string]string{
	"AnItem":                 ok(item),
	"NoItem":                 ok(`{}`),
	"NothingAtAll":           ok(``),
	"Spaces":                 ok("  \n{ \"Item\" : {\t\"pk\" : { \"S\" : \"\\u0041\\n\" } } } \n"),
	"UnknownMembers":         ok(`{"Later":[1,{"a":null}],"Item":{"pk":{"S":"1"}}}`),
	"NullItem":               ok(`{"Item":null}`),
	"NullDocument":           ok(`null`),
	"AnArray":                ok(`[]`),
	"AStringForAnItem":       ok(`{"Item":"x"}`),
	"ANumberForAString":      ok(`{"Item":{"pk":{"S":1}}}`),
	"TwoTypesInAValue":       ok(`{"Item":{"pk":{"S":"1","N":"1"}}}`),
	"OneTypeTwiceInAValue":   ok(`{"Item":{"pk":{"S":"1","S":"2"}}}`),
	"TextThatIsNotUTF8":      ok("{\"Item\":{\"pk\":{\"S\":\"\xff\"}}}"),
	"ANumberAsDynamoDBNever": ok(`{"ConsumedCapacity":{"CapacityUnits":-0}}`),
	"NoTypeInAValue":         ok(`{"Item":{"pk":{}}}`),
	"AnUnknownType":          ok(`{"Item":{"pk":{"Z":"1"}}}`),
	"BadBase64":              ok(`{"Item":{"pk":{"B":"%%%"}}}`),
	"HalfADocument":          ok(`{"Item":{"pk":{"S":"1`),
	"MoreThanADocument":      ok(`{} {"Item":{}}`),
	"HTML":                   ok(`<html>captive portal</html>`),
	"ALongAnswer":            ok(`{"Item":{"pk":{"S":"` + strings.Repeat("x", 3<<20) + `"}}}`),
	"ABodyAsLongAsABuffer":   ok(`{"Item":{"pk":{"S":"` + strings.Repeat("x", 16<<10) + `"}}}`),
	"ARightChecksum":         with(fmt.Sprint("x-amz-crc32: ", crc32.ChecksumIEEE([]byte(item))), ok(item)),
	"AWrongChecksum":         with("x-amz-crc32: 1", ok(item)),
	"AWrongChecksumOfNoJSON": with("x-amz-crc32: 1", ok("{")),
	"NoChecksum":             with("x-amz-crc32: abc", ok(item)),
	"AnEmptyChecksum":        with("x-amz-crc32:", ok(item)),
	"TwoChecksums":           with(fmt.Sprintf("x-amz-crc32: 1\r\nx-amz-crc32: %d", crc32.ChecksumIEEE([]byte(item))), ok(item)),
	"LowerCaseHeaders":       "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-amzn-requestid: low\r\n\r\n{}",
	"UpperCaseHeaders":       "HTTP/1.1 200 OK\r\nCONTENT-LENGTH: 2\r\nX-AMZN-REQUESTID: up\r\n\r\n{}",
	"NoHeaders":              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
	"NoReason":               "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}",
	"AnEmptyReason":          "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n{}",
	"RepeatedHeaders":        with("X-A: 1\r\nx-a: 2\r\nX-B:\r\nX-A: \t3 ", ok(item)),
	"FoldedHeaders":          with("X-A: 1\r\n  2", ok(item)),
	"ASpaceBeforeTheColon":   with("X-A : 1", ok(item)),
	"NoColon":                with("X-A", ok(item)),
	"NoName":                 with(": x", ok(item)),
	"AControlCharacter":      with("X-A: \x01", ok(item)),
	"ABareCarriageReturn":    with("X-A: 1\r2", ok(item)),
	"SmuggledLine":           "HTTP/1.1 200 OK\r\nX-A: 1\nX-B: 2\r\nContent-Length: 2\r\n\r\n{}",
	"BareLineFeeds":          "HTTP/1.1 200 OK\nContent-Length: 2\n\n{}",
	"MixedLineFeeds":         "HTTP/1.1 200 OK\nContent-Length: 2\n\r\n{}",
	"AHugeHeader":            with("X-A: "+strings.Repeat("a", 100<<10), ok(item)),
	"ManyHeaders":            with(strings.Repeat("X-A: 1\r\n", 5000)+"X-B: 2", ok(item)),
	"ABadDate":               strings.Replace(ok(item), "Date: ", "Date: x", 1),
	"AnAge":                  with("Age: 3", ok(item)),
	"Pragma":                 with("Pragma: no-cache", ok(item)),
	"Chunks":                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Amzn-Requestid: c\r\n\r\n2;ext=1\r\n{}\r\n0\r\n\r\n",
	"ChunksWithATrailer":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n2\r\n{}\r\n0\r\nX-T: 1\r\n\r\n",
	"ChunksAndALength":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
	"BadChunks":              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
	"AnotherEncoding":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
	"AWrongChecksumInChunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Amz-Crc32: 1\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
	"OneLengthTwice":         with("Content-Length: 2", ok(`{}`)),
	"TwoLengths":             with("Content-Length: 3", ok(`{}`)),
	"ANegativeLength":        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
	"ASignedLength":          "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}",
	"AnEmptyLength":          "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n{}",
	"AListOfLengths":         "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n{}",
	"ALongLength":            "HTTP/1.1 200 OK\r\nContent-Length: 000000000000002\r\n\r\n{}",
	"AnImpossibleLength":     "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
	"Continue":               "HTTP/1.1 100 Continue\r\n\r\n" + ok(item),
	"EarlyHints":             "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + ok(item),
	"ContinueWithALength":    "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n" + ok(item),
	"ContinueAndAnError":     "HTTP/1.1 100 Continue\r\n\r\n" + status(400, "Bad Request", `{"__type":"x#ValidationException","message":"m"}`),
	"NoContent":              "HTTP/1.1 204 No Content\r\n\r\n",
	"NoContentWithALength":   "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
	"Created":                status(201, "Created", item),
	"PartialContent":         status(206, "Partial Content", item),
	"NotModified":            "HTTP/1.1 304 Not Modified\r\n\r\n",
	"MultipleChoices":        status(300, "Multiple Choices", ""),
	"NoLocation":             status(307, "Temporary Redirect", ""),
	"NoStatus":               "HTTP/1.1\r\n\r\n",
	"AShortStatus":           "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}",
	"ALongStatus":            "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}",
	"AStatusOfLetters":       "HTTP/1.1 2xx OK\r\nContent-Length: 2\r\n\r\n{}",
	"AStatusOfZero":          "HTTP/1.1 000 OK\r\nContent-Length: 2\r\n\r\n{}",
	"TwoSpacesInTheStatus":   "HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\n{}",
	"HTTP2":                  "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
	"HTTP12":                 "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\n{}",
	"NoVersion":              "HTTP/1.x 200 OK\r\nContent-Length: 2\r\n\r\n{}",
	"NotHTTP":                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
	"ValidationException":    status(400, "Bad Request", `{"__type":"com.amazon.coral.validate#ValidationException","message":"no good"}`),
	"ACapitalMessage":        status(400, "Bad Request", `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","Message":"slow down"}`),
	"CancellationReasons":    status(400, "Bad Request", `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"no","CancellationReasons":[{"Code":"ConditionalCheckFailed","Item":{"pk":{"S":"1"}}}]}`),
	"ItemOfAFailedCondition": status(400, "Bad Request", `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{"pk":{"S":"1"}}}`),
	"ThrottlingReasons":      status(400, "Bad Request", `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"m","throttlingReasons":[{"reason":"r","resource":"t"}]}`),
	"AnUnknownError":         status(400, "Bad Request", `{"__type":"Later","message":"m"}`),
	"TheErrorInAHeader":      with("X-Amzn-ErrorType: ResourceNotFoundException:http://x", status(400, "Bad Request", `{"message":"m"}`)),
	"AnErrorWithoutAMessage": status(400, "Bad Request", `{"__type":"a#ResourceNotFoundException"}`),
	"AnErrorWithoutAType":    status(400, "Bad Request", `{}`),
	"AnErrorWithoutABody":    status(400, "Bad Request", ``),
	"AnErrorOfHalfADocument": status(400, "Bad Request", `{"__type":"a#ResourceNotF`),
	"ALongError":             status(400, "Bad Request", `{"__type":"a#ResourceNotFoundException","message":"`+strings.Repeat("m", 100<<10)+`"}`),
	"AnErrorInChunks":        "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
	"AccessDenied":           status(400, "Bad Request", `{"__type":"a#AccessDeniedException","Message":"m"}`),
	"AWrongSignature":        status(400, "Bad Request", `{"__type":"a#InvalidSignatureException","message":"m"}`),
	"TooLarge":               status(413, "Payload Too Large", "<html/>"),
	"TooManyRequests":        status(429, "Too Many Requests", `{"__type":"ThrottlingException"}`),
	"InternalServerError":    status(500, "Internal Server Error", `{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"m"}`),
	"AnErrorOfHTML":          status(502, "Bad Gateway", "<html><body>"+strings.Repeat("x", 5000)+"</body></html>"),
	"ServiceUnavailable":     status(503, "Service Unavailable", ""),
	"ErrorsChecksum":         with("x-amz-crc32: 1", status(500, "Internal Server Error", `{"__type":"InternalServerError"}`)),
}

// endings are answers after which the server hangs up.
var endings = map[string]string{
	"Nothing":                     "",
	"AByte":                       "H",
	"HalfAHead":                   "HTTP/1.1 200 OK\r\nContent-Le",
	"AHeadWithoutItsEnd":          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
	"AHeadAlone":                  strings.TrimSuffix(ok(item), item),
	"HalfABody":                   strings.TrimSuffix(ok(item), item[50:]),
	"AWholeBody":                  ok(item),
	"HalfAnErrorsBody":            "HTTP/1.1 400 Bad Request\r\nContent-Length: 50\r\n\r\n{\"__type\"",
	"ALengthThatIsNeverReached":   "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}",
	"HalfAChunk":                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{}",
	"ChunksWithoutAnEnd":          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
	"ABodyUntilTheEnd":            "HTTP/1.1 200 OK\r\nX-Amzn-Requestid: e\r\n\r\n" + item,
	"AnErrorUntilTheEnd":          "HTTP/1.1 500 Oh\r\n\r\n{\"__type\":\"InternalServerError\"}",
	"AWrongChecksumUntilTheEnd":   "HTTP/1.1 200 OK\r\nX-Amz-Crc32: 1\r\n\r\n{}",
	"HTTP10":                      "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
	"HTTP10KeptAlive":             "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}",
	"HTTP10WithoutALength":        "HTTP/1.0 200 OK\r\n\r\n{}",
	"Close":                       strings.Replace(ok(item), "keep-alive", "close", 1),
	"CloseInCapitals":             strings.Replace(ok(item), "keep-alive", "Close", 1),
	"CloseInAList":                strings.Replace(ok(item), "keep-alive", "x, close", 1),
	"ContinueAlone":               "HTTP/1.1 100 Continue\r\n\r\n",
	"MoreBytesThanWereAskedFor":   ok(item) + "more",
	"AnotherAnswer":               ok(item) + ok(`{"Item":{"pk":{"S":"another's"}}}`),
	"MoreBytesBehindTheChunks":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + ok(item),
	"AnotherProtocol":             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
	"NoContentAndAnotherAnswer":   "HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\n" + ok(item),
	"RequestTimeoutBeforeNothing": "HTTP/1.0 408 Request Time-out\r\nConnection: close\r\n\r\n<html/>",
}

// scripted is a server whose next answer can be chosen.
type scripted struct {
	*server
	mu   sync.Mutex
	next func(w net.Conn) bool
}

func newScripted(t testing.TB) *scripted {
	s := &scripted{}
	s.server = newServer(t, nil, func(r received, w net.Conn) bool {
		s.mu.Lock()
		next := s.next
		s.next = nil
		s.mu.Unlock()
		if next == nil {
			return always(r, w)
		}
		return next(w)
	})
	return s
}

func (s *scripted) will(do func(w net.Conn) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = do
}

// compare makes a call of each kind, answered by the script, and one more to see that the
// connection carries no remains.
func compare(t *testing.T, name string, script func(w net.Conn) bool) {
	s := newScripted(t)
	direct, _ := local(t, s.server)
	p, n := local(t, s.server)
	p.taught(t, messages.GetItem, get)
	_, err := direct.direct(t.Context(), messages.GetItem, get)
	require.NoError(t, err)
	var want, have outcome
	s.will(script)
	want.out, want.err = direct.direct(t.Context(), messages.GetItem, get)
	before := len(s.requests())
	s.will(script)
	have.out, have.err = p.fast.Invoke(t.Context(), messages.GetItem, get)
	want.equals(t, have)
	assert.Equal(t, before+1, len(s.requests()), "the request was sent once")
	assert.Len(t, n.dialled(), 2, "the call had a connection of its own")
	for range 2 {
		out, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err, name)
		require.Empty(t, out.(*dynamodb.GetItemOutput).Item, "an answer that was another call's")
	}
	// The same if it's the first call, from which the others are learned.
	first, _ := local(t, s.server)
	before = len(s.requests())
	s.will(script)
	have.out, have.err = first.fast.Invoke(t.Context(), messages.GetItem, get)
	want.equals(t, have)
	assert.Equal(t, before+1, len(s.requests()), "the first request was sent once")
	if t.Failed() {
		t.Logf("SDK: %v\nown: %v", want.err, have.err)
	}
}

func TestAnAnswerMeansWhatItMeansToTheSDK(t *testing.T) {
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			compare(t, name, func(w net.Conn) bool {
				say(w, answer)
				return true
			})
		})
	}
}

func TestAnEndMeansWhatItMeansToTheSDK(t *testing.T) {
	for name, answer := range endings {
		t.Run(name, func(t *testing.T) {
			compare(t, name, func(w net.Conn) bool {
				say(w, answer)
				return false
			})
		})
	}
}

func TestAnAnswerMayComeByteByByte(t *testing.T) {
	for _, name := range []string{"AnItem", "NothingAtAll", "ValidationException", "Chunks", "EarlyHints", "BareLineFeeds", "MixedLineFeeds", "AWrongChecksum", "RepeatedHeaders"} {
		t.Run(name, func(t *testing.T) {
			compare(t, name, func(w net.Conn) bool {
				for i := range len(answers[name]) {
					say(w, answers[name][i:i+1])
				}
				return true
			})
		})
	}
}

func TestAResetMeansWhatItMeansToTheSDK(t *testing.T) {
	for name, answer := range map[string]string{"BeforeTheAnswer": "", "WithinTheHead": "HTTP/1.1 200 OK\r\nCont", "WithinTheBody": strings.TrimSuffix(ok(item), item[50:])} {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t)
			p, _ := local(t, s.server)
			p.taught(t, messages.GetItem, get).taught(t, messages.GetItem, get)
			before := len(s.requests())
			s.will(func(w net.Conn) bool {
				say(w, answer)
				_ = w.(*corked).Conn.(*net.TCPConn).SetLinger(0)
				return false
			})
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.ErrorContains(t, err, "operation error DynamoDB: GetItem, https response error")
			require.Equal(t, before+1, len(s.requests()))
		})
	}
}

func TestEveryOperationsOutputIsTheSDKs(t *testing.T) {
	bodies := map[messages.Operation]string{
		messages.GetItem:        item,
		messages.PutItem:        `{"Attributes":{"pk":{"S":"1"}},"ItemCollectionMetrics":{"SizeEstimateRangeGB":[0.5,1]},"ConsumedCapacity":{"Table":{"CapacityUnits":1}}}`,
		messages.UpdateItem:     `{"Attributes":{"pk":{"N":"1"}}}`,
		messages.DeleteItem:     `{"Attributes":{"pk":{"BS":["AA=="]}}}`,
		messages.BatchWriteItem: `{"UnprocessedItems":{"table":[{"PutRequest":{"Item":{"pk":{"S":"1"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"2"}}}}]}}`,
		messages.BatchGetItem:   `{"Responses":{"table":[{"pk":{"S":"1"}},{}]},"UnprocessedKeys":{"table":{"Keys":[{"pk":{"S":"2"}}],"ConsistentRead":true}}}`,
		messages.Query:          `{"Count":2,"ScannedCount":3,"Items":[{"pk":{"S":"1"}},{"pk":{"S":"2"}}],"LastEvaluatedKey":{"pk":{"S":"2"}}}`,
		messages.Scan:           `{"Count":0,"Items":[],"ScannedCount":0}`,
	}
	for _, disable := range []bool{false, true} {
		s := newScripted(t)
		n := newNetwork(t, s.address)
		p := newPair(t, dynamodb.Options{
			BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport), DisableClockSkewCorrection: disable, DisableValidateResponseChecksum: disable,
		})
		for i := range inputs {
			in := &inputs[i]
			p.taught(t, in.op, in.input)
			script := func(w net.Conn) bool {
				say(w, with("X-Amz-Crc32: 77", ok(bodies[in.op])))
				return true
			}
			var want, have outcome
			s.will(script)
			want.out, want.err = p.direct(t.Context(), in.op, in.input)
			s.will(script)
			have.out, have.err = p.fast.Invoke(t.Context(), in.op, in.input)
			require.NoError(t, want.err)
			want.equals(t, have)
			p.fast.forget()
			s.will(script)
			have.out, have.err = p.fast.Invoke(t.Context(), in.op, in.input)
			want.equals(t, have)
		}
	}
}

func TestAnErrorsResponseDoesNotChangeWhenOthersAreCalled(t *testing.T) {
	s := newScripted(t)
	p, _ := local(t, s.server)
	p.taught(t, messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("t"), Item: attributes("pk", "1")})
	s.will(func(w net.Conn) bool {
		say(w, status(400, "Bad Request", `{"__type":"a#ConditionalCheckFailedException","message":"mine","Item":{"pk":{"S":"mine"}}}`))
		return true
	})
	_, err := p.fast.Invoke(t.Context(), messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("t"), Item: attributes("pk", "1")})
	text := err.Error()
	for range 20 {
		s.will(func(w net.Conn) bool {
			say(w, status(400, "Bad Request", `{"__type":"b#ConditionalCheckFailedException","message":"your","Item":{"pk":{"S":"your"}}}`))
			return true
		})
		_, _ = p.fast.Invoke(t.Context(), messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("t"), Item: attributes("pk", "1")})
	}
	require.Equal(t, text, err.Error())
	var failed *types.ConditionalCheckFailedException
	require.ErrorAs(t, err, &failed)
	require.Equal(t, attributes("pk", "mine"), failed.Item)
}
