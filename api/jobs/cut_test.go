package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/api/local"
)

// smallPages is a client whose pages have five items, so that a partition key with a few dozen of them is a huge one.
type smallPages struct {
	*dynamodb.Client
	scans, queries, largest atomic.Int64
	now                     atomic.Int64
	// disorder has a scan find an item of the same key behind the last one.
	disorder bool
}

func (c *smallPages) Scan(ctx context.Context, in *dynamodb.ScanInput, o ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error) {
	defer c.enter()()
	c.scans.Add(1)
	if in.Limit != nil && c.disorder {
		return &dynamodb.ScanOutput{Items: []jobs.Item{in.ExclusiveStartKey}, LastEvaluatedKey: in.ExclusiveStartKey}, nil
	}
	own := *in
	if own.Limit == nil {
		own.Limit = aws.Int32(5)
	}
	return c.Client.Scan(ctx, &own, o...)
}

func (c *smallPages) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	defer c.enter()()
	c.queries.Add(1)
	own := *in
	if own.Limit == nil {
		own.Limit = aws.Int32(5)
	}
	return c.Client.Query(ctx, &own, o...)
}

func (c *smallPages) enter() (leave func()) {
	now := c.now.Add(1)
	for most := c.largest.Load(); now > most && !c.largest.CompareAndSwap(most, now); most = c.largest.Load() {
	}
	return func() { c.now.Add(-1) }
}

// inSmallPages has a world's executor read small pages.
func (w *world) inSmallPages(t *testing.T) *smallPages {
	t.Helper()
	c := &smallPages{Client: w.sdk}
	ex, err := api.Open(c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, ex.Close(context.Background())) })
	w.runner = jobs.New(ex)
	return c
}

// Whatever a job does with a table, it does it once with each item of a partition key that was cut.
func TestHugePartitionKeysAreCut(t *testing.T) {
	var queries atomic.Int64
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		c := w.inSmallPages(t)
		defer w.db.Control(local.Delay(10 * time.Millisecond))()
		s, err := v.do(w, t.Context(), sync, jobs.Options{})
		require.NoError(t, err)
		v.check(t, w, s)
		queries.Add(c.queries.Load())
	})
	require.Greater(t, queries.Load(), int64(30)) // segments come in random order, so it's not the same for each
}

// A job that is cancelled while it reads what was cut off goes on with it.
func TestCancelledJobsGoOnWithWhatWasCutOff(t *testing.T) {
	var queries, resumed atomic.Int64
	onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
		c := w.inSmallPages(t)
		o := jobs.Options{Checkpoint: w.file("checkpoint")}
		for round := range 20 {
			o.Control = &jobs.Control{}
			remove := w.db.Control(local.On(slowly(int64(25+round%3), o.Control.Cancel), "Scan", "Query"))
			s, err := v.do(w, t.Context(), sync, o)
			remove()
			if err == nil {
				v.check(t, w, s)
				break
			}
			require.ErrorIs(t, err, jobs.ErrCancelled)
			resumed.Add(1)
		}
		o.Control = nil
		s, err := v.do(w, t.Context(), sync, o)
		require.NoError(t, err)
		v.check(t, w, s)
		queries.Add(c.queries.Load())
	})
	require.Greater(t, resumed.Load(), int64(12))
	require.Greater(t, queries.Load(), int64(30))
}

// Attempts that end with an error leave nothing out and do nothing twice.
func TestWhatWasCutOffIsTriedAgain(t *testing.T) {
	var queries atomic.Int64
	calls := []int64{100, 110, 120}
	if raceEnabled {
		calls = calls[:1] // for the time that they take
	}
	for _, after := range calls {
		t.Run(fmt.Sprint(after), func(t *testing.T) {
			onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
				c := w.inSmallPages(t)
				delay := w.db.Control(local.On(local.Delay(10*time.Millisecond), "Scan", "Query"))
				outage := w.db.Control(local.On(gone(after, time.Minute, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}), "Scan", "Query"))
				var d diary
				s, err := v.do(w, t.Context(), sync, jobs.Options{OnEvent: d.note})
				require.NoError(t, err)
				delay()
				outage()
				v.check(t, w, s)
				if c.scans.Load() > 0 {
					require.NotEmpty(t, d.of(jobs.Waiting))
				}
				queries.Add(c.queries.Load())
			})
		})
	}
	require.Greater(t, queries.Load(), int64(30))
}

