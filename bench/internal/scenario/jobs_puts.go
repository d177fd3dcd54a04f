package scenario

import (
	"context"
	"errors"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/items"
)

type putOutput = dynamodb.PutItemOutput

func put(table string, item items.Item) *dynamodb.PutItemInput {
	return &dynamodb.PutItemInput{TableName: &table, Item: item}
}

// putAll puts items as the scenario puts does it: so many goroutines, each of which holds so many futures.
func putAll(ctx context.Context, ex *api.Executor, table string, all []items.Item) (int, error) {
	done := make([]int, producers)
	group, ctx := errgroup.WithContext(ctx)
	for g := range producers {
		mine := all[g*len(all)/producers : (g+1)*len(all)/producers]
		group.Go(func() (err error) {
			done[g], err = putEach(ctx, ex, table, hold, func() (items.Item, error) {
				if len(mine) == 0 {
					return nil, io.EOF
				}
				next := mine[0]
				mine = mine[1:]
				return next, nil
			})
			return err
		})
	}
	err := group.Wait()
	sum := 0
	for _, n := range done {
		sum += n
	}
	return sum, err
}

// putEach puts items until next is at its end or a put fails, as all do once ctx has ended, with so many futures held.
func putEach(ctx context.Context, ex *api.Executor, table string, held int, next func() (items.Item, error)) (int, error) {
	var (
		asked  = make(chan *api.Future[*putOutput], held)
		failed = make(chan struct{}) // closed at the first error
		ended  = make(chan struct{})
		done   int
		first  error
	)
	go func() {
		defer close(ended)
		for f := range asked {
			_, err := f.Await(ctx)
			switch {
			case err == nil:
				done++
			case first == nil:
				first = err
				close(failed)
			}
		}
	}()
	problem := askEach(asked, failed, func() (*api.Future[*putOutput], error) {
		item, err := next()
		if err != nil {
			return nil, err
		}
		return ex.PutItem(ctx, put(table, item)), nil
	})
	close(asked)
	<-ended
	return done, errors.Join(problem, first)
}

// askEach asks until there's nothing more to ask for, or something failed.
func askEach(into chan<- *api.Future[*putOutput], failed <-chan struct{}, ask func() (*api.Future[*putOutput], error)) error {
	for {
		select {
		case <-failed:
			return nil
		default:
		}
		f, err := ask()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		into <- f
	}
}
