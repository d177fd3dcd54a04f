package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// pause is how long the user thinks between two pages.
const pause = 20 * time.Millisecond

// startUsers reads and writes beside the load, as a service would for its users, until stop is closed. The
// func that it returns waits for the end of that, and joins its error to the load's.
func startUsers(ctx context.Context, db *api.SyncExecutor, table string, stop <-chan struct{}) func(error) error {
	done := make(chan error, 1)
	go func() { done <- users(ctx, db, table, stop) }()
	return func(err error) error { return errors.Join(err, <-done) }
}

func users(ctx context.Context, db *api.SyncExecutor, table string, stop <-chan struct{}) error {
	var slowest time.Duration
	for n := 0; ; n++ {
		select {
		case <-stop:
			fmt.Printf("users: %d visits beside it, the slowest of which took %v\n", n, slowest.Round(time.Millisecond))
			return nil
		case <-time.After(pause):
		}
		begun := time.Now()
		// Without a priority in its ctx a request is interactive, so it waits for none of the load's.
		if _, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("cautious/0")}}); err != nil {
			return fmt.Errorf("read: %w", err)
		}
		if _, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text(fmt.Sprint("visit/", n))}}); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		slowest = max(slowest, time.Since(begun))
	}
}
