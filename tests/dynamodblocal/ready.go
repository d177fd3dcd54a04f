package dynamodblocal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

const (
	// readyPoll is how often an engine that starts is asked. Asking is cheap: until it listens, the
	// connection is refused at once.
	readyPoll = 20 * time.Millisecond
	// readyAnswer bounds one question. The first answer takes up to a second of class loading.
	readyAnswer = 10 * time.Second
)

// ready returns when the engine has answered a ListTables, or with the reason why it will not.
func (s *Server) ready(ctx context.Context, within time.Duration, origin string, taken <-chan struct{}) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	ctx, cancel := context.WithTimeoutCause(ctx, within, fmt.Errorf("no answer within %v", within))
	defer cancel()
	go func() {
		select {
		case <-s.process.exited:
			stop(fmt.Errorf("java ended before DynamoDB Local answered: %w", errors.Join(errExited, s.process.err)))
		case <-taken:
			stop(errPortTaken)
		case <-ctx.Done():
		}
	}()

	client := s.Client(func(o *dynamodb.Options) {
		o.HTTPClient = &witness{origin: origin, next: s.transport}
		o.RetryMaxAttempts = 1 // the loop below is the retry
	})
	poll := time.NewTicker(readyPoll)
	defer poll.Stop()
	for {
		err := ask(ctx, client)
		if err == nil || errors.Is(err, errPortTaken) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w (the last question was answered with: %w)", context.Cause(ctx), err)
		case <-poll.C:
		}
	}
}

func ask(ctx context.Context, client *dynamodb.Client) error {
	ctx, cancel := context.WithTimeout(ctx, readyAnswer)
	defer cancel()
	_, err := client.ListTables(ctx, &dynamodb.ListTablesInput{})
	return err
}
