package api_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// reading is what the tests of streams read.
type reading struct {
	Sensor string `dynamodbav:"sensor" dynactor:"partition"`
	At     int    `dynamodbav:"at" dynactor:"sort"`
	Kind   string `dynamodbav:"kind,omitempty" dynactor:"gsi:by-kind:partition"`
	Level  int    `dynamodbav:"level" dynactor:"gsi:by-kind:sort,lsi:by-level"`
	Remark remark `dynamodbav:"remark,omitempty"`
}

// remark refuses some texts, and quotes them when it does.
type remark string

func (r remark) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	if r == "" {
		return nil, nil
	}
	return text(string(r)), nil
}

func (r *remark) UnmarshalDynamoDBAttributeValue(v types.AttributeValue) error {
	s, _ := v.(*types.AttributeValueMemberS)
	switch s.Value {
	case "unreadable":
		return errors.New("refused: " + s.Value)
	case "panics":
		panic("refused: " + s.Value)
	}
	*r = remark(s.Value)
	return nil
}

// streams are the streams of one face to range over, and its counts.
type streams interface {
	Query(ctx context.Context, q api.Query) iter.Seq2[reading, error]
	Scan(ctx context.Context, scan api.Scan) iter.Seq2[reading, error]
	Execute(ctx context.Context, statement api.Statement) iter.Seq2[reading, error]
	QueryCount(ctx context.Context, q api.Query) (int64, error)
	ScanCount(ctx context.Context, scan api.Scan) (int64, error)
}

// asyncStreams is the async face, ranged over and awaited.
type asyncStreams struct{ t *api.Table[reading] }

func (a asyncStreams) Query(ctx context.Context, q api.Query) iter.Seq2[reading, error] {
	return a.t.Query(ctx, q).All(ctx)
}

func (a asyncStreams) Scan(ctx context.Context, scan api.Scan) iter.Seq2[reading, error] {
	return a.t.Scan(ctx, scan).All(ctx)
}

func (a asyncStreams) Execute(ctx context.Context, statement api.Statement) iter.Seq2[reading, error] {
	return a.t.Execute(ctx, statement).All(ctx)
}

func (a asyncStreams) QueryCount(ctx context.Context, q api.Query) (int64, error) {
	return a.t.QueryCount(ctx, q).Await(ctx)
}

func (a asyncStreams) ScanCount(ctx context.Context, scan api.Scan) (int64, error) {
	return a.t.ScanCount(ctx, scan).Await(ctx)
}

// station is a table of readings, and what is seen of the calls for it.
type station struct {
	db    *local.DB
	truth *dynamodb.Client
	ex    *api.Executor
	table *api.Table[reading]
	face  streams
	pages pageLog
}

func openStation(t testing.TB, sync bool, readings []reading, opts ...api.Option) *station {
	t.Helper()
	s := openStationOn(t, func(c *dynamodb.Client) api.DynamoDB { return c }, readings, opts...)
	s.face = asyncStreams{s.table}
	if sync {
		s.face = s.table.Sync()
	}
	return s
}

func openStationOn(t testing.TB, wrap func(*dynamodb.Client) api.DynamoDB, readings []reading, opts ...api.Option) *station {
	t.Helper()
	ctx := context.Background()
	db, err := local.New()
	require.NoError(t, err)
	s := &station{db: db, truth: db.Client()}
	s.ex, err = api.Open(wrap(db.Client()), opts...)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, s.ex.Close(ctx))
		require.NoError(t, db.Close())
	})
	s.table, err = api.TableOf[reading](s.ex, "readings")
	require.NoError(t, err)
	_, err = s.table.Sync().CreateTable(ctx)
	require.NoError(t, err)
	for _, r := range readings {
		it, err := attributevalue.MarshalMap(r)
		require.NoError(t, err)
		name := "readings"
		_, err = s.truth.PutItem(ctx, &dynamodb.PutItemInput{TableName: &name, Item: it})
		require.NoError(t, err)
	}
	db.Control(local.On(s.pages.see, "Query", "Scan", "ExecuteStatement"))
	return s
}

// series are n readings of one sensor.
func series(sensor string, n int) []reading {
	all := make([]reading, n)
	for i := range all {
		all[i] = reading{Sensor: sensor, At: i, Kind: []string{"warm", "cold"}[i%2], Level: i % 3}
	}
	return all
}

// many are readings of several sensors.
func many(sensors, each int) (all []reading) {
	for i := range sensors {
		all = append(all, series(fmt.Sprint("sensor", i), each)...)
	}
	return all
}

// gather is what a sequence yields up to its first error.
func gather(t testing.TB, seq iter.Seq2[reading, error]) []reading {
	t.Helper()
	all, err := api.Collect(seq)
	require.NoError(t, err)
	return all
}

func ats(all []reading) []int {
	each := make([]int, len(all))
	for i, r := range all {
		each[i] = r.At
	}
	return each
}

// inOrder sorts readings by their key.
func inOrder(all []reading) []reading {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b reading) int {
		if c := strings.Compare(a.Sensor, b.Sensor); c != 0 {
			return c
		}
		return a.At - b.At
	})
	return all
}

// pageLog is what the table was asked for and answered.
type pageLog struct {
	mu      sync.Mutex
	inputs  []any
	sizes   []int
	ended   atomic.Int64 // calls whose ctx ended while they were held
	current atomic.Int64
	most    atomic.Int64
}

func (l *pageLog) see(_ context.Context, r *local.Request) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inputs = append(l.inputs, copyOf(r.Input))
	now := l.current.Add(1)
	l.most.Store(max(l.most.Load(), now))
	r.After(func(_ context.Context, output any, err error) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.current.Add(-1)
		switch out := output.(type) {
		case *dynamodb.QueryOutput:
			l.sizes = append(l.sizes, len(out.Items))
		case *dynamodb.ScanOutput:
			l.sizes = append(l.sizes, len(out.Items))
		case *dynamodb.ExecuteStatementOutput:
			l.sizes = append(l.sizes, len(out.Items))
		}
		return nil
	})
	return nil
}

// copyOf keeps an input beyond its request.
func copyOf(input any) any {
	switch in := input.(type) {
	case *dynamodb.QueryInput:
		kept := *in
		return &kept
	case *dynamodb.ScanInput:
		kept := *in
		return &kept
	case *dynamodb.ExecuteStatementInput:
		kept := *in
		return &kept
	}
	return nil
}

// asked are the inputs so far.
func (l *pageLog) asked() []any {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.inputs)
}

// answered are the numbers of items in the answers so far.
func (l *pageLog) answered() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.sizes)
}
