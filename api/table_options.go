package api

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// GetOption is an option of reading by key: [Consistent] or [Project].
type GetOption interface{ get(*readConfig) }

// PutOption is an option of Put: a [WriteOption].
type PutOption interface{ put(*writeConfig) }

// DeleteOption is an option of Delete: a [WriteOption].
type DeleteOption interface{ delete(*writeConfig) }

// UpdateOption is an option of Update: a [WriteOption], [ReturnNew], [ReturnUpdatedOld] or
// [ReturnUpdatedNew].
type UpdateOption interface{ update(*writeConfig) }

// WriteOption is an option of every write of one item: [If], [IfExists], [IfNotExists],
// [ReturnOld] or [ReturnOnFailure]. A write with one goes by its native operation, not in a batch.
type WriteOption interface {
	PutOption
	DeleteOption
	UpdateOption
}

type readConfig struct {
	consistent bool
	project    []string
}

type writeConfig struct {
	conditions []func(partition string) expression.ConditionBuilder
	returns    types.ReturnValue
	onFailure  types.ReturnValuesOnConditionCheckFailure
	err        error
}

type getOption func(*readConfig)

func (o getOption) get(c *readConfig) { o(c) }

type writeOption func(*writeConfig)

func (o writeOption) put(c *writeConfig)    { o(c) }
func (o writeOption) delete(c *writeConfig) { o(c) }
func (o writeOption) update(c *writeConfig) { o(c) }

type updateOption func(*writeConfig)

func (o updateOption) update(c *writeConfig) { o(c) }

// Consistent has a read see every write that was answered before it. Default: eventually consistent,
// at half the capacity units.
func Consistent() GetOption { return getOption(func(c *readConfig) { c.consistent = true }) }

// Project reads only these attributes; a name may be a path such as address.city or lines[0].
// Default: all. It saves bytes on the way, no capacity units.
func Project(names ...string) GetOption {
	return getOption(func(c *readConfig) { c.project = append(c.project, names...) })
}

// If has the write done only if the condition holds for the item that is there. If not it fails
// with the SDK's *types.ConditionalCheckFailedException. Given several times all must hold. What
// everybody writes has short forms: [Exists], [NotExists], [IfExists], [IfNotExists].
func If(condition expression.ConditionBuilder) WriteOption {
	return writeOption(func(c *writeConfig) {
		if !condition.IsSet() {
			c.err = errors.New("the condition of If is empty: build one, such as expression.Name(\"version\").Equal(expression.Value(1))")
			return
		}
		c.conditions = append(c.conditions, func(string) expression.ConditionBuilder { return condition })
	})
}

// IfExists has the write done only if there's an item with the key. It's short for [If] on the
// partition key's existence.
func IfExists() WriteOption {
	return writeOption(func(c *writeConfig) {
		c.conditions = append(c.conditions, func(partition string) expression.ConditionBuilder {
			return expression.AttributeExists(expression.NameNoDotSplit(partition))
		})
	})
}

// IfNotExists has the write done only if there's no item with the key. It's short for [If] on the
// partition key's lack.
func IfNotExists() WriteOption {
	return writeOption(func(c *writeConfig) {
		c.conditions = append(c.conditions, func(partition string) expression.ConditionBuilder {
			return expression.AttributeNotExists(expression.NameNoDotSplit(partition))
		})
	})
}

// ReturnOld has the result be the item as it was before the write. Default: no item is returned.
func ReturnOld() WriteOption { return writeOption(returning(types.ReturnValueAllOld)) }

// ReturnNew has the result be the item as it is after the update. Default: no item is returned.
func ReturnNew() UpdateOption { return updateOption(returning(types.ReturnValueAllNew)) }

// ReturnUpdatedOld has the result hold only the attributes that the update names, as they were before.
// Default: no item is returned.
func ReturnUpdatedOld() UpdateOption { return updateOption(returning(types.ReturnValueUpdatedOld)) }

// ReturnUpdatedNew has the result hold only the attributes that the update names, as they are after it.
// Default: no item is returned.
func ReturnUpdatedNew() UpdateOption { return updateOption(returning(types.ReturnValueUpdatedNew)) }