// huge makes a table with one partition key that has nearly all items, with sort keys of a type.
func (w *world) huge(t *testing.T, kind types.ScalarAttributeType, n int) {
	t.Helper()
	_, err := w.sdk.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("huge"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeB}, {AttributeName: aws.String("size"), AttributeType: kind}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}, {AttributeName: aws.String("size"), KeyType: types.KeyTypeRange}},
	})
	require.NoError(t, err)
	put := func(pk string, i int) {
		var sort types.AttributeValue
		switch kind {
		case types.ScalarAttributeTypeN:
			sort = num(i - n/2)
		case types.ScalarAttributeTypeS:
			sort = &types.AttributeValueMemberS{Value: fmt.Sprintf("order#%05d", i)}
		default:
			sort = &types.AttributeValueMemberB{Value: []byte{1, byte(i >> 8), byte(i)}}
		}
		item := jobs.Item{"pk": &types.AttributeValueMemberB{Value: []byte(pk)}, "size": sort, "n": num(i)}
		_, err := w.sdk.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("huge"), Item: item})
		require.NoError(t, err)
	}
	for i := range n {
		put("all", i)
	}
	for i := range 20 {
		put(fmt.Sprint(i), i)
	}
}

// All workers read the one partition key in the end, whatever its sort key is, and whatever is asked for.
func TestAllWorkersReadOneHugePartitionKey(t *testing.T) {
	const items = 1000
	for _, kind := range []types.ScalarAttributeType{types.ScalarAttributeTypeN, types.ScalarAttributeTypeS, types.ScalarAttributeTypeB} {
		for name, from := range map[string]jobs.Source{
			"all":       {},
			"filter":    {Filter: "n >= :n", Values: jobs.Item{":n": num(-1)}},
			"projected": {Project: "#x", Names: map[string]string{"#x": "n"}},
		} {
			t.Run(string(kind)+"/"+name, func(t *testing.T) {
				inBothFaces(t, func(t *testing.T, sync bool) {
					synctest.Test(t, func(t *testing.T) {
						w := newWorld(t)
						w.huge(t, kind, items)
						c := w.inSmallPages(t)
						defer w.db.Control(local.Delay(10 * time.Millisecond))()
						from.Table, from.Workers = "huge", 6
						s, err := exporting.do(w, t.Context(), sync, jobs.Export{From: from, To: jobs.Files{Names: []string{w.file("out") + "/"}, Format: jobs.PlainJSON, Compression: jobs.Plain}})
						require.NoError(t, err)
						require.EqualValues(t, items+20, s.Counts.Written)
						seen := map[string]int{}
						for _, f := range s.Files {
							for _, l := range readLines(t, f) {
								seen[l]++
							}
						}
						if name == "projected" {
							require.Len(t, seen, items)
						} else {
							require.Len(t, seen, items+20)
						}
						require.Less(t, c.scans.Load(), int64(items/5/4), "the scan has read what should have been cut off")
						require.GreaterOrEqual(t, c.largest.Load(), int64(5))
					})
				})
			})
		}
	}
}

