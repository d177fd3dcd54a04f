package localdb

import (
	"context"
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tagsPerPage is this engine's own: the service does not say how many tags it returns at once. It is few,
// so that a caller who forgets NextToken notices.
const tagsPerPage = 10

// listTagsOfResource lists tags in the order of their keys.
func (e *Engine) listTagsOfResource(ctx context.Context, in *dynamodb.ListTagsOfResourceInput) (*dynamodb.ListTagsOfResourceOutput, error) {
	var b breaches
	resourceConstraint(&b, in.ResourceArn)
	if err := b.err(); err != nil {
		return nil, err
	}
	t, err := e.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	after, err := tagToken(in.NextToken)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	tags := t.tags
	t.mu.RUnlock()
	if after != "" {
		i, there := findTag(tags, after)
		if there {
			i++
		}
		tags = tags[i:]
	}
	out := &dynamodb.ListTagsOfResourceOutput{Tags: []types.Tag{}}
	for i, tag := range tags {
		if i == tagsPerPage {
			next := base64.URLEncoding.EncodeToString([]byte(*tags[i-1].Key))
			out.NextToken = &next
			break
		}
		out.Tags = append(out.Tags, types.Tag{Key: clonePointer(tag.Key), Value: clonePointer(tag.Value)})
	}
	return out, nil
}

// tagToken returns the key that the last page ended with.
func tagToken(token *string) (after string, err error) {
	if token == nil {
		return "", nil
	}
	key, err := base64.URLEncoding.DecodeString(*token)
	if err != nil || tagKeyError(string(key), true) != nil {
		return "", validation("Invalid NextToken: %s", *token)
	}
	return string(key), nil
}
