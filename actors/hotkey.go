package actors

import (
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// nameOfKey returns the value of r's partition key, for the report of hot keys.
func (t *table) nameOfKey(r *messages.Request) string {
	schema := t.schema.Load()
	if schema == nil || !r.Is(messages.Keyed) {
		return ""
	}
	switch v := primaryKey(r)[schema.Partition].(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	case *types.AttributeValueMemberB:
		return base64.StdEncoding.EncodeToString(v.Value)
	}
	return ""
}