// What can't be cut safely is read as it was, and all of it.
func TestWhatIsNotCut(t *testing.T) {
	const items = 200
	for name, c := range map[string]struct {
		from     jobs.Source
		disorder bool
		counted  int64
		queries  int64
	}{
		"a filter of a key":  {from: jobs.Source{Filter: "n >= :n AND (#size > :n OR #size <= :n)", Names: map[string]string{"#size": "size"}, Values: jobs.Item{":n": num(0)}}, counted: items + 20},
		"taken names":        {from: jobs.Source{Filter: "#dynactor_hash >= :n", Names: map[string]string{"#dynactor_hash": "n"}, Values: jobs.Item{":n": num(0)}}, counted: items + 20},
		"taken values":       {from: jobs.Source{Filter: "n >= :dynactor_key", Values: jobs.Item{":dynactor_key": num(0)}}, counted: items + 20},
		"a limit":            {from: jobs.Source{Limit: 150}, counted: 150},
		"items in disorder":  {disorder: true, counted: items + 20, queries: 10},
		"one worker for all": {from: jobs.Source{Workers: 1}, counted: items + 20},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					w.huge(t, types.ScalarAttributeTypeN, items)
					client := w.inSmallPages(t)
					client.disorder = c.disorder
					defer w.db.Control(local.Delay(10 * time.Millisecond))()
					c.from.Table = "huge"
					s, err := counting.do(w, t.Context(), sync, jobs.Count{From: c.from})
					require.NoError(t, err)
					require.Equal(t, c.counted, s.Counts.Counted)
					require.LessOrEqual(t, client.queries.Load(), c.queries)
				})
			})
		})
	}
}

// Progress names what was cut off.
func TestProgressShowsWhatWasCutOff(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.huge(t, types.ScalarAttributeTypeS, 300)
			w.inSmallPages(t)
			defer w.db.Control(local.Delay(time.Second))()
			var d diary
			_, err := counting.do(w, t.Context(), sync, jobs.Count{Options: jobs.Options{OnEvent: d.note, Checkpoint: w.file("checkpoint"), CheckpointEvery: time.Second}, From: jobs.Source{Table: "huge", Segments: 2, Workers: 4}})
			require.NoError(t, err)
			cut, total := 0, 0
			for _, e := range d.of(jobs.Saved) {
				total = max(total, e.Progress.SegmentsTotal)
				for _, s := range e.Progress.Segments {
					require.Less(t, s.Segment, 2)
					if s.Cut {
						cut++
					}
				}
			}
			require.Positive(t, cut)
			require.Greater(t, total, 2)
		})
	})
}

// Items that go while a key is cut, where it's read and at its end, keep no other one from being read.
func TestItemsThatGoWhileAKeyIsCut(t *testing.T) {
	const items, going = 300, 20
	inBothFaces(t, func(t *testing.T, sync bool) {
		for victim := 20; victim < items-2*going; victim += 40 {
			t.Run(fmt.Sprint(victim), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					w.huge(t, types.ScalarAttributeTypeN, items)
					w.inSmallPages(t)
					defer w.db.Control(local.On(local.Delay(10*time.Millisecond), "Scan", "Query"))()
					may := map[string]bool{}
					for i := range going {
						may[fmt.Sprint(victim+i-items/2)], may[fmt.Sprint(items-1-i-items/2)] = true, true
					}
					ended := make(chan struct{})
					go func() {
						defer close(ended)
						for size := range may {
							time.Sleep(7 * time.Millisecond)
							_, _ = w.sdk.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String("huge"), Key: jobs.Item{"pk": &types.AttributeValueMemberB{Value: []byte("all")}, "size": &types.AttributeValueMemberN{Value: size}}})
						}
					}()
					s, err := exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "huge", Workers: 4}, To: jobs.Files{Names: []string{w.file("out") + "/"}, Compression: jobs.Plain}})
					<-ended
					require.NoError(t, err)
					seen := map[string]int{}
					for _, f := range s.Files {
						for _, l := range readLines(t, f) {
							if _, size, found := strings.Cut(l, `"size":{"N":"`); found && strings.Contains(l, `"pk":{"B":"YWxs"}`) {
								size, _, _ = strings.Cut(size, `"`)
								seen[size]++
							}
						}
					}
					for i := range items {
						size := fmt.Sprint(i - items/2)
						require.LessOrEqual(t, seen[size], 1, size)
						if !may[size] {
							require.Equal(t, 1, seen[size], size)
						}
					}
				})
			})
		}
	})
}
