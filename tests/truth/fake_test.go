package truth

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// fake is DynamoDB as the battery knows it. What isn't scripted here panics on the nil interface.
type fake struct {
	api.DynamoDB
	trouble trouble
	// script, if set, is asked before each call is served: it may block, and its error is the
	// call's. It runs without the lock.
	script func(ctx context.Context, c *call) error

	clock atomic.Int64
	calls atomic.Int64
	// items counts the single items that calls carried, however often.
	items atomic.Int64
	// mixed counts the calls for several tables.
	mixed atomic.Int64

	mu     sync.Mutex
	tables map[string]*model
	byID   map[string][]*effect
	seen   map[string]int
	// breaches are calls that no client of DynamoDB may make.
	breaches []string
}

// call is one SDK call as the fake sees it.
type call struct {
	no      int64
	op      string
	tables  []string // in their order, each once
	ids     []string // of the writes in it
	keys    []string // of the reads and deletes in it
	size    int      // items or keys
	effects []*effect
}

func newFake() *fake {
	f := &fake{tables: map[string]*model{}, byID: map[string][]*effect{}, seen: map[string]int{}}
	for name, columns := range columnsOf {
		f.tables[name] = newModel(name, columns)
	}
	return f
}

// record is the fake itself, also when something is wrapped around it.
func (f *fake) record() *fake { return f }

// tick is the fake's clock, which also orders the battery's own events.
func (f *fake) tick() int64 { return f.clock.Add(1) }

// setMissing makes a table be there or not.
func (f *fake) setMissing(table string, missing bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tables[table].missing = missing
}

// effectsOf is a copy of the list of effects on a key.
func (f *fake) effectsOf(table string, k attrs) []*effect {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.tables[table]
	key, err := t.key(k)
	if err != nil {
		return nil
	}
	return append([]*effect(nil), t.effects[key]...)
}

// sawID is in how many calls the write was.
func (f *fake) sawID(id string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[id]
}

func (f *fake) breach(format string, args ...any) {
	f.breaches = append(f.breaches, fmt.Sprintf(format, args...))
}

// serve makes a call meet its fate around apply, which gets the call's tables, runs under the lock
// and must not change anything if it returns an error.
func (f *fake) serve(ctx context.Context, c *call, optFns []func(*dynamodb.Options), apply func(tables []*model, fate fate) error) error {
	var options dynamodb.Options
	for _, fn := range optFns {
		fn(&options)
	}
	c.no = f.calls.Add(1)
	f.items.Add(int64(c.size))
	if len(c.tables) > 1 {
		f.mixed.Add(1)
	}
	f.mu.Lock()
	for _, id := range c.ids {
		f.seen[id]++
	}
	f.mu.Unlock()
	if f.script != nil {
		if err := f.script(ctx, c); err != nil {
			return err
		}
	}
	fate := f.trouble.draw(c.no)
	if !pause(ctx, fate.before) {
		return cancelled(c.op, ctx)
	}
	switch fate.fault {
	case exceededBefore:
		return answered(c.op, 400, exceeded())
	case throttledBefore:
		return answered(c.op, 400, throttling())
	case internalBefore:
		return answered(c.op, 500, internal())
	case refusedBefore:
		return refused(c.op)
	case hungUpBefore:
		return hungUp(c.op)
	case silentBefore:
		<-ctx.Done()
		return cancelled(c.op, ctx)
	case panicBefore:
		panic("the client panicked before it sent the call")
	case exitBefore:
		runtime.Goexit()
	}
	if err := f.apply(c, fate, apply); err != nil {
		return answered(c.op, 400, err)
	}
	switch fate.fault {
	case internalAfter, internalHalfway:
		f.lose(c)
		return answered(c.op, 500, internal())
	case hungUpAfter:
		f.lose(c)
		return hungUp(c.op)
	case resetAfter:
		f.lose(c)
		return reset(c.op)
	case garbledAfter:
		f.lose(c)
		return garbled(c.op)
	case silentAfter:
		f.lose(c)
		<-ctx.Done()
		return cancelled(c.op, ctx)
	case panicAfter:
		f.lose(c)
		panic("the client panicked after the call was applied")
	case exitAfter:
		f.lose(c)
		runtime.Goexit()
	}
	if !pause(ctx, fate.after) {
		f.lose(c)
		return cancelled(c.op, ctx)
	}
	return nil
}

func (f *fake) apply(c *call, fate fate, apply func([]*model, fate) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	tables := make([]*model, len(c.tables))
	for i, name := range c.tables {
		if tables[i] = f.tables[name]; tables[i] == nil || tables[i].missing {
			return missing()
		}
	}
	return apply(tables, fate)
}

// one is what serve applies for an operation on a single table.
func one(apply func(*model, fate) error) func([]*model, fate) error {
	return func(tables []*model, fate fate) error { return apply(tables[0], fate) }
}

// lose marks the call's effects as such that nobody was told of.
func (f *fake) lose(c *call) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range c.effects {
		e.lost = true
	}
}

