package local

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnInProcessCallReachesTheEngineAndItsAnswerTheCaller(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	out, err := get(t.Context(), db.Client(), "a")
	require.NoError(t, err)
	require.Equal(t, item("a"), out.Item)
	id, ok := middleware.GetRequestIDMetadata(out.ResultMetadata)
	require.True(t, ok)
	require.Len(t, id, 52)
	require.EqualValues(t, 1, n.Load())
}

func TestErrorsArriveAsTheSDKsTypesWithAllTheySay(t *testing.T) {
	reasons := []types.ThrottlingReason{{Reason: aws.String("TableReadKeyRangeThroughputExceeded"), Resource: aws.String("arn")}}
	for name, test := range map[string]struct {
		err    error
		check  func(*testing.T, error)
		status int
	}{
		"conditional check with its item": {&types.ConditionalCheckFailedException{Message: aws.String("no"), Item: item("old")}, func(t *testing.T, err error) {
			var e *types.ConditionalCheckFailedException
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "no", e.ErrorMessage())
			assert.Equal(t, item("old"), e.Item)
		}, 400},
		"transaction canceled": {&types.TransactionCanceledException{
			Message:             aws.String("why"),
			CancellationReasons: []types.CancellationReason{{Code: aws.String("None")}, {Code: aws.String("ConditionalCheckFailed"), Item: item("b")}},
		}, func(t *testing.T, err error) {
			var e *types.TransactionCanceledException
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "why", e.ErrorMessage())
			require.Len(t, e.CancellationReasons, 2)
			assert.Equal(t, item("b"), e.CancellationReasons[1].Item)
		}, 400},
		"throttling": {&types.ThrottlingException{Message: aws.String("slow"), ThrottlingReasons: reasons}, func(t *testing.T, err error) {
			var e *types.ThrottlingException
			require.ErrorAs(t, err, &e)
			assert.Equal(t, reasons, e.ThrottlingReasons)
		}, 400},
		"provisioned throughput": {&types.ProvisionedThroughputExceededException{Message: aws.String("slow"), ThrottlingReasons: reasons}, func(t *testing.T, err error) {
			var e *types.ProvisionedThroughputExceededException
			require.ErrorAs(t, err, &e)
			assert.Equal(t, reasons, e.ThrottlingReasons)
			assert.Equal(t, "slow", e.ErrorMessage())
		}, 400},
		"validation": {&smithy.GenericAPIError{Code: "ValidationException", Message: "a \"quoted\" <b> é"}, func(t *testing.T, err error) {
			var e *smithy.GenericAPIError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "ValidationException", e.Code)
			assert.Equal(t, "a \"quoted\" <b> é", e.Message)
		}, 400},
		"a type without members": {&types.ResourceNotFoundException{}, func(t *testing.T, err error) {
			var e *types.ResourceNotFoundException
			require.ErrorAs(t, err, &e)
		}, 400},
		"the service's own failure": {&types.InternalServerError{Message: aws.String("oh")}, func(t *testing.T, err error) {
			var e *types.InternalServerError
			require.ErrorAs(t, err, &e)
		}, 500},
		"a status of one's own": {Error(503, "ServiceUnavailable", "busy"), func(t *testing.T, err error) {
			var e smithy.APIError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "ServiceUnavailable", e.ErrorCode())
			assert.Equal(t, "busy", e.ErrorMessage())
		}, 503},
		"what the engine shouldn't fail with": {errors.New("broken"), func(t *testing.T, err error) {
			var e *types.InternalServerError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "broken", e.ErrorMessage())
		}, 500},
	} {
		t.Run(name, func(t *testing.T) {
			db := withEngine(t, func(context.Context, any) (any, error) { return nil, test.err })
			_, err := get(t.Context(), db.Client(once), "a")
			test.check(t, err)
			var response interface{ HTTPStatusCode() int }
			require.ErrorAs(t, err, &response)
			assert.Equal(t, test.status, response.HTTPStatusCode())
		})
	}
}

func TestAnOperationThatIsMissingIsNamed(t *testing.T) {
	db, err := New()
	require.NoError(t, err)
	_, err = db.Client().ListBackups(t.Context(), &dynamodb.ListBackupsInput{})
	var e smithy.APIError
	require.ErrorAs(t, err, &e)
	require.Equal(t, "UnknownOperationException", e.ErrorCode())
	require.Equal(t, "api/local does not have the operation ListBackups", e.ErrorMessage())
}

func TestACallWhoseCtxHasEndedIsNotMade(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, put(ctx, db.Client(), "a"), context.Canceled)
	require.Zero(t, n.Load())
}

func TestClientsTryAgainAsTheSDKDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		db := withEngine(t, counting(&n))
		db.Control(Times(2, Fail(internalError())))
		require.NoError(t, put(t.Context(), db.Client(), "a"))
		require.EqualValues(t, 1, n.Load())
		require.EqualValues(t, 3, db.sequence.Load())

		db.Control(Fail(internalError()))
		require.Error(t, put(t.Context(), db.Client(once), "a"))
		require.EqualValues(t, 4, db.sequence.Load(), "optFns come last")
	})
}

func TestADroppedConnectionLooksLikeOneThatWasReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		db := withEngine(t, counting(&n))
		remove := db.Control(Drop())
		err := put(t.Context(), db.Client(once), "a")
		require.ErrorIs(t, err, ErrDropped)
		require.ErrorIs(t, err, syscall.ECONNRESET)
		var urlErr *url.Error
		require.ErrorAs(t, err, &urlErr)
		var opErr *net.OpError
		require.ErrorAs(t, err, &opErr)
		require.ErrorContains(t, err, "connection reset")
		require.Zero(t, n.Load(), "it was dropped before it was applied")
		remove()

		db.Control(Times(1, DropAnswer()))
		require.NoError(t, put(t.Context(), db.Client(), "a"), "the SDK tries it again")
		require.EqualValues(t, 2, n.Load(), "both attempts were applied")
	})
}

func TestTransportErrorsOfControlsReachTheCaller(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	for _, want := range []error{io.ErrUnexpectedEOF, syscall.EPIPE, context.DeadlineExceeded} {
		remove := db.Control(Fail(want))
		require.ErrorIs(t, put(t.Context(), db.Client(once), "a"), want)
		remove()
	}
	require.Zero(t, n.Load())
}

func TestAClosedDBRefusesCallsWithoutRetries(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	client := db.Client()
	require.NoError(t, db.Close())
	require.NoError(t, db.Close(), "closing again does nothing")
	start := db.sequence.Load()
	require.ErrorIs(t, put(t.Context(), client, "a"), ErrClosed)
	require.EqualValues(t, 1, db.sequence.Load()-start)
	require.Zero(t, n.Load())
	_, err := db.Listen("")
	require.ErrorIs(t, err, ErrClosed)
}

func TestACallThatHasBegunGoesOnWhenTheDBCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		db := withEngine(t, counting(&n), WithLatency(Latency{Median: time.Second}))
		done := make(chan error)
		go func() { done <- put(t.Context(), db.Client(), "a") }()
		synctest.Wait()
		require.NoError(t, db.Close())
		require.NoError(t, <-done)
		require.EqualValues(t, 1, n.Load())
	})
}

func TestARequestLargerThanTheServiceReadsIsRefusedInProcess(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	err := put(t.Context(), db.Client(once), strings.Repeat("x", maxBody))
	var e smithy.APIError
	require.ErrorAs(t, err, &e)
	require.Equal(t, "RequestEntityTooLargeException", e.ErrorCode())
	require.Zero(t, n.Load())
}

func TestAnAnswersBodyMayBeClosedTwiceAndReadAfterwards(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint, strings.NewReader("{}"))
	require.NoError(t, err)
	r.Header.Set("X-Amz-Target", targetPrefix+"ListTables")
	answer, err := inProcess{db}.Do(r)
	require.NoError(t, err)
	require.Equal(t, "200 OK", answer.Status)
	require.Equal(t, "503 Service Unavailable", statusLine(503))
	all, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.JSONEq(t, `{"TableNames":["orders"]}`, string(all))
	require.NoError(t, answer.Body.Close())
	require.NoError(t, answer.Body.Close())
	all, err = io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Empty(t, all)
}

func TestTheSameSeedGivesTheSameRequestIDs(t *testing.T) {
	seen := map[string]bool{}
	for n := range uint64(1000) {
		id := requestID(1, n)
		require.Equal(t, id, requestID(1, n))
		require.NotEqual(t, id, requestID(2, n))
		require.Regexp(t, `^[0-9A-V]{26}VV4KQNSO5AEMVJF66Q9ASUAAJG$`, id)
		seen[id] = true
	}
	require.Len(t, seen, 1000)
}

// The environment and profiles of the machine must not matter.
func TestTheMachinesConfigurationIsNotRead(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1",
		"AWS_ACCESS_KEY_ID": "from-the-environment", "AWS_PROFILE": "missing", "AWS_CONFIG_FILE": "/missing",
		"AWS_ACCOUNT_ID_ENDPOINT_MODE": "required", "AWS_USE_FIPS_ENDPOINT": "true", "HTTP_PROXY": "http://127.0.0.1:1",
	} {
		t.Setenv(name, value)
	}
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	client := db.Client()
	require.NoError(t, put(t.Context(), client, "a"))
	require.Equal(t, "us-east-1", client.Options().Region)
	got, err := client.Options().Credentials.Retrieve(t.Context())
	require.NoError(t, err)
	require.Equal(t, "local", got.AccessKeyID)
}
