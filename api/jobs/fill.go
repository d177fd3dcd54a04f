package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/bulk/rejects"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/key"
)

const defaultSize = 400

// Fill begins to write generated items to a table.
func (r *Runner) Fill(ctx context.Context, spec Fill) *Job {
	return r.start(ctx, "fill", spec.Options, func(ctx context.Context, j *run) error { return j.prepareFill(ctx, spec) })
}

func (j *run) prepareFill(ctx context.Context, spec Fill) error {
	switch {
	case spec.Count < 1:
		return &SpecError{Field: "Count", Reason: "say how many items to make"}
	case spec.Size < 0 || spec.Size > 400_000:
		return &SpecError{Field: "Size", Reason: "give up to 400,000 bytes, or 0 for 400"}
	}
	table, err := j.describe(ctx, j.ex, "Table", "to", spec.Table)
	if err != nil {
		return err
	}
	if spec.Size == 0 {
		spec.Size = defaultSize
	}
	generate := spec.Generate
	if generate == nil {
		generate = generator(table, spec.Size)
	}
	j.same("fill", map[string]any{"count": spec.Count, "size": spec.Size, "own": spec.Generate != nil})
	j.total.Store(spec.Count)
	do := j.put(j.ex, spec.Table)
	j.attempt = func(ctx context.Context) error {
		p := j.newPipe(do, 128, 0)
		err := j.generate(ctx, p, spec.Count, generate)
		if e := p.end(ctx); e != nil && (err == nil || ctx.Err() == nil) {
			return e
		}
		return err
	}
	return nil
}

// generate makes the records from the settled one on.
func (j *run) generate(ctx context.Context, p *pipe, count int64, make func(int64) (Item, error)) error {
	var n int64
	j.mu.Lock()
	saved, ok := j.positions["fill"]
	j.mu.Unlock()
	if ok {
		if err := json.Unmarshal(saved, &n); err != nil || n < 0 {
			return &ResumeError{Checkpoint: j.Checkpoint, Err: fmt.Errorf("it has no position: %w", err)}
		}
	}
	for n < count {
		if err := j.gate(ctx); err != nil {
			return err
		}
		s := &step{}
		for range min(stepRecords, count-n) {
			at := record.Place{Number: n + 1}
			it, err := made(make, n)
			if err != nil {
				j.reject(s, rejects.Entry{At: at, Reason: "it can't be made: " + err.Error()})
			} else {
				j.take(s, record.Record{Item: it, At: at}, key.Schema{})
			}
			n++
			j.read.Add(1)
		}
		behind := n
		s.settled = func() error {
			j.positions["fill"] = json.RawMessage(strconv.FormatInt(behind, 10))
			return nil
		}
		if err := p.add(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// made makes an item. A panic is an error without what it panicked with, as that may be the item's content.
func made(make func(int64) (Item, error), n int64) (it Item, err error) {
	defer func() {
		if v := recover(); v != nil {
			it, err = nil, errors.New("it panicked")
		}
	}()
	return make(n)
}

// generator makes items of about that many bytes for a table's key schema, the same for a number each time: a hundred
// to a partition key where there's a sort key.
func generator(table *types.TableDescription, size int) func(n int64) (Item, error) {
	kinds := map[string]types.ScalarAttributeType{}
	for _, a := range table.AttributeDefinitions {
		kinds[aws.ToString(a.AttributeName)] = a.AttributeType
	}
	keys := keyNames(table)
	payload := "payload"
	for payload == keys[0] || payload == keys[len(keys)-1] {
		payload += "_"
	}
	return func(n int64) (Item, error) {
		parts := []int64{n}
		if len(keys) == 2 {
			parts = []int64{n / 100, n % 100}
		}
		it := Item{}
		for i, name := range keys {
			switch kinds[name] {
			case types.ScalarAttributeTypeN:
				it[name] = &types.AttributeValueMemberN{Value: strconv.FormatInt(parts[i], 10)}
			case types.ScalarAttributeTypeB:
				it[name] = &types.AttributeValueMemberB{Value: []byte(fmt.Sprintf("%012d", parts[i]))}
			default:
				it[name] = &types.AttributeValueMemberS{Value: fmt.Sprintf("%012d", parts[i])}
			}
		}
		has, _ := item.Size(it)
		if left := size - has - len(payload); left > 0 {
			it[payload] = &types.AttributeValueMemberS{Value: letters(uint64(n), left)}
		}
		return it, nil
	}
}

// letters is a text that doesn't compress to nothing.
func letters(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, math.MaxUint64))
	text := make([]byte, n)
	for i := 0; i < n; i += 8 {
		bits := r.Uint64()
		for k := i; k < min(n, i+8); k++ {
			text[k] = 'a' + byte(bits%26)
			bits >>= 8
		}
	}
	return string(text)
}
