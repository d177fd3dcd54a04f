package scenario

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/report"
)

const (
	onePeer = "one-at-a-time"
	// updateDistance is how far items are away, and updateLeast how many times as fast as one at a time a job is then.
	updateDistance = 5 * time.Millisecond
	updateLeast    = 50
	// changedAttribute is what is set.
	changedAttribute = "checked"
)

// jobsUpdate has a job change all items of a table that is some milliseconds away, and a loop those of a sample.
func jobsUpdate(ctx context.Context, e Env) (all []report.Scenario, err error) {
	err = e.filled(ctx, sourceTable, e.Records, func(source string, _ items.Digest) error {
		state := make([]string, e.Records) // what each item's attribute is
		all, err = e.chores(ctx, chores{
			Scenario: report.Scenario{
				Name:  "jobs-update",
				Title: fmt.Sprintf("update of a table of %d items of 0.4 KB, %v away", e.Records, updateDistance),
				Load:  fmt.Sprintf("%s for %v", onePeer, e.Duration),
				Notes: []string{fmt.Sprintf("each answer is held for %v on its connection; the job's scan counts as its time", e.delay())},
			},
			peers: []chore{
				{jobPeer, func(ctx context.Context, s *stint) error {
					return e.executing(nil, func(ex *api.Executor) error {
						value := fmt.Sprint("turn ", s.number)
						err := s.time(func() (int, error) { return updating(ctx, ex, source, value) })
						if err != nil {
							return err
						}
						for n := range state {
							state[n] = value
						}
						return e.holds(ctx, source, checkedItems(state))
					}, e.distant)
				}},
				{onePeer, func(ctx context.Context, s *stint) error {
					return e.scanning(func(client *dynamodb.Client) error {
						value := fmt.Sprint("turn ", s.number)
						err := s.time(func() (int, error) { return updateOneByOne(ctx, client, source, value, e.Records, e.Duration) })
						if err != nil {
							return err
						}
						for n := range s.result.Acknowledged {
							state[n] = value
						}
						return e.holds(ctx, source, checkedItems(state))
					}, e.distant)
				}},
			},
			findings: ratios(ratio{jobPeer, onePeer, report.AtLeast(updateLeast)}),
		})
		return err
	})
	return all, err
}

// updating runs an update job.
func updating(ctx context.Context, ex *api.Executor, table, value string) (int, error) {
	from := segmented(table)
	from.Names = map[string]string{"#a": changedAttribute}
	from.Values = items.Item{":v": &types.AttributeValueMemberS{Value: value}}
	done, err := jobs.New(ex).Update(ctx, jobs.Update{From: from, Set: "SET #a = :v"}).Await(context.Background())
	return int(done.Counts.Updated), err
}

// updateOneByOne changes item after item, from the first on, until the time is over or none is left.
func updateOneByOne(ctx context.Context, client *dynamodb.Client, table, value string, records int, lasts time.Duration) (int, error) {
	until := time.Now().Add(lasts)
	n := 0
	for ; n < records && (n == 0 || time.Now().Before(until)); n++ {
		_, err := client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &table, Key: items.Key(items.NumberedKey(n)),
			UpdateExpression: aws.String("SET #a = :v"), ConditionExpression: aws.String("attribute_exists(" + items.PartitionKey + ")"),
			ExpressionAttributeNames:  map[string]string{"#a": changedAttribute},
			ExpressionAttributeValues: items.Item{":v": &types.AttributeValueMemberS{Value: value}},
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// checkedItems is the digest of numbered items with what was set, where it was.
func checkedItems(state []string) (d items.Digest) {
	for n, value := range state {
		item := items.Numbered(n)
		if value != "" {
			item[changedAttribute] = &types.AttributeValueMemberS{Value: value}
		}
		d.Add(item)
	}
	return d
}

// delay is what is missing to the distance: the target local takes its time itself.
func (e Env) delay() time.Duration {
	if !e.Target.Local {
		return updateDistance
	}
	return max(0, updateDistance-e.Latencies[0])
}

// distant makes the way to a client's server that much longer.
func (e Env) distant(o *dynamodb.Options) {
	way := o.HTTPClient.(*http.Client).Transport.(*http.Transport) // the client's own
	dial := way.DialContext
	way.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &farConn{Conn: c, way: e.delay()}, nil
	}
}

// farConn is a connection to a server that is far away: the answer to what is written comes that much later.
type farConn struct {
	net.Conn
	way   time.Duration
	asked atomic.Bool // something was written that isn't answered yet
}

// Write implements net.Conn.
func (c *farConn) Write(p []byte) (int, error) {
	c.asked.Store(true)
	return c.Conn.Write(p)
}

// Read implements net.Conn.
func (c *farConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.asked.Swap(false) {
		time.Sleep(c.way)
	}
	return n, err
}

// SyscallConn implements [syscall.Conn], as what is between does.
func (c *farConn) SyscallConn() (syscall.RawConn, error) {
	return c.Conn.(syscall.Conn).SyscallConn()
}
