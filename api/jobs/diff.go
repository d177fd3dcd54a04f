package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/expr"
)

// Diff begins to compare two tables: Same, Different, OnlyLeft and OnlyRight in the summary.
func (r *Runner) Diff(ctx context.Context, spec Diff) *Job {
	return r.start(ctx, "diff", spec.Options, func(ctx context.Context, j *run) error { return j.prepareDiff(ctx, spec) })
}

// comparison is a diff that runs. First the left table is read, and each item's counterpart fetched by its key; then the
// right one's keys, to find those that the left one hasn't.
type comparison struct {
	j           *run
	left, right *source
	keys        []string
	to          Files
	filter      *expr.Condition // nil if there's none
	// out gets the differences of a step when it's settled, so that none comes twice. It's used under the run's mu.
	out  files.Output
	pack *compress.Writer
}

func (j *run) prepareDiff(ctx context.Context, spec Diff) error {
	on := spec.RightOn
	if on == nil {
		on = j.ex
	}
	if j.Transform != nil {
		return &SpecError{Field: "Transform", Reason: "tables are compared as they are: leave it out"}
	}
	if spec.Left.Index != "" || spec.Left.Project != "" {
		return &SpecError{Field: "Left", Reason: "whole items are compared: leave Index and Project out"}
	}
	switch {
	case spec.Right == "":
		return &SpecError{Field: "Right", Reason: "name a table"}
	case spec.Left.Limit > 0:
		return &SpecError{Field: "Left.Limit", Reason: "which items are read is left to DynamoDB, so a part says nothing: leave it out"}
	case len(spec.To.Names) > 1:
		return &SpecError{Field: "To.Names", Reason: "name one file"}
	case len(spec.To.Names) == 1 && j.Checkpoint != "":
		return &SpecError{Field: "Checkpoint", Reason: "the list of differences is written in one go: leave it out, or To"}
	}
	if _, _, err := format.Kind(string(spec.To.Compression)); err != nil {
		return &SpecError{Field: "To.Compression", Reason: "it can't be written", Err: err}
	}
	left, err := j.source(ctx, j.ex, "Left", "left", spec.Left)
	if err != nil {
		return err
	}
	// What a filter or a condition leaves out on the left is left out on the right.
	other := spec.Left
	other.Table = spec.Right
	right, err := j.source(ctx, on, "Right", "right", other)
	if err != nil {
		return err
	}
	c := &comparison{j: j, left: left, right: right, keys: keyNames(left.table), to: spec.To}
	if !slices.Equal(c.keys, keyNames(right.table)) {
		return &SpecError{Field: "Right", Reason: fmt.Sprintf("its key is %s, and the left table's is %s", strings.Join(keyNames(right.table), ", "), strings.Join(c.keys, ", "))}
	}
	if spec.Left.Filter != "" {
		if c.filter, err = parseFilter(spec.Left); err != nil {
			return &SpecError{Field: "Left.Filter", Reason: "it isn't one", Err: err}
		}
	}
	left.keep, right.keep = c.write, c.write
	j.units.begin(on)
	j.attempt, j.finish, j.abandon = c.attempt, c.finish, c.abandon
	return nil
}

// begin makes the list of differences.
func (c *comparison) begin(ctx context.Context) (err error) {
	if len(c.to.Names) == 0 || c.j.DryRun || c.out != nil {
		return nil
	}
	store := c.to.Store
	if store == nil {
		store = new(files.Local)
	}
	c.out, err = store.Create(ctx, c.to.Names[0], 0, files.CreateOptions{Overwrite: c.to.Overwrite, MakeDirs: true})
	if err != nil {
		return &SpecError{Field: "To", Reason: "it can't be written", Err: err}
	}
	kind, told, err := format.Kind(string(c.to.Compression)) // it was checked
	if !told {
		kind, _ = compress.KindOf(c.to.Names[0])
	}
	c.pack = compress.NewWriter(c.out, kind)
	return err
}

func (c *comparison) finish() error {
	if c.out == nil {
		return nil
	}
	if err := errors.Join(c.pack.Close(), c.out.Close()); err != nil {
		return err
	}
	c.j.mu.Lock()
	defer c.j.mu.Unlock()
	c.j.files = append(c.j.files, c.to.Names[0])
	return nil
}

