package binding

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/magiconair/properties"
	"github.com/pingcap/go-ycsb/pkg/ycsb"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/api/local"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type row = map[string][]byte

// serve has a DynamoDB in this process, and the properties to find it by.
func serve(t *testing.T, more map[string]string) (*local.DB, *properties.Properties) {
	db, err := local.New()
	require.NoError(t, err)
	server, err := db.Listen("")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	t.Setenv("AWS_ACCESS_KEY_ID", "bench")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "bench")
	p := properties.LoadMap(map[string]string{"command": "load", "dynamodb.endpoint": server.URL(), "dynamodb.region": "us-east-1"})
	p.Merge(properties.LoadMap(more))
	return db, p
}

func open(t *testing.T, p *properties.Properties) *database {
	db, err := ycsb.GetDBCreator("dynactor").Create(p)
	require.NoError(t, err)
	return db.(*database)
}

// loaded is a database with n records, whose fields a and b hold their number.
func loaded(t *testing.T, n int) (*local.DB, *database) {
	server, p := serve(t, nil)
	d := open(t, p)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	keys, rows := records(n)
	require.NoError(t, d.BatchInsert(t.Context(), "", keys, rows))
	return server, d
}

func records(n int) (keys []string, rows []row) {
	for i := range n {
		keys = append(keys, "user"+strconv.Itoa(i))
		rows = append(rows, row{"a": []byte(strconv.Itoa(i)), "b": []byte(strconv.Itoa(i))})
	}
	return keys, rows
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	_, d := loaded(t, 3)
	ctx := t.Context()
	require.NoError(t, d.Insert(ctx, "", "user9", row{"a": []byte("9")}))
	require.NoError(t, d.Update(ctx, "", "user1", row{"b": []byte("x"), "c": []byte("y")}))
	require.NoError(t, d.Delete(ctx, "", "user2"))
	for key, want := range map[string]row{
		"user0": {"a": []byte("0"), "b": []byte("0")},
		"user1": {"a": []byte("1"), "b": []byte("x"), "c": []byte("y")},
		"user2": nil,
		"user9": {"a": []byte("9")},
	} {
		got, err := d.Read(ctx, "", key, nil)
		require.NoError(t, err)
		require.Equal(t, want, got, key)
	}
	got, err := d.Read(ctx, "", "user1", []string{"c", "missing"})
	require.NoError(t, err)
	require.Equal(t, row{"c": []byte("y")}, got)
}

func TestBatchesAreTheirOperations(t *testing.T) {
	_, d := loaded(t, 60)
	ctx := t.Context()
	keys, rows := records(60)
	got, err := d.BatchRead(ctx, "", keys, nil)
	require.NoError(t, err)
	require.Equal(t, rows, got)

	for i := range rows {
		rows[i] = row{"b": []byte("new")}
	}
	require.NoError(t, d.BatchUpdate(ctx, "", keys[:30], rows[:30]))
	require.NoError(t, d.BatchDelete(ctx, "", keys[30:]))
	got, err = d.BatchRead(ctx, "", []string{keys[59], keys[29], keys[29]}, []string{"b"})
	require.NoError(t, err)
	require.Equal(t, []row{nil, rows[29], rows[29]}, got)

	require.ErrorContains(t, d.BatchInsert(ctx, "", keys, rows[:1]), "pass one for each")
	require.ErrorContains(t, d.BatchUpdate(ctx, "", keys, rows[:1]), "pass one for each")
	d.failures = failures{} // so that Close has none to tell of
}

