package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
)

// world is a slow DynamoDB with a server, and a client of its own that isn't slow.
type world struct {
	db     *local.DB
	sdk    *dynamodb.Client
	url    string
	folder string

	// turn makes requests over HTTP slow: they take their time one after the other.
	turn chan struct{}
	mu   sync.Mutex
	rest *sync.Cond
	// busy counts the requests that are served, asked those but for DescribeTable.
	busy, asked int
	// queries counts what jobs that scan ask for only when a partition key was cut off a segment.
	queries int
	// waiting, if set, is closed when a request that takes time comes.
	waiting chan struct{}
}

const (
	// Pages are small, so that a segment has several.
	pageItems = 20
	pageTime  = 6 * time.Millisecond
	itemTime  = 250 * time.Microsecond
)

func newWorld(t *testing.T, tables ...string) *world {
	t.Helper()
	db, err := local.New()
	require.NoError(t, err)
	w := &world{db: db, sdk: db.Client(), folder: t.TempDir(), turn: make(chan struct{}, 1)}
	w.rest = sync.NewCond(&w.mu)
	handler := db.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.serve(handler, rw, r) }))
	w.url = server.URL
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		require.NoError(t, db.Close())
	})
	for _, name := range tables {
		w.create(t, name)
	}
	return w
}

// serve makes a request small and slow.
func (w *world) serve(next http.Handler, rw http.ResponseWriter, r *http.Request) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	w.mu.Lock()
	w.busy++
	if operation != "DescribeTable" {
		w.asked++
		if operation == "Query" {
			w.queries++
		}
		if w.waiting != nil {
			close(w.waiting)
			w.waiting = nil
		}
	}
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.busy--
		w.rest.Broadcast()
		w.mu.Unlock()
	}()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var takes time.Duration
	switch operation {
	case "Scan", "Query":
		body, takes = smallPage(body), pageTime
	case "BatchWriteItem", "BatchGetItem":
		takes = time.Duration(bytes.Count(body, []byte(`"sk":{`))) * itemTime
	case "DescribeTable":
	default:
		takes = itemTime
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if w.wait(r.Context(), takes) {
		next.ServeHTTP(rw, r)
	}
}

func smallPage(body []byte) []byte {
	var in map[string]json.RawMessage
	if json.Unmarshal(body, &in) != nil {
		return body
	}
	var limit int
	if json.Unmarshal(in["Limit"], &limit) != nil || limit > pageItems {
		in["Limit"] = json.RawMessage("20") // pageItems
	}
	out, err := json.Marshal(in)
	if err != nil {
		return body
	}
	return out
}

// wait waits for a turn and takes so long. It's false if the caller is gone by then.
func (w *world) wait(ctx context.Context, takes time.Duration) bool {
	if takes == 0 {
		return ctx.Err() == nil
	}
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return false
	}
	timer := time.NewTimer(takes)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// settle waits until no request is served.
func (w *world) settle() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.busy > 0 {
		w.rest.Wait()
	}
}

// requests are how many there were, but for DescribeTable.
func (w *world) requests() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked
}

// hold has all requests over HTTP but for DescribeTable wait until release is called. held is closed at the first that
// waits its turn.
func (w *world) hold() (held <-chan struct{}, release func()) {
	w.turn <- struct{}{}
	first := make(chan struct{})
	w.mu.Lock()
	w.waiting = first
	w.mu.Unlock()
	return first, func() { <-w.turn }
}

func (w *world) create(t *testing.T, name string) {
	t.Helper()
	_, err := w.sdk.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeN},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
	})
	require.NoError(t, err)
}

// remake has a table be a new one of the same name, with the rows.
func (w *world) remake(t *testing.T, name string, all rows) {
	t.Helper()
	_, err := w.sdk.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name})
	require.NoError(t, err)
	w.create(t, name)
	w.put(t, name, all)
}

func (w *world) put(t *testing.T, table string, all rows) {
	t.Helper()
	for key, r := range all {
		_, err := w.sdk.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: r.item(key)})
		require.NoError(t, err)
	}
}

// rows are what a table has.
func (w *world) rows(t *testing.T, table string) rows {
	t.Helper()
	all := rows{}
	pages := dynamodb.NewScanPaginator(w.sdk, &dynamodb.ScanInput{TableName: &table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		for _, it := range page.Items {
			key, r, err := rowOf(it)
			require.NoError(t, err)
			require.NotContains(t, all, key)
			all[key] = r
		}
	}
	return all
}
