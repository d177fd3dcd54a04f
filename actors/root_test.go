package actors

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"

	"github.com/dynactor/dynactor/messages"
)

// A request that was admitted before Close gave up may ask for its table's actor only when root
// is stopping already.
func TestATableThatIsAskedForWhileTheEngineEndsHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stop := make(chan struct{})
		e := Start(nil, Config{Logger: zap.NewNop(), MaxTables: 2, MaxPendingItems: 1, MaxPendingBytes: 1, OnMessage: func(_ string, message any) {
			if _, ok := message.(*actor.Stopping); ok {
				<-stop
			}
		}})
		early := e.table("early")
		require.NotNil(t, early)
		closed := make(chan error, 1)
		go func() { closed <- e.Close(context.Background()) }()
		synctest.Wait() // root waits for early's actor, which is held

		assert.Nil(t, e.table("late"))
		assert.Same(t, early, e.table("early"))
		close(stop)
		assert.NoError(t, <-closed)
		assert.Nil(t, e.table("later"))
	})
}

func TestACallerThatLeavesHasNoActorSpawned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := Start(nil, Config{Logger: zap.NewNop(), MaxTables: 2, MaxPendingItems: 1, MaxPendingBytes: 1})
		defer func() { assert.NoError(t, e.Close(context.Background())) }()
		gone, leave := context.WithCancel(context.Background())
		leave()
		name := "named only by who has left"
		r := &messages.Request{Ctx: gone, Op: messages.GetItem, Input: &dynamodb.GetItemInput{TableName: &name}, Promise: &messages.Promise{}}
		e.Submit(r)
		e.Leave(r)
		_, err, _ := r.Promise.Result()
		assert.ErrorIs(t, err, context.Canceled)
		assert.Empty(t, e.Stats().Tables)
	})
}
