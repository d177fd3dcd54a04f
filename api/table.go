package api

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/dynactor/dynactor/internal/schema"
)

// Table is the async face of a typed table: items are values of T, calls are short, and each
// returns its future at once. Make one with [TableOf]; it holds nothing but names, so make as many
// as you like. All methods are safe for use by any number of goroutines.
//
// What can be checked is checked before anything is sent: such a request fails with an
// [*OperationError] whose outcome is [NotSent] and whose text says what to change. A future's item
// is unmarshalled on the goroutine that first asks for it.
type Table[T any] struct {
	ex   *Executor
	name string
	spec *schema.Spec
	// seated says that this is the inside of a sync face, whose callers are blocked anyway.
	seated bool
	twin   *SyncTable[T]

	// The makers of results, made once so that a request needn't.
	made makers[T]
}

// SyncTable is the sync face of a [Table]: the same methods with the same parameters, awaited. A
// *Future[R] becomes (R, error), and a *Stream[T] an iter.Seq2[T, error]. Get one by [Table.Sync].
type SyncTable[T any] struct {
	t     Table[T]
	async *Table[T]
}

// TableOption is a setting of [TableOf].
type TableOption func(*tableConfig)

type tableConfig struct {
	keyed           bool
	partition, sort string
}

// WithKey names the attributes of the table's primary key, "" for sort if it has none. Default: the
// tags of T say it. It's for a T that has no tags: a map, or a struct that isn't yours.
func WithKey(partition, sort string) TableOption {
	return func(c *tableConfig) { c.keyed, c.partition, c.sort = true, partition, sort }
}

// TableOf returns the typed table of that name. It makes no call, and neither creates the table
// nor asks whether it exists: for that there are CreateTable and TableExists.
//
// T is a struct. Names and values are those of the SDK's attributevalue package and its tags; what
// an attribute is to the table is said by tags of our own, separated by commas:
//
//	type Order struct {
//		Customer string `dynamodbav:"customer" dynactor:"partition"`
//		ID       string `dynamodbav:"id" dynactor:"sort"`
//		Status   string `dynamodbav:"status" dynactor:"gsi:by-status:partition"`
//		Placed   int64  `dynamodbav:"placed" dynactor:"gsi:by-status:sort,lsi:by-date"`
//		Expires  int64  `dynamodbav:"expires,omitempty" dynactor:"ttl"`
//	}
//
// T can be without tags, and a map[string]any or a map[string]types.AttributeValue, with the option
// [WithKey]; then there are no indexes to query and CreateTable has nothing to go by.
//
// It fails if T or its tags can't be used, with an error that names each field and what to change.
func TableOf[T any](ex *Executor, name string, opts ...TableOption) (*Table[T], error) {
	if ex == nil {
		return nil, errors.New("table: the executor is nil: pass what api.Open returned")
	}
	if name == "" {
		return nil, errors.New("table: the name is empty: pass the table's name or ARN")
	}
	var config tableConfig
	for _, opt := range opts {
		if opt != nil {
			opt(&config)
		}
	}
	spec, err := specOf(reflect.TypeFor[T](), config)
	if err != nil {
		return nil, fmt.Errorf("table %q: %w", name, err)
	}
	t := &Table[T]{ex: ex, name: name, spec: spec}
	t.made = makersOf(t)
	s := &SyncTable[T]{t: *t, async: t}
	s.t.seated = true
	t.twin, s.t.twin = s, s
	return t, nil
}

func specOf(t reflect.Type, config tableConfig) (*schema.Spec, error) {
	if config.keyed {
		if schema.Tagged(t) {
			return nil, fmt.Errorf("%s has tags that say what the key is, and so does WithKey: leave one of them out", t)
		}
		spec := schema.Untyped(t, config.partition, config.sort)
		return spec, spec.Validate()
	}
	return schema.Of(t)
}

// Sync returns the sync face.
func (t *Table[T]) Sync() *SyncTable[T] { return t.twin }

// Async returns the async face.
func (s *SyncTable[T]) Async() *Table[T] { return s.async }

// Name returns the table's name as it was given.
func (t *Table[T]) Name() string { return t.name }
