package snippets

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// region widget
type Widget struct {
	UserID  int      `dynamo:"UserID,hash" dynamodbav:"UserID" dynactor:"partition"`
	Name    string   `dynamo:"Name,range" dynamodbav:"Name" dynactor:"sort"`
	Message string   `dynamo:"Message" index:"by-message,hash" dynamodbav:"Message,omitempty" dynactor:"gsi:by-message:partition"`
	Count   int      `dynamo:"Count" dynamodbav:"Count"`
	Friends []string `dynamo:"Friends,set" dynamodbav:"Friends,stringset,omitempty"`
}

// endregion

func gureguAsync(ctx context.Context, widgets *api.Table[Widget], w Widget) (Widget, error) {
	// region guregu-async
	put := widgets.Put(ctx, w, api.IfNotExists())
	key := api.Key{Partition: w.UserID, Sort: w.Name}
	low := expression.Name("Count").LessThan(expression.Value(10)) // "'Count' < ?", 10
	update := widgets.Update(ctx, key, api.Changes(api.Increment("Count", 1), api.SetIfMissing("Message", "hello")),
		api.If(low), api.ReturnNew())

	if _, err := put.Await(ctx); err != nil {
		return Widget{}, err
	}
	now, err := update.Await(ctx)
	// endregion
	return now.Item, err
}

func gureguSync(ctx context.Context, widgetsSync *api.SyncTable[Widget], w Widget) (Widget, error) {
	// region guregu-sync
	if _, err := widgetsSync.Put(ctx, w, api.IfNotExists()); err != nil {
		return Widget{}, err
	}
	key := api.Key{Partition: w.UserID, Sort: w.Name}
	low := expression.Name("Count").LessThan(expression.Value(10)) // "'Count' < ?", 10
	now, err := widgetsSync.Update(ctx, key, api.Changes(api.Increment("Count", 1), api.SetIfMissing("Message", "hello")),
		api.If(low), api.ReturnNew())
	// endregion
	return now.Item, err
}

func TestComingFromGuregu(t *testing.T) {
	for _, work := range []func(context.Context, *api.Table[Widget], Widget) (Widget, error){
		gureguAsync,
		func(ctx context.Context, widgets *api.Table[Widget], w Widget) (Widget, error) {
			return gureguSync(ctx, widgets.Sync(), w)
		},
	} {
		run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
			widgets, err := api.TableOf[Widget](ex, "Widgets")
			require.NoError(t, err)
			_, err = widgets.CreateTable(ctx).Await(ctx)
			require.NoError(t, err)
			got, err := work(ctx, widgets, Widget{UserID: 613, Name: "a", Count: 1, Friends: []string{"ada"}})
			require.Equal(t, Widget{UserID: 613, Name: "a", Message: "hello", Count: 2, Friends: []string{"ada"}}, got)
			return err
		})
	}
}
