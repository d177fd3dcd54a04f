package capacity

import (
	"context"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/local"
)

// versions watches, at the service's side, that no item gets an older version than it has had.
type versions struct {
	mu     sync.Mutex
	latest map[string]int
	// backwards counts writes that came out of order.
	backwards int
}

// applied is the control that sees what is written. It goes after those that make trouble.
func (v *versions) applied(_ context.Context, r *local.Request) error {
	written := map[string]int{}
	add := func(i item) { written[nameOf(i)] = versionOf(i) }
	switch in := r.Input.(type) {
	case *dynamodb.PutItemInput:
		add(in.Item)
	case *dynamodb.BatchWriteItemInput:
		for _, w := range in.RequestItems[tableName] {
			add(w.PutRequest.Item)
		}
	}
	r.After(func(_ context.Context, output any, err error) error {
		if err != nil {
			return nil
		}
		if out, ok := output.(*dynamodb.BatchWriteItemOutput); ok {
			for _, w := range out.UnprocessedItems[tableName] {
				delete(written, nameOf(w.PutRequest.Item))
			}
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		for name, n := range written {
			if n < v.latest[name] {
				v.backwards++
			}
			v.latest[name] = n
		}
		return nil
	})
	return nil
}

func versionOf(i item) int {
	n, _ := strconv.Atoi(i[version].(*types.AttributeValueMemberN).Value)
	return n
}
