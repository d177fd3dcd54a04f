package localdb

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// untagResource takes tags away; keys that no tag has are fine.
func (e *Engine) untagResource(ctx context.Context, in *dynamodb.UntagResourceInput) (*dynamodb.UntagResourceOutput, error) {
	var b breaches
	resourceConstraint(&b, in.ResourceArn)
	if in.TagKeys == nil {
		b.null("tagKeys")
	}
	if err := b.err(); err != nil {
		return nil, err
	}
	if len(in.TagKeys) == 0 {
		return nil, validation("Atleast one Tag Key needs to be provided as Input.")
	}
	for _, key := range in.TagKeys {
		if err := tagKeyError(key, true); err != nil {
			return nil, err
		}
	}
	if err := tagCount(len(in.TagKeys)); err != nil {
		return nil, err
	}
	t, err := e.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	tags := slices.Clone(t.tags) // who lists them may hold the old ones
	for _, key := range in.TagKeys {
		if i, there := findTag(tags, key); there {
			tags = slices.Delete(tags, i, i+1)
		}
	}
	t.tags = tags
	return &dynamodb.UntagResourceOutput{}, nil
}
