package truth

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

type kind int

const (
	put kind = iota
	get
	update
	del
	putOnce // a conditional put
	putOld  // a put that asks for the old item
	scan
)

var kindNames = []string{"PutItem", "GetItem", "UpdateItem", "DeleteItem", "PutItem", "PutItem", "Scan"}

type poison int

const (
	sound poison = iota
	badItem
	badKey
	hugeKey
)

// leaving says how the request's ctx behaves.
type leaving int

const (
	stays    leaving = iota
	gone             // its ctx has ended before it's asked
	leaves           // its own ctx ends after a while
	allLeave         // it has the ctx of all of its client's requests that leave together
)

// op is one thing that a client asks for.
type op struct {
	Kind       kind
	Table      int
	Key        int
	Own        bool // nobody else writes the key
	Sync       bool
	Alone      bool
	Unordered  bool
	Consistent bool
	Names      int
	Spelling   int
	Pad        int
	Poison     poison
	Leaving    leaving
	After      time.Duration
	Pause      time.Duration
}

func (o op) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s[%d]", kindNames[o.Kind], tableNames[o.Table], o.Key)
	for name, on := range map[string]bool{"own": o.Own, "sync": o.Sync, "alone": o.Alone, "unordered": o.Unordered, "consistent": o.Consistent} {
		if on {
			b.WriteString(" " + name)
		}
	}
	for name, n := range map[string]int{"projection": o.Names, "spelling": o.Spelling, "pad": o.Pad, "poison": int(o.Poison), "leaving": int(o.Leaving)} {
		if n != 0 {
			fmt.Fprintf(&b, " %s=%d", name, n)
		}
	}
	if o.After+o.Pause > 0 {
		fmt.Fprintf(&b, " after=%v pause=%v", o.After, o.Pause)
	}
	return b.String()
}

func (o op) writes() bool { return o.Kind != get && o.Kind != scan }

// labelled says whether the request carries an id that the model can find again.
func (o op) labelled() bool { return o.writes() && o.Kind != del }

// projections are the attributes that gets ask for.
var projections = [][]string{nil, {"id"}, {"pk", "id"}, {"n", "pad", "id"}}

// ticketFor makes the request's ticket; ask sends it.
func (o op) ticketFor(client int, id string, ctx context.Context) *ticket {
	t := &ticket{op: o, client: client, id: id, ctx: ctx, table: tableNames[o.Table], done: make(chan struct{})}
	k := o.Key
	if o.Own {
		k += 1000 * (client + 1)
	}
	t.key = keyAt(t.table, k, o.Spelling)
	switch o.Poison {
	case badKey:
		t.key = wrongKey(t.table, k)
	case hugeKey:
		if shapeOf(t.table) == plain && o.Kind == put {
			t.key = attrs{"pk": str(strings.Repeat("x", pkLimit+1))}
		}
	}
	return t
}

// poisoned says whether DynamoDB is sure to refuse it.
func (t *ticket) poisoned() bool {
	switch t.op.Poison {
	case badItem:
		return t.op.labelled() && t.op.Kind != update
	case badKey:
		return t.op.Kind != scan
	case hugeKey:
		return shapeOf(t.table) == plain && t.op.Kind == put
	}
	return false
}

func (t *ticket) putItem() attrs {
	item := deepCopy(t.key)
	item["id"] = str(t.id)
	item["list"] = &types.AttributeValueMemberL{Value: []types.AttributeValue{str("list of " + t.id)}}
	if t.op.Pad > 0 {
		item["pad"] = &types.AttributeValueMemberB{Value: make([]byte, t.op.Pad)}
	}
	if t.op.Poison == badItem {
		item["poison"] = str("poison")
	}
	return item
}

// ask sends the request by its face.
func (t *ticket) ask(f *fake, ex *api.Executor) {
	ctx, o := t.ctx, t.op
	if o.Alone {
		ctx = api.WithoutCoalescing(ctx)
	}
	if o.Unordered {
		ctx = api.WithUnordered(ctx)
	}
	switch o.Kind {
	case put, putOnce, putOld:
		in := &dynamodb.PutItemInput{TableName: aws.String(t.table), Item: t.putItem()}
		if o.Kind == putOnce {
			in.ConditionExpression = aws.String("attribute_not_exists(pk)")
		}
		if o.Kind == putOld {
			in.ReturnValues = types.ReturnValueAllOld
		}
		submit(t, f, func() *api.Future[*dynamodb.PutItemOutput] { return ex.PutItem(ctx, in) },
			func() (*dynamodb.PutItemOutput, error) { return ex.Sync().PutItem(ctx, in) })
	case get:
		in := &dynamodb.GetItemInput{TableName: aws.String(t.table), Key: t.key}
		if o.Consistent {
			in.ConsistentRead = aws.Bool(true)
		}
		if names := projections[o.Names]; names != nil {
			in.ExpressionAttributeNames = map[string]string{}
			var list []string
			for i, name := range names {
				list = append(list, fmt.Sprintf("#p%d", i))
				in.ExpressionAttributeNames[list[i]] = name
			}
			in.ProjectionExpression = aws.String(strings.Join(list, ", "))
		}
		submit(t, f, func() *api.Future[*dynamodb.GetItemOutput] { return ex.GetItem(ctx, in) },
			func() (*dynamodb.GetItemOutput, error) { return ex.Sync().GetItem(ctx, in) })
	case update:
		in := &dynamodb.UpdateItemInput{
			TableName: aws.String(t.table), Key: t.key, ReturnValues: types.ReturnValueAllNew,
			UpdateExpression:          aws.String("SET id = :id ADD n :one"),
			ExpressionAttributeValues: attrs{":id": str(t.id), ":one": num("1")},
		}
		submit(t, f, func() *api.Future[*dynamodb.UpdateItemOutput] { return ex.UpdateItem(ctx, in) },
			func() (*dynamodb.UpdateItemOutput, error) { return ex.Sync().UpdateItem(ctx, in) })
	case del:
		in := &dynamodb.DeleteItemInput{TableName: aws.String(t.table), Key: t.key}
		submit(t, f, func() *api.Future[*dynamodb.DeleteItemOutput] { return ex.DeleteItem(ctx, in) },
			func() (*dynamodb.DeleteItemOutput, error) { return ex.Sync().DeleteItem(ctx, in) })
	case scan:
		in := &dynamodb.ScanInput{TableName: aws.String(t.table)}
		submit(t, f, func() *api.Future[*dynamodb.ScanOutput] { return ex.Scan(ctx, in) },
			func() (*dynamodb.ScanOutput, error) { return ex.Sync().Scan(ctx, in) })
	}
}
