package main

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// read gets the characters through the sync face, as a program with many goroutines does that knows
// nothing of batches: each goroutine asks for one item, waits for it, and checks it.
func read(ctx context.Context, db *api.SyncExecutor, table string, characters []character, readers int) tally {
	work := make(chan character, len(characters))
	for _, c := range characters {
		work <- c
	}
	close(work)

	var result tally
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			for c := range work {
				err := verify(ctx, db, table, c)
				mu.Lock()
				result.count(err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return result
}

// verify reads a character and compares all that was written. The read is consistent: any other may
// miss what was written a moment ago.
func verify(ctx context.Context, db *api.SyncExecutor, table string, c character) error {
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      &table,
		Key:            c.key(),
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return err
	}
	want := c.item()
	if len(out.Item) != len(want) {
		return fmt.Errorf("%s came back with %d attributes, written were %d", c.id(), len(out.Item), len(want))
	}
	for name, value := range want {
		if !reflect.DeepEqual(out.Item[name], value) {
			return fmt.Errorf("%s came back with another %s than was written", c.id(), name)
		}
	}
	return nil
}
