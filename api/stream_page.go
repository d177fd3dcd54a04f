package api

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/dynactor/dynactor/internal/schema"
)

const (
	// defaultPrefetch is one page to consume and one to fetch meanwhile.
	defaultPrefetch = 2
	// maxPrefetch bounds what a stream holds to 1 GB.
	maxPrefetch = 1000
)

// pageConfig is what all that has pages can be told.
type pageConfig struct {
	limit    int
	pageSize int32
	prefetch int
}

func (c pageConfig) check() error {
	var problems []error
	if c.limit < 0 {
		problems = append(problems, fmt.Errorf("limit is %d: set it to how many items there should be at most, or to 0 for all", c.limit))
	}
	if c.pageSize < 0 {
		problems = append(problems, fmt.Errorf("page size is %d: set it to how many items DynamoDB should look at for a page, or to 0 for as many as are in 1 MB", c.pageSize))
	}
	if c.prefetch < 0 || c.prefetch > maxPrefetch {
		problems = append(problems, fmt.Errorf("prefetch is %d: set it to 1 to %d pages, or to 0 for the default", c.prefetch, maxPrefetch))
	}
	return errors.Join(problems...)
}

// size is DynamoDB's Limit for a page, nil for none. Without a filter no more is asked for than is
// wanted.
func (c pageConfig) size(want int, filtered bool) *int32 {
	size := c.pageSize
	if !filtered && want > 0 {
		if most := int32(min(want, math.MaxInt32)); size == 0 || most < size {
			size = most
		}
	}
	if size == 0 {
		return nil
	}
	return &size
}

// readTarget is what a query or a scan reads from.
type readTarget struct {
	spec *schema.Spec
	// index is nil for the table itself.
	index           *schema.Index
	partition, sort schema.Attribute
}

func targetOf(spec *schema.Spec, index string, consistent bool) (r readTarget, err error) {
	r = readTarget{spec: spec, partition: spec.Partition, sort: spec.Sort}
	if index == "" {
		return r, nil
	}
	ix, err := spec.Index(index)
	if err != nil {
		return r, err
	}
	if consistent && !ix.Local {
		return r, fmt.Errorf("index %q is global, and DynamoDB reads those eventually consistent only: leave out Consistent, or read the table", index)
	}
	r.index, r.partition, r.sort = &ix, ix.Partition, ix.Sort
	return r, nil
}

// keys are the attributes that a position consists of.
func (r readTarget) keys() (names []string) {
	for _, a := range []schema.Attribute{r.spec.Partition, r.spec.Sort, r.partition, r.sort} {
		if a.Name != "" && !slices.Contains(names, a.Name) {
			names = append(names, a.Name)
		}
	}
	return names
}

// keyOf returns a function from an item to the place behind it.
func (r readTarget) keyOf() func(rawItem) place {
	names := r.keys()
	return func(it rawItem) place {
		key := make(rawItem, len(names))
		for _, name := range names {
			if v, ok := it[name]; ok {
				key[name] = v
			}
		}
		return place{key: key}
	}
}

// projection reads the attributes of names, and those that a position consists of. What wasn't asked
// for is to be hidden from T.
func (r readTarget) projection(names []string) (p expression.ProjectionBuilder, hidden []string, err error) {
	keys := r.keys()
	var others []string
	for _, name := range names {
		if !slices.Contains(keys, name) {
			others = append(others, name)
		}
	}
	if p, err = projectionOf(others); err != nil {
		return p, nil, err
	}
	for _, name := range keys {
		p = p.AddNames(expression.NameNoDotSplit(name))
		if !slices.Contains(names, name) {
			hidden = append(hidden, name)
		}
	}
	return p, hidden, nil
}

// without has decode see items without attributes that weren't asked for.
func without[T any](hidden []string, decode func(rawItem) (T, error)) func(rawItem) (T, error) {
	if len(hidden) == 0 {
		return decode
	}
	return func(it rawItem) (T, error) {
		shown := maps.Clone(it) // a client may have kept the item
		for _, name := range hidden {
			delete(shown, name)
		}
		return decode(shown)
	}
}