func returning(what types.ReturnValue) func(*writeConfig) {
	return func(c *writeConfig) {
		if c.returns != "" && c.returns != what {
			c.err = fmt.Errorf("two options say what to return (%s and %s): pass one", c.returns, what)
		}
		c.returns = what
	}
}

// ReturnOnFailure has a failed condition's error hold the item that made it fail, for
// [Table.FailedItem]. Default: it doesn't.
func ReturnOnFailure() WriteOption {
	return writeOption(func(c *writeConfig) { c.onFailure = types.ReturnValuesOnConditionCheckFailureAllOld })
}

// setReads applies options to a get.
func (t *Table[T]) setReads(in *dynamodb.GetItemInput, opts []GetOption) error {
	c := readConfigOf(opts)
	if c.consistent {
		in.ConsistentRead = &c.consistent
	}
	if len(c.project) == 0 {
		return nil
	}
	projection, err := projectionOf(c.project)
	if err != nil {
		return err
	}
	e, err := expression.NewBuilder().WithProjection(projection).Build()
	if err != nil {
		return unbuilt("the projection", "name each attribute", err)
	}
	in.ProjectionExpression, in.ExpressionAttributeNames = e.Projection(), e.Names()
	return nil
}

func readConfigOf(opts []GetOption) (c readConfig) {
	for _, o := range opts {
		if o != nil {
			o.get(&c)
		}
	}
	return c
}

// projectionOf names each attribute once: DynamoDB refuses to be asked for one twice.
func projectionOf(names []string) (p expression.ProjectionBuilder, err error) {
	for i, name := range names {
		if name == "" {
			return p, errors.New("a projection names an attribute \"\": give its name")
		}
		path := expression.Name(name)
		if _, err := path.BuildOperand(); err != nil {
			return p, fmt.Errorf("a projection names an attribute %q, which is no path: write it as address.city or lines[0]", name)
		}
		if !slices.Contains(names[:i], name) {
			p = p.AddNames(path)
		}
	}
	return p, nil
}

// writeConfigOf applies the options of one kind of write.
func writeConfigOf[O any](opts []O, apply func(O, *writeConfig)) (c writeConfig) {
	for _, o := range opts {
		if any(o) != nil {
			apply(o, &c)
		}
	}
	return c
}

// written is what a write's options, and its update, come to.
type written struct {
	expression.Expression
	returns   types.ReturnValue
	onFailure types.ReturnValuesOnConditionCheckFailure
}

// written builds a write's condition and update; update is nil for a write that isn't one.
func (t *Table[T]) written(c writeConfig, update *expression.UpdateBuilder) (w written, err error) {
	w.returns, w.onFailure = c.returns, c.onFailure
	if c.err != nil || update == nil && len(c.conditions) == 0 {
		return w, c.err
	}
	b := expression.NewBuilder()
	if update != nil {
		b = b.WithUpdate(*update)
	}
	var condition expression.ConditionBuilder
	for i, make := range c.conditions {
		if next := make(t.spec.Partition.Name); i == 0 {
			condition = next
		} else {
			condition = condition.And(next)
		}
	}
	if condition.IsSet() {
		b = b.WithCondition(condition)
	}
	if w.Expression, err = b.Build(); err != nil {
		if update != nil {
			return w, unbuilt("the update or its condition", "pass at least one change, such as api.Changes(api.Set(\"status\", \"paid\")), and name each attribute", err)
		}
		return w, unbuilt("the condition", "name each attribute", err)
	}
	return w, nil
}

// unbuilt is the error of what the SDK can't build, which knows what's wrong and not where. remedy is
// what to do if something isn't set. The SDK's errors quote no values.
func unbuilt(what, remedy string, err error) error {
	var (
		unset   expression.UnsetParameterError
		invalid expression.InvalidParameterError
	)
	switch {
	case errors.As(err, &unset):
		return fmt.Errorf("%s lacks something (%w): %s", what, err, remedy)
	case errors.As(err, &invalid) && strings.Contains(invalid.Error(), "ValueBuilder"):
		return fmt.Errorf("%s has a value that can't be marshalled (%w): look at its type and its Marshaler", what, err)
	case errors.As(err, &invalid):
		return fmt.Errorf("%s has a name that is no path (%w): write names as address.city or lines[0]", what, err)
	}
	return fmt.Errorf("%s can't be built: %w", what, err)
}
