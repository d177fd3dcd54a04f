package localdb

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

// operation is one request of a history: on the registers of a few keys, whose value is a number; 0 is
// an item that is not there.
type operation struct {
	kind       string // put, get, raise (if it is as expected), swap (two keys), both (get two keys)
	keys       [2]int
	value, old int
}

// outcome is what was observed.
type outcome struct {
	values [2]int
	ok     bool
}

const registers = 2

type registerState [registers]int

// registersModel is the sequential specification.
var registersModel = porcupine.Model{
	Init: func() any { return registerState{} },
	Step: func(state, input, output any) (bool, any) {
		now, op, got := state.(registerState), input.(operation), output.(outcome)
		a, b := op.keys[0], op.keys[1]
		switch op.kind {
		case "put":
			now[a] = op.value
			return true, now
		case "get":
			return got.values[0] == now[a], now
		case "both":
			return got.values == [2]int{now[a], now[b]}, now
		case "raise":
			if got.ok != (now[a] == op.old) {
				return false, now
			}
			if got.ok {
				now[a] += op.value
			}
			return true, now
		case "swap":
			if got.ok != (now[a] == op.old) {
				return false, now
			}
			if got.ok {
				now[a], now[b] = op.value, -op.value
			}
			return true, now
		}
		return false, now
	},
}

// TestConcurrentHistoriesAreLinearizable lets clients run against a few keys and looks for an order of
// what they saw that one client alone could have seen, transactions included.
func TestConcurrentHistoriesAreLinearizable(t *testing.T) {
	const rounds, clients, each = 400, 4, 25
	for round := range rounds {
		e := New(Config{})
		createTable(t, e, tableSpec{name: "things", global: []indexSpec{{name: "by-v", pk: "v:N"}}})
		var mu sync.Mutex
		var history []porcupine.Operation
		var wg sync.WaitGroup
		start := time.Now()
		for client := range clients {
			wg.Add(1)
			go func() {
				defer wg.Done()
				random := rand.New(rand.NewPCG(uint64(round), uint64(client)))
				for range each {
					op := drawOperation(random)
					call := time.Since(start).Nanoseconds()
					out, err := op.run(e)
					done := time.Since(start).Nanoseconds()
					mu.Lock()
					if err != nil {
						t.Error(err)
					}
					history = append(history, porcupine.Operation{ClientId: client, Input: op, Call: call, Output: out, Return: done})
					mu.Unlock()
				}
			}()
		}
		wg.Wait()
		require.Equal(t, porcupine.Ok, porcupine.CheckOperationsTimeout(registersModel, history, 10*time.Second), "round %d", round)
	}
}

func drawOperation(r *rand.Rand) operation {
	kinds := [...]string{"put", "get", "both", "raise", "swap"}
	order := r.Perm(registers)
	return operation{kind: kinds[r.IntN(len(kinds))], keys: [2]int{order[0], order[1]}, value: 1 + r.IntN(3), old: r.IntN(4)}
}

func registerKey(k int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": s(strconv.Itoa(k))}
}

// register is the item that holds a value.
func register(k, value int) map[string]types.AttributeValue {
	i := maps.Clone(registerKey(k))
	i["v"] = n(strconv.Itoa(value))
	return i
}

func valueOf(i map[string]types.AttributeValue) int {
	v, _ := i["v"].(*types.AttributeValueMemberN)
	if v == nil {
		return 0
	}
	value, _ := strconv.Atoi(v.Value)
	return value
}

// expects is the condition that a register has the value.
func expects(value int) (*string, map[string]types.AttributeValue) {
	if value == 0 {
		return ptrTo("attribute_not_exists(v) OR v = :old"), map[string]types.AttributeValue{":old": n("0")}
	}
	return ptrTo("v = :old"), map[string]types.AttributeValue{":old": n(strconv.Itoa(value))}
}

func (op operation) run(e *Engine) (outcome, error) {
	ctx, table := context.Background(), ptrTo("things")
	condition, values := expects(op.old)
	switch op.kind {
	case "put":
		_, err := e.Do(ctx, &dynamodb.PutItemInput{TableName: table, Item: register(op.keys[0], op.value)})
		return outcome{}, err
	case "get":
		out, err := e.Do(ctx, &dynamodb.GetItemInput{TableName: table, Key: registerKey(op.keys[0])})
		if err != nil {
			return outcome{}, err
		}
		return outcome{values: [2]int{valueOf(out.(*dynamodb.GetItemOutput).Item)}}, nil
	case "both":
		out, err := e.Do(ctx, &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{
			{Get: &types.Get{TableName: table, Key: registerKey(op.keys[0])}}, {Get: &types.Get{TableName: table, Key: registerKey(op.keys[1])}},
		}})
		if err != nil {
			return outcome{}, err
		}
		r := out.(*dynamodb.TransactGetItemsOutput).Responses
		return outcome{values: [2]int{valueOf(r[0].Item), valueOf(r[1].Item)}}, nil
	case "raise":
		values[":by"] = n(strconv.Itoa(op.value))
		_, err := e.Do(ctx, &dynamodb.UpdateItemInput{
			TableName: table, Key: registerKey(op.keys[0]), UpdateExpression: ptrTo("ADD v :by"), ConditionExpression: condition, ExpressionAttributeValues: values,
		})
		var failed *types.ConditionalCheckFailedException
		if errors.As(err, &failed) {
			return outcome{}, nil
		}
		return outcome{ok: err == nil}, err
	}
	_, err := e.Do(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: table, Item: register(op.keys[0], op.value), ConditionExpression: condition, ExpressionAttributeValues: values}},
		{Put: &types.Put{TableName: table, Item: register(op.keys[1], -op.value)}},
	}})
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return outcome{}, nil
	}
	return outcome{ok: err == nil}, err
}