func TestAScanBeginsWithItsStartKeyAndHasNoRecordTwice(t *testing.T) {
	_, d := loaded(t, 40)
	keys, _ := records(40)
	all, err := d.Scan(t.Context(), "", "nobody", 1000, nil)
	require.NoError(t, err)
	require.LessOrEqual(t, len(all), 40) // "nobody" is somewhere between the others
	for _, key := range keys {
		for _, count := range []int{0, 1, 2, 7} {
			got, err := d.Scan(t.Context(), "", key, count, []string{"a"})
			require.NoError(t, err)
			require.LessOrEqual(t, len(got), count)
			seen := map[string]bool{}
			for i, r := range got {
				require.Len(t, r, 1)
				number := string(r["a"])
				require.False(t, seen[number])
				seen[number] = true
				require.Equal(t, i == 0, "user"+number == key)
			}
			if count == 1 {
				require.Len(t, got, 1)
			}
		}
	}
}

func TestAScanGoesOnOverPages(t *testing.T) {
	server, d := loaded(t, 0)
	big := make([]byte, 300_000) // four of them are more than the 1 MB of a page
	var keys []string
	for i := range 20 {
		keys = append(keys, "user"+strconv.Itoa(i))
		require.NoError(t, d.Insert(t.Context(), "", keys[i], row{"a": big}))
	}
	first := ""
	for _, key := range keys { // the first in the table's order has all others behind it
		rows, err := d.Scan(t.Context(), "", key, 20, nil)
		require.NoError(t, err)
		if len(rows) == 20 {
			first = key
		}
	}
	require.NotEmpty(t, first)
	pages := make(chan int, 1)
	pages <- 0
	defer server.Control(local.On(func(context.Context, *local.Request) error { pages <- 1 + <-pages; return nil }, "Scan"))()
	rows, err := d.Scan(t.Context(), "", first, 19, nil)
	require.NoError(t, err)
	require.Len(t, rows, 19)
	require.Greater(t, <-pages, 4)
}

func TestARequestHasNoneOfTheCallersBuffers(t *testing.T) {
	var d database
	value := []byte("written")
	put, update := d.putInput("user1", row{"a": value}), d.updateInput("user1", row{"a": value})
	copy(value, "changed")
	want := &types.AttributeValueMemberB{Value: []byte("written")}
	require.Equal(t, want, put.Item["a"])
	require.Equal(t, want, update.ExpressionAttributeValues[":0"])
}

func TestOperationsThatFailAreTold(t *testing.T) {
	server, p := serve(t, nil)
	d := open(t, p)
	remove := server.Control(local.Fail(&types.ConditionalCheckFailedException{}))
	ctx := t.Context()
	keys, rows := records(1)
	require.Error(t, d.Insert(ctx, "", "user0", rows[0]))
	require.Error(t, d.Update(ctx, "", "user0", rows[0]))
	require.Error(t, d.Delete(ctx, "", "user0"))
	require.Error(t, d.BatchInsert(ctx, "", keys, rows))
	require.Error(t, d.BatchUpdate(ctx, "", keys, rows))
	require.Error(t, d.BatchDelete(ctx, "", keys))
	_, err := d.Read(ctx, "", "user0", nil)
	require.Error(t, err)
	_, err = d.BatchRead(ctx, "", keys, nil)
	require.Error(t, err)
	_, err = d.Scan(ctx, "", "user0", 1, nil)
	require.Error(t, err)
	remove()
	err = d.Close()
	require.ErrorContains(t, err, "9 operations failed")
	var failed *types.ConditionalCheckFailedException
	require.ErrorAs(t, err, &failed)
}