func (c *comparison) abandon() error {
	if c.out == nil {
		return nil
	}
	return c.out.Discard()
}

func (c *comparison) attempt(ctx context.Context) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	if err := c.left.through(ctx, c.counterpart(c.right.ex, c.right.Table), nil); err != nil {
		return err
	}
	return c.right.through(ctx, c.missing(), nil)
}

// counterpart compares an item of the left table with the right one's.
func (c *comparison) counterpart(ex *api.Executor, table string) action {
	return func(ctx context.Context, e *entry) func() (Counts, error) {
		item := e.record.Item
		key, _ := keyOf(c.keys, item)
		f := ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)})
		return func() (Counts, error) {
			out, err := f.Await(context.Background())
			switch {
			case err != nil:
				return Counts{}, err
			case out.Item == nil:
				return Counts{OnlyLeft: 1}, c.tell(e, "left", key, item, nil)
			}
			return c.compare(e, key, item, out.Item)
		}
	}
}

func (c *comparison) compare(e *entry, key, left, right Item) (Counts, error) {
	if equal(left, right) {
		return Counts{Same: 1}, nil
	}
	return Counts{Different: 1}, c.tell(e, "different", key, left, right)
}

// missing finds out whether the left table has an item of the right one. Where a filter may have left it out when the left
// table was read, the whole item is fetched, and compared now if it was.
func (c *comparison) missing() action {
	in := dynamodb.GetItemInput{TableName: &c.left.Table, ConsistentRead: aws.Bool(true)}
	if c.filter == nil {
		project, names := projection(c.keys)
		in.ProjectionExpression, in.ExpressionAttributeNames = &project, names
	}
	return func(ctx context.Context, e *entry) func() (Counts, error) {
		item, in := e.record.Item, in
		key, _ := keyOf(c.keys, item)
		in.Key = key
		f := c.left.ex.GetItem(ctx, &in)
		return func() (Counts, error) {
			out, err := f.Await(context.Background())
			switch {
			case err != nil:
				return Counts{}, err
			case out.Item == nil:
				return Counts{OnlyRight: 1}, c.tell(e, "right", key, nil, item)
			case c.filter == nil || c.filter.Eval(expr.Item(out.Item)):
				return Counts{}, nil // it was counted when the left one was read
			}
			return c.compare(e, key, out.Item, item)
		}
	}
}

// parseFilter is the left source's filter, as DynamoDB understands it.
func parseFilter(s Source) (*expr.Condition, error) {
	names, values := used(s, s.Filter)
	params, err := expr.NewParams(names, values, expr.Expression{Kind: expr.FilterExpression, Text: &s.Filter})
	if err != nil {
		return nil, err
	}
	return expr.ParseCondition(expr.FilterExpression, s.Filter, params)
}

func projection(keys []string) (string, map[string]string) {
	names := map[string]string{}
	var parts []string
	for i, k := range keys {
		p := fmt.Sprintf("#k%d", i)
		names[p] = k
		parts = append(parts, p)
	}
	return strings.Join(parts, ", "), names
}

// tell notes a difference.
func (c *comparison) tell(e *entry, kind string, key, left, right Item) error {
	if c.out == nil {
		return nil
	}
	line := []byte(`{"kind":"` + kind + `"`)
	for _, part := range []struct {
		name string
		item Item
	}{{"key", key}, {"left", left}, {"right", right}} {
		if part.item == nil {
			continue
		}
		line = append(line, `,"`+part.name+`":`...)
		var err error
		if line, err = codec.AppendItem(line, part.item); err != nil {
			return err
		}
	}
	e.note = append(line, "}\n"...)
	return nil
}

func (c *comparison) write(note []byte) error {
	_, err := c.pack.Write(note)
	return err
}

// equal compares items as DynamoDB would: sets have no order, numbers are numbers.
func equal(a, b Item) bool {
	if len(a) != len(b) {
		return false
	}
	for name, v := range a {
		w, ok := b[name]
		if !ok || !expr.Equal(v, w) {
			return false
		}
	}
	return true
}
