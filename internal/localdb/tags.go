package localdb

import (
	"slices"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Limits of tags ("Tagging restrictions in DynamoDB" in its developer guide), in characters.
const (
	mostTags        = 50
	longestTagKey   = 128
	longestTagValue = 256
)

// tagsError says what is wrong with tags that are to be added.
func tagsError(tags []types.Tag) error {
	seen := make(map[string]bool, len(tags))
	for _, tag := range tags {
		key := "null"
		if tag.Key != nil {
			key = *tag.Key
		}
		if err := tagKeyError(key, tag.Key != nil); err != nil {
			return err
		}
		switch {
		case tag.Value == nil:
			return validation("The Tag Value provided is invalid, Value: null")
		case utf16Len(*tag.Value) > longestTagValue || !isTag(*tag.Value):
			return validation("The Tag Value provided is invalid, Value: %s", *tag.Value)
		case seen[key]:
			return validation("Duplicate Tag Keys provided as input: Duplicate Tag Key found %s", key)
		}
		seen[key] = true
	}
	return tagCount(len(tags))
}

func tagKeyError(key string, there bool) error {
	switch {
	case !there || key == "" || utf16Len(key) > longestTagKey || !isTag(key):
		return validation("The Tag Key provided is invalid, Key: %s", key)
	case strings.HasPrefix(key, "aws:"):
		return validation("Tag Key cannot be prefixed with aws:, Key: %s", key)
	}
	return nil
}

func tagCount(n int) error {
	if n > mostTags {
		return validation("Number of Tags exceed the current limit for the provided ResourceArn")
	}
	return nil
}

// isTag reports whether s has only letters, spaces, numbers and + - = . _ : / @.
func isTag(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.In(r, unicode.Z) && !strings.ContainsRune("+-=._:/@", r) {
			return false
		}
	}
	return true
}

// withTags returns tags with others added to them, or replaced by them, sorted by key.
func withTags(tags, more []types.Tag) []types.Tag {
	out := slices.Clone(tags)
	for _, tag := range more {
		i, there := findTag(out, *tag.Key)
		if there {
			out[i] = tag
		} else {
			out = slices.Insert(out, i, tag)
		}
	}
	return out
}

// findTag returns where the key is in tags that are sorted, or would be.
func findTag(tags []types.Tag, key string) (i int, there bool) {
	return slices.BinarySearchFunc(tags, key, func(t types.Tag, key string) int { return strings.Compare(*t.Key, key) })
}

// tagged finds the table of an ARN for an operation on tags.
func (e *Engine) tagged(resource *string) (*table, error) {
	arn := *resource
	parts := strings.SplitN(arn, ":", 6)
	switch {
	case !strings.HasPrefix(arn, "arn:"):
		return nil, invalid("ARNs must start with 'arn:': %s", arn)
	case len(parts) < 6 || parts[2] != "dynamodb":
		return nil, invalid("Provided Arn is not a DynamoDB resource arn: %s", arn)
	case strings.Contains(parts[5], "/index/") || !strings.HasPrefix(parts[5], "table/"):
		return nil, invalid("Invalid resource arn provided, only table or stream is accepted. Provided resource arn: %s", arn)
	}
	name, _ := strings.CutPrefix(parts[5], "table/")
	if !isName(name) || len(name) < 3 || len(name) > 255 {
		return nil, validation("Invalid TableArn: Invalid ResourceArn provided as input %s", arn)
	}
	t := e.find(resource)
	if t == nil {
		message := "Requested resource not found: ResourceArn: " + arn + " not found"
		return nil, &types.ResourceNotFoundException{Message: &message}
	}
	return t, nil
}

// resourceConstraint checks the ARN's length.
func resourceConstraint(b *breaches, arn *string) {
	if arn == nil {
		b.null("resourceArn")
		return
	}
	lengthConstraint(b, len(*arn), *arn, "resourceArn", 1, 1283)
}
