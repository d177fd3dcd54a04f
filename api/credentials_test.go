package api_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// vault hands out credentials, of which the service takes none that are older than it wants.
type vault struct {
	mu       sync.Mutex
	handed   int
	wanted   int
	stubborn bool // hands out the old ones for ever
}

func (v *vault) Retrieve(context.Context) (aws.Credentials, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.stubborn || v.handed == 0 {
		v.handed++
	}
	return aws.Credentials{AccessKeyID: fmt.Sprint("key", v.handed), SecretAccessKey: "secret", CanExpire: true, Expires: time.Now().Add(24 * time.Hour)}, nil
}

func (v *vault) expire() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.wanted = v.handed + 1
}

func (v *vault) check(ctx context.Context, _ *local.Request) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if ctx.Value(aside{}) == nil && v.handed < v.wanted {
		return local.Error(400, "ExpiredTokenException", "The security token included in the request is expired")
	}
	return nil
}

// onVault is onService with an executor whose client has its credentials from a vault.
func onVault(t *testing.T, opts []api.Option, test func(t *testing.T, s *service, v *vault)) {
	t.Helper()
	onService(t, nil, func(t *testing.T, s *service) {
		require.NoError(t, s.ex.Close(t.Context()))
		v := &vault{}
		client := s.db.Client(func(o *dynamodb.Options) {
			o.Retryer = aws.NopRetryer{}
			o.Credentials = aws.NewCredentialsCache(v)
		})
		s.open(t, client, opts)
		s.db.Control(v.check)
		test(t, s, v)
	})
}

func TestCredentialsThatExpireAreFetchedAnew(t *testing.T) {
	for name, ask := range map[string]func(i int) eitherFace{
		"puts": puts(orders), "gets": gets(orders),
		"transactions": func(i int) eitherFace { return transactionOf(orders, fmt.Sprint("t", i, "-"), 2) },
	} {
		t.Run(name, func(t *testing.T) {
			onVault(t, nil, func(t *testing.T, s *service, v *vault) {
				for range 5 {
					require.NoError(t, s.do(t.Context(), ask(0)), "alone")
					v.expire()
					require.NoError(t, s.do(t.Context(), ask(1)), "alone, and expired")
					v.expire()
					require.NoError(t, s.all(t.Context(), 100, ask).wait())
				}
			})
		})
	}
}

// Updates of one key, with credentials that expire in the midst of them.
//
//parity:async only futures are asked for in an order by one goroutine
func TestTheOrderOnAKeyHoldsWhenCredentialsExpire(t *testing.T) {
	onVault(t, nil, func(t *testing.T, s *service, v *vault) {
		setLatency(t, s, 5*time.Millisecond)
		var futures []*api.Future[*dynamodb.UpdateItemOutput]
		want := ""
		for i := range 50 {
			want += fmt.Sprint(i, " ")
			futures = append(futures, s.ex.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
				TableName: &orders, Key: item{"id": text("a")},
				UpdateExpression:          aws.String("SET history = list_append(if_not_exists(history, :none), :this)"),
				ExpressionAttributeValues: item{":none": list(), ":this": list(fmt.Sprint(i))},
			}))
		}
		for range 4 {
			time.Sleep(50 * time.Millisecond)
			v.expire()
		}
		_, err := api.All(futures...).Await(t.Context())
		require.NoError(t, err)
		out, err := s.sdk.GetItem(s.aside(t), &dynamodb.GetItemInput{TableName: &orders, Key: item{"id": text("a")}})
		require.NoError(t, err)
		require.Equal(t, want, joined(out.Item["history"]))
	})
}

// A provider that has no others isn't asked for ever, and neither is the service.
func TestCredentialsThatStayExpiredFailTheRequestWithTheServicesError(t *testing.T) {
	policy := api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 4, BaseDelay: time.Millisecond, MaxDelay: time.Millisecond})
	onVault(t, []api.Option{policy}, func(t *testing.T, s *service, v *vault) {
		require.NoError(t, s.do(t.Context(), puts(orders)(0)))
		v.stubborn = true
		v.expire()
		before := len(s.came())
		err := s.do(t.Context(), puts(orders)(1))
		requireOutcome(t, err, api.Rejected, 4)
		code, ok := errors.AsType[interface {
			error
			ErrorCode() string
		}](err)
		require.True(t, ok)
		assert.Equal(t, "ExpiredTokenException", code.ErrorCode())
		synctest.Wait()
		assert.Len(t, s.came()[before:], 4)

		// Then the circuit opens, and ends when there are good ones.
		requireOpen(t, s.ask(t.Context(), orders, 3*time.Second), orders, "PutItem")
		v.mu.Lock()
		v.stubborn = false
		v.mu.Unlock()
		require.NoError(t, s.ask(t.Context(), orders, 31*time.Second))
	})
}
