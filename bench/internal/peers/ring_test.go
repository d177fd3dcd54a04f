package peers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/items"
)

// ring is a contestant on a DynamoDB in this process, over HTTP, with one table.
type ring struct {
	*Opened
	contestant Contestant
	db         *local.DB
}

// eachContestant runs a test for every contestant that can do the operations.
func eachContestant(t *testing.T, needs []string, test func(t *testing.T, r ring)) {
	for _, c := range Contestants() {
		if slices.ContainsFunc(needs, func(need string) bool { return slices.Contains(c.Missing, need) }) {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			r := open(t, c)
			if slices.Contains(needs, "bulk") && r.Bulk == nil {
				return
			}
			test(t, r)
		})
	}
}

func open(t *testing.T, c Contestant) ring {
	db, err := local.New()
	require.NoError(t, err)
	server, err := db.Listen("")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	r := ring{contestant: c, db: db}
	r.createTable(t, items.Table)
	r.Opened, err = c.Open(t.Context(), targetOf(t, server.URL()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close(context.Background())) })
	return r
}

func targetOf(t *testing.T, endpoint string) Target {
	return Target{Endpoint: endpoint, Region: "eu-north-1", Client: func(changes ...func(*dynamodb.Options)) *dynamodb.Client {
		transport := &http.Transport{MaxIdleConnsPerHost: 256}
		t.Cleanup(transport.CloseIdleConnections)
		return dynamodb.New(dynamodb.Options{
			Region: "eu-north-1", BaseEndpoint: aws.String(endpoint), HTTPClient: &http.Client{Transport: transport},
			Credentials: credentials.NewStaticCredentialsProvider("bench", "bench", ""),
		}, changes...)
	}}
}

func (r ring) createTable(t *testing.T, name string) {
	attribute := types.ScalarAttributeTypeS
	if r.contestant.Binary {
		attribute = types.ScalarAttributeTypeB
	}
	_, err := r.db.Client().CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String(items.PartitionKey), AttributeType: attribute}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String(items.PartitionKey), KeyType: types.KeyTypeHash}},
	})
	require.NoError(t, err)
}

// key is an item's key as the contestant's table has it.
func (r ring) key(key string) items.Item {
	if r.contestant.Binary {
		return items.Item{items.PartitionKey: &types.AttributeValueMemberB{Value: []byte(key)}}
	}
	return items.Key(key)
}

// stored is the item of a key, as the database has it.
func (r ring) stored(t *testing.T, key string) items.Item {
	out, err := r.db.Client().GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(items.Table), Key: r.key(key)})
	require.NoError(t, err)
	return out.Item
}

// keys are all keys in the table, sorted.
func (r ring) keys(t *testing.T) (keys []string) {
	pages := dynamodb.NewScanPaginator(r.db.Client(), &dynamodb.ScanInput{TableName: aws.String(items.Table)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		for _, item := range page.Items {
			switch v := item[items.PartitionKey].(type) {
			case *types.AttributeValueMemberS:
				keys = append(keys, v.Value)
			case *types.AttributeValueMemberB:
				keys = append(keys, string(v.Value))
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// The ring's operations are those of its store, whichever it has.

func (r ring) put(ctx context.Context, key string) error {
	return r.putInto(ctx, items.Table, items.New(key))
}

func (r ring) read(ctx context.Context, key string) error { return r.readFrom(ctx, items.Table, key) }

func (r ring) putInto(ctx context.Context, table string, item items.Item) error {
	if r.Async != nil {
		return r.Async.Put(ctx, table, item)()
	}
	return r.Store.Put(ctx, table, item)
}

func (r ring) readFrom(ctx context.Context, table, key string) error {
	if r.Async != nil {
		return r.Async.Read(ctx, table, key)()
	}
	return r.Store.Read(ctx, table, key)
}

func (r ring) update(ctx context.Context, key, attribute, value string) error {
	if r.Async != nil {
		return r.Async.Update(ctx, items.Table, key, attribute, value)()
	}
	return r.Store.Update(ctx, items.Table, key, attribute, value)
}

// scan returns how many items there were, if the store tells.
func (r ring) scan(ctx context.Context, start string, n int) (int, error) {
	if r.Async != nil {
		return n, r.Async.Scan(ctx, items.Table, start, n)()
	}
	return r.Store.Scan(ctx, items.Table, start, n)
}

// operations are all that the ring's contestant can do, on one key.
func (r ring) operations() map[string]func(ctx context.Context, key string) error {
	all := map[string]func(ctx context.Context, key string) error{
		"put":    r.put,
		"read":   r.read,
		"update": func(ctx context.Context, key string) error { return r.update(ctx, key, "status", "PAID") },
		"scan": func(ctx context.Context, key string) error {
			_, err := r.scan(ctx, key, 10)
			return err
		},
	}
	for _, missing := range r.contestant.Missing {
		delete(all, missing)
	}
	return all
}

func numbered(n int) (keys []string) {
	for i := range n {
		keys = append(keys, fmt.Sprintf("item-%04d", i))
	}
	return keys
}

// together does something for all keys at once.
func together(keys []string, do func(key string) error) error {
	var (
		wait sync.WaitGroup
		errs = make([]error, len(keys))
	)
	for i, key := range keys {
		wait.Go(func() { errs[i] = do(key) })
	}
	wait.Wait()
	return errors.Join(errs...)
}
