package expr

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// describe returns a scalar as errors quote it: {S:text}, and a number as the request has
// it. A binary value is quoted by the Java object that holds it in the service, which tells
// no more than its length.
func describe(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return "{S:" + v.Value + "}"
	case *types.AttributeValueMemberN:
		return "{N:" + v.Value + "}"
	case *types.AttributeValueMemberB:
		n := len(v.Value)
		return fmt.Sprintf("{B:java.nio.HeapByteBuffer[pos=0 lim=%d cap=%d]}", n, n)
	}
	return "{" + typeName(v) + "}"
}
