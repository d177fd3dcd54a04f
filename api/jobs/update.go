package jobs

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Update begins to change the items of a table that are found.
func (r *Runner) Update(ctx context.Context, spec Update) *Job {
	return r.start(ctx, "update", spec.Options, func(ctx context.Context, j *run) error { return j.prepareUpdate(ctx, spec) })
}

// unrepeatable is what an update expression has that does something else the second time.
var unrepeatable = regexp.MustCompile(`(?i)\badd\b|\blist_append\b|[+-]`)

func (j *run) prepareUpdate(ctx context.Context, spec Update) error {
	if spec.Set == "" {
		return &SpecError{Field: "Set", Reason: "give an update expression, as \"SET #s = :s\""}
	}
	if j.Checkpoint != "" && !spec.Repeatable && unrepeatable.MatchString(spec.Set) {
		return &SpecError{Field: "Set", Reason: "it looks as if applying it twice did something else than once (ADD, +, -, list_append), and a job that's resumed may do that: leave the checkpoint out, or say Repeatable"}
	}
	// A scan refuses names and values that its own expressions don't use, and so does an update.
	given := spec.From
	spec.From.Names, spec.From.Values = used(given, given.KeyCondition, given.Filter)
	src, keys, err := j.keySource(ctx, spec.From, nil)
	if err != nil {
		return err
	}
	j.same("update", map[string]any{"set": spec.Set, "condition": spec.Condition, "names": given.Names, "values": encoded(given.Values)})
	condition := "attribute_exists(#dynactor_key)"
	if spec.Condition != "" {
		condition += " AND (" + spec.Condition + ")"
	}
	names, values := used(given, spec.Set, spec.Condition)
	names = maps.Clone(names)
	if names == nil {
		names = map[string]string{}
	}
	names["#dynactor_key"] = keys[0]
	do := func(ctx context.Context, e *entry) func() (Counts, error) {
		f := j.ex.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &spec.From.Table, Key: e.record.Item, UpdateExpression: &spec.Set, ConditionExpression: &condition,
			ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		})
		return func() (Counts, error) {
			_, err := f.Await(context.Background())
			switch {
			case conditionFailed(err):
				return Counts{Unchanged: 1}, nil
			case expressionFault(err):
				return Counts{}, &SpecError{Field: "Set", Reason: "DynamoDB refuses it", Err: err}
			}
			return Counts{Updated: 1}, err
		}
	}
	if j.DryRun {
		do = j.pretend(func(record.Record) Counts { return Counts{Updated: 1} })
	}
	j.attempt = func(ctx context.Context) error {
		return src.through(ctx, do, func(item record.Item, s *step) {
			if key, ok := keyOf(keys, item); ok {
				s.add(record.Record{Item: key})
			} else {
				s.counts.Skipped++
			}
		})
	}
	return nil
}

// faults are how DynamoDB begins when an expression is wrong for whatever item: each item would be rejected for it.
var faults = []string{
	"Invalid UpdateExpression", "Invalid ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "Value provided in ExpressionAttribute",
	"One or more parameter values were invalid: Cannot update attribute",
}

func expressionFault(err error) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && answer.ErrorCode() == "ValidationException" &&
		slices.ContainsFunc(faults, func(begins string) bool { return strings.HasPrefix(answer.ErrorMessage(), begins) })
}

// placeholder is a name or a value in an expression.
var placeholder = regexp.MustCompile(`[#:][A-Za-z0-9_]+`)

// used are the names and values of a source that expressions use.
func used(s Source, expressions ...string) (map[string]string, Item) {
	var names map[string]string
	var values Item
	for _, e := range expressions {
		for _, p := range placeholder.FindAllString(e, -1) {
			if name, ok := s.Names[p]; ok {
				if names == nil {
					names = map[string]string{}
				}
				names[p] = name
			}
			if v, ok := s.Values[p]; ok {
				if values == nil {
					values = Item{}
				}
				values[p] = v
			}
		}
	}
	return names, values
}
