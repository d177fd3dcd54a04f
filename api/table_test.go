package api

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

type note struct {
	ID   string `dynamodbav:"id" dynactor:"partition"`
	Text secret `dynamodbav:"text"`
}

// secret refuses some texts, and quotes them when it does.
type secret string

func (s secret) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	if s == "unmarshallable" {
		return nil, fmt.Errorf("refused: %s", string(s))
	}
	return &types.AttributeValueMemberS{Value: string(s)}, nil
}

func (s *secret) UnmarshalDynamoDBAttributeValue(v types.AttributeValue) error {
	text, ok := v.(*types.AttributeValueMemberS)
	if !ok {
		return &attributevalue.UnmarshalTypeError{Value: "something", Type: nil}
	}
	switch text.Value {
	case "undecodable":
		return fmt.Errorf("refused: %s", text.Value)
	case "panics":
		panic("refused: " + text.Value)
	}
	*s = secret(text.Value)
	return nil
}

func TestTableOfRefusesWhatIsNoTable(t *testing.T) {
	ex, err := Open(instant{})
	require.NoError(t, err)
	defer ex.Close(context.Background())
	type untagged struct{ ID string }
	for name, c := range map[string]struct {
		open func() error
		says []string
	}{
		"no executor":       {func() error { _, err := TableOf[note](nil, "notes"); return err }, []string{"executor is nil"}},
		"no name":           {func() error { _, err := TableOf[note](ex, ""); return err }, []string{"name is empty"}},
		"no tags":           {func() error { _, err := TableOf[untagged](ex, "notes"); return err }, []string{"untagged", "partition"}},
		"a pointer":         {func() error { _, err := TableOf[*note](ex, "notes"); return err }, []string{"TableOf[note]"}},
		"a number":          {func() error { _, err := TableOf[int](ex, "notes"); return err }, []string{"int", "struct"}},
		"a map without key": {func() error { _, err := TableOf[map[string]any](ex, "notes"); return err }, []string{"WithKey"}},
		"a key with no field": {func() error { _, err := TableOf[untagged](ex, "notes", WithKey("id", "")); return err },
			[]string{`"id"`, "untagged"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.open()
			require.Error(t, err)
			for _, part := range c.says {
				require.ErrorContains(t, err, part)
			}
		})
	}
}

// notesOn opens a table whose client answers gets with an item of that text.
func notesOn(t *testing.T, text string) *Table[note] {
	t.Helper()
	ex, err := Open(answering{item: map[string]types.AttributeValue{"text": &types.AttributeValueMemberS{Value: text}}},
		WithKeySchema("notes", "id", ""))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, ex.Close(context.Background())) })
	notes, err := TableOf[note](ex, "notes")
	require.NoError(t, err)
	return notes
}

// What a Marshaler says may quote the item, and whoever wants it gets it from the cause.
func TestErrorsOfMarshallingQuoteNothing(t *testing.T) {
	ctx := context.Background()
	put := map[string]func(*Table[note]) error{
		"async": func(notes *Table[note]) error {
			_, err := notes.Put(ctx, note{"1", "unmarshallable"}).Await(ctx)
			return err
		},
		"sync": func(notes *Table[note]) error {
			_, err := notes.Sync().Put(ctx, note{"1", "unmarshallable"})
			return err
		},
	}
	get := map[string]func(*Table[note]) error{
		"async": func(notes *Table[note]) error { _, err := notes.Get(ctx, Key{Partition: "1"}).Await(ctx); return err },
		"sync":  func(notes *Table[note]) error { _, err := notes.Sync().Get(ctx, Key{Partition: "1"}); return err },
	}
	for face := range put {
		t.Run(face, func(t *testing.T) {
			err := put[face](notesOn(t, ""))
			var encode *EncodeError
			require.ErrorAs(t, err, &encode)
			require.NotContains(t, err.Error(), "unmarshallable")
			require.ErrorContains(t, encode.Err, "unmarshallable")
			var op *OperationError
			require.ErrorAs(t, err, &op)
			require.Equal(t, NotSent, op.Outcome)

			err = get[face](notesOn(t, "undecodable"))
			var decode *DecodeError
			require.ErrorAs(t, err, &decode)
			require.NotContains(t, err.Error(), "undecodable")
			require.ErrorContains(t, err, "api.note")
			require.ErrorContains(t, decode.Err, "undecodable")

			err = get[face](notesOn(t, "panics"))
			var panicked *PanicError
			require.ErrorAs(t, err, &panicked)
			require.NotContains(t, err.Error(), "refused")
		})
	}
}

