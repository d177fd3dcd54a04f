package localdb

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

func (e *Engine) tagResource(ctx context.Context, in *dynamodb.TagResourceInput) (*dynamodb.TagResourceOutput, error) {
	var b breaches
	resourceConstraint(&b, in.ResourceArn)
	if in.Tags == nil {
		b.null("tags")
	}
	if err := b.err(); err != nil {
		return nil, err
	}
	if len(in.Tags) == 0 {
		return nil, validation("Atleast one Tag needs to be provided as Input.")
	}
	if err := tagsError(in.Tags); err != nil {
		return nil, err
	}
	t, err := e.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	tags := withTags(t.tags, in.Tags)
	if err := tagCount(len(tags)); err != nil {
		return nil, err
	}
	t.tags = tags
	return &dynamodb.TagResourceOutput{}, nil
}