func TestLoadMakesTheTableAndRunNeedsIt(t *testing.T) {
	names := func(t *testing.T, db *local.DB) []string {
		out, err := db.Client().ListTables(t.Context(), &dynamodb.ListTablesInput{})
		require.NoError(t, err)
		return out.TableNames
	}
	db, p := serve(t, map[string]string{"dynamodb.tablename": "mine", "dynamodb.primarykey": "id", "dynamodb.rc.units": "7", "dynamodb.wc.units": "8"})
	stage := func(command string, more ...string) *properties.Properties {
		q := properties.NewProperties()
		q.Merge(p)
		for i := 0; i < len(more); i += 2 {
			q.MustSet(more[i], more[i+1])
		}
		q.MustSet("command", command)
		return q
	}
	_, err := ycsb.GetDBCreator("dynactor").Create(stage("run"))
	require.ErrorContains(t, err, `table "mine" doesn't exist`)

	d := open(t, stage("load"))
	require.NoError(t, d.Insert(t.Context(), "", "user0", row{"a": []byte("0")}))
	require.NoError(t, d.Close())
	out, err := db.Client().DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &d.table})
	require.NoError(t, err)
	require.Equal(t, "id", *out.Table.KeySchema[0].AttributeName)
	require.EqualValues(t, 7, *out.Table.ProvisionedThroughput.ReadCapacityUnits)
	require.EqualValues(t, 8, *out.Table.ProvisionedThroughput.WriteCapacityUnits)

	there := func(d *database) bool {
		got, err := d.Read(t.Context(), "", "user0", nil)
		require.NoError(t, err)
		require.NoError(t, d.Close())
		return got != nil
	}
	require.True(t, there(open(t, stage("load", "dynamodb.ensure.clean.table", "false"))))
	require.True(t, there(open(t, stage("run", "dynamodb.consistent.reads", "true"))))
	require.False(t, there(open(t, stage("load", "dynactor.on.demand", "true"))))
	out, err = db.Client().DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &d.table})
	require.NoError(t, err)
	require.Equal(t, types.BillingModePayPerRequest, out.Table.BillingModeSummary.BillingMode)

	require.NoError(t, open(t, stage("load", "dynamodb.delete.after.run.stage", "true")).Close())
	require.Equal(t, []string{"mine"}, names(t, db))
	require.NoError(t, open(t, stage("run", "dynamodb.delete.after.run.stage", "true")).Close())
	require.Empty(t, names(t, db))
}

func TestWithoutCoalescingEachRequestIsACall(t *testing.T) {
	db, p := serve(t, map[string]string{"dynactor.coalescing": "false"})
	d := open(t, p)
	batches := make(chan struct{}, 100)
	defer db.Control(local.On(func(context.Context, *local.Request) error {
		batches <- struct{}{}
		return nil
	}, "BatchWriteItem", "BatchGetItem"))()
	keys, rows := records(50)
	require.NoError(t, d.BatchInsert(t.Context(), "", keys, rows))
	got, err := d.BatchRead(t.Context(), "", keys, nil)
	require.NoError(t, err)
	require.Equal(t, rows, got)
	require.Empty(t, batches)
	require.NoError(t, d.Close())
}

func TestPropertiesThatCannotBeUsedAreNamed(t *testing.T) {
	for name, value := range map[string]string{
		"dynamodb.consistent.reads":   "maybe",
		"dynamodb.rc.units":           "many",
		"dynamodb.wc.units":           "0",
		"dynactor.calls.in.flight":    "-1",
		"dynactor.max.pending":        "",
		"dynactor.coalescing":         "si",
		"dynactor.on.demands":         "true",
		"dynamodb.ensure.clean.table": "2",
	} {
		_, err := ycsb.GetDBCreator("dynactor").Create(properties.LoadMap(map[string]string{name: value}))
		require.ErrorContains(t, err, "property "+name, name)
	}
	s, err := read(properties.LoadMap(map[string]string{"dynamodb.consistent.reads": " Yes ", "dynactor.coalescing": "OFF", "dynactor.max.pending": "5"}))
	require.NoError(t, err)
	require.True(t, s.consistent)
	require.False(t, s.coalescing)
	require.EqualValues(t, 5, s.maxPending)
}

func TestWhatTheUserBrokeOffIsNoFailure(t *testing.T) {
	var f failures
	require.NoError(t, f.note(nil))
	require.ErrorIs(t, f.note(context.Canceled), context.Canceled)
	require.NoError(t, f.err())
	broken := errors.New("broken")
	require.ErrorIs(t, f.note(broken), broken)
	require.EqualError(t, f.err(), "1 operations failed, the first of them with: broken")
}