// slow answers each update and get after a second, and remembers how many ran at the same time.
type slow struct {
	instant
	mu           sync.Mutex
	running, max int
}

func (s *slow) UpdateItem(ctx context.Context, _ *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	s.mu.Lock()
	s.running++
	s.max = max(s.max, s.running)
	s.mu.Unlock()
	time.Sleep(time.Second)
	s.mu.Lock()
	s.running--
	s.mu.Unlock()
	return &dynamodb.UpdateItemOutput{}, nil
}

// A hot key mustn't be slower than with the SDK for callers who are blocked anyway; a pipeline of
// futures on one key does as the program reads.
func TestUpdatesOfOneKeyRunTogetherInTheSyncFaceAndInOrderInTheAsyncOne(t *testing.T) {
	for face, want := range map[string]int{"async": 1, "sync": 10} {
		t.Run(face, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := &slow{}
				ex, err := Open(client, WithKeySchema("notes", "id", ""))
				require.NoError(t, err)
				notes, err := TableOf[note](ex, "notes")
				require.NoError(t, err)
				ctx, key, change := t.Context(), Key{Partition: "1"}, Changes(Increment("n", 1))
				var wg sync.WaitGroup
				for range 10 {
					if face == "sync" {
						wg.Go(func() { _, err := notes.Sync().Update(ctx, key, change); require.NoError(t, err) })
					} else {
						f := notes.Update(ctx, key, change)
						wg.Go(func() { _, err := f.Await(ctx); require.NoError(t, err) })
					}
				}
				wg.Wait()
				require.Equal(t, want, client.max)
				require.NoError(t, ex.Close(ctx))
			})
		})
	}
}

// halting answers writes of the ids below "5", and no others before ctx ends.
type halting struct{ instant }

func (halting) PutItem(ctx context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	if id := in.Item["id"].(*types.AttributeValueMemberS).Value; id >= "5" {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return &dynamodb.PutItemOutput{}, nil
}

func TestManyKeepWhatSucceededWhenCtxEnds(t *testing.T) {
	items := make([]note, 10)
	for i := range items {
		items[i].ID = fmt.Sprint(i)
	}
	for _, face := range []string{"async", "sync"} {
		t.Run(face, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ex, err := Open(halting{}, WithKeySchema("notes", "id", ""))
				require.NoError(t, err)
				notes, err := TableOf[note](ex, "notes")
				require.NoError(t, err)
				ctx, cancel := context.WithTimeout(WithoutCoalescing(t.Context()), time.Second)
				defer cancel()
				var results []Result[note]
				if face == "sync" {
					results, err = notes.Sync().PutMany(ctx, items)
				} else {
					results, err = notes.PutMany(ctx, items).Await(ctx)
				}
				require.Len(t, results, 10)
				var partial *PartialError
				require.ErrorAs(t, err, &partial)
				require.Equal(t, 10, partial.Of)
				failed := map[int]bool{}
				for _, f := range partial.Failures {
					failed[f.Index] = true
					var op *OperationError
					require.ErrorAs(t, f.Err, &op)
					require.Equal(t, Unknown, op.Outcome)
					require.True(t, errors.Is(f.Err, context.DeadlineExceeded))
				}
				require.Equal(t, map[int]bool{5: true, 6: true, 7: true, 8: true, 9: true}, failed)
				require.NoError(t, ex.Close(t.Context()))
			})
		})
	}
}