// keep takes an effect into the books; nil isn't one.
func (f *fake) keep(c *call, e *effect) {
	if e == nil {
		return
	}
	c.effects = append(c.effects, e)
	if e.id != "" {
		f.byID[e.id] = append(f.byID[e.id], e)
	}
}

func (f *fake) DescribeTable(ctx context.Context, in *dynamodb.DescribeTableInput, optFns ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error) {
	c := &call{op: "DescribeTable", tables: []string{aws.ToString(in.TableName)}}
	var out dynamodb.DescribeTableOutput
	err := f.serve(ctx, c, optFns, one(func(t *model, _ fate) error {
		if f.trouble.Blind {
			return coded("AccessDeniedException", "not authorized to perform: dynamodb:DescribeTable")
		}
		out.Table = &types.TableDescription{TableName: in.TableName}
		for i, column := range t.columns {
			out.Table.KeySchema = append(out.Table.KeySchema, types.KeySchemaElement{
				AttributeName: aws.String(column.name), KeyType: []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}[i],
			})
		}
		return nil
	}))
	if err != nil {
		return nil, err
	}
	return &out, nil
}

func (f *fake) PutItem(ctx context.Context, in *dynamodb.PutItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	c := &call{op: "PutItem", tables: []string{aws.ToString(in.TableName)}, ids: []string{text(in.Item["id"])}, size: 1}
	var out dynamodb.PutItemOutput
	err := f.serve(ctx, c, optFns, one(func(t *model, _ fate) error {
		key, err := t.key(in.Item)
		if err != nil {
			return err
		}
		if err := acceptable(in.Item); err != nil {
			return err
		}
		old := t.items[key]
		if strings.HasPrefix(aws.ToString(in.ConditionExpression), "attribute_not_exists") && old != nil {
			return &types.ConditionalCheckFailedException{Message: aws.String("The conditional request failed")}
		}
		if in.ReturnValues == types.ReturnValueAllOld {
			out.Attributes = deepCopy(old)
		}
		e, err := t.put(f.tick(), in.Item)
		f.keep(c, e)
		return err
	}))
	if err != nil {
		return nil, err
	}
	return &out, nil
}

func (f *fake) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	id := text(in.ExpressionAttributeValues[":id"])
	c := &call{op: "UpdateItem", tables: []string{aws.ToString(in.TableName)}, ids: []string{id}, size: 1}
	var out dynamodb.UpdateItemOutput
	err := f.serve(ctx, c, optFns, one(func(t *model, _ fate) error {
		e, err := t.update(f.tick(), in.Key, id)
		if err != nil {
			return err
		}
		if in.ReturnValues == types.ReturnValueAllNew {
			out.Attributes = deepCopy(e.state)
		}
		f.keep(c, e)
		return nil
	}))
	if err != nil {
		return nil, err
	}
	return &out, nil
}

func (f *fake) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	c := &call{op: "DeleteItem", tables: []string{aws.ToString(in.TableName)}, keys: []string{printKey(in.Key)}, size: 1}
	err := f.serve(ctx, c, optFns, one(func(t *model, _ fate) error {
		e, err := t.delete(f.tick(), in.Key)
		f.keep(c, e)
		return err
	}))
	if err != nil {
		return nil, err
	}
	return &dynamodb.DeleteItemOutput{}, nil
}

func (f *fake) GetItem(ctx context.Context, in *dynamodb.GetItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	c := &call{op: "GetItem", tables: []string{aws.ToString(in.TableName)}, keys: []string{printKey(in.Key)}, size: 1}
	var out dynamodb.GetItemOutput
	err := f.serve(ctx, c, optFns, one(func(t *model, fate fate) error {
		item, err := t.get(in.Key, f.stale(fate, in.ConsistentRead), named(in.ProjectionExpression, in.ExpressionAttributeNames))
		out.Item = item
		return err
	}))
	if err != nil {
		return nil, err
	}
	return &out, nil
}

// Scan stands for all operations that go through the executor as they are.
func (f *fake) Scan(ctx context.Context, in *dynamodb.ScanInput, optFns ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error) {
	c := &call{op: "Scan", tables: []string{aws.ToString(in.TableName)}}
	var out dynamodb.ScanOutput
	err := f.serve(ctx, c, optFns, one(func(t *model, _ fate) error {
		out.Count = int32(len(t.items))
		return nil
	}))
	if err != nil {
		return nil, err
	}
	return &out, nil
}

// stale is how many effects an eventually consistent read lags behind.
func (f *fake) stale(fate fate, consistent *bool) int {
	if aws.ToBool(consistent) || !fate.chance(f.trouble.Stale) {
		return 0
	}
	return 1 + fate.rng.IntN(3)
}

// named lists the top-level attributes that a projection names.
func named(expression *string, placeholders map[string]string) (names []string) {
	if expression == nil {
		return nil
	}
	for _, name := range strings.Split(*expression, ",") {
		name = strings.TrimSpace(name)
		if real, ok := placeholders[name]; ok {
			name = real
		}
		names = append(names, name)
	}
	return names
}

func printKey(k attrs) string {
	n, _ := normal(text(k["sk"]))
	return text(k["pk"]) + "/" + n
}
