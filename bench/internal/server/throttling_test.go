package server

import (
	"errors"
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

func TestThrottlingIsKnownByItsCode(t *testing.T) {
	require.True(t, Throttling(errors.Join(io.EOF, new(types.ProvisionedThroughputExceededException))))
	require.True(t, Throttling(new(types.ThrottlingException)))
	require.True(t, Throttling(new(types.RequestLimitExceeded)))
	require.False(t, Throttling(new(types.ConditionalCheckFailedException)))
	require.False(t, Throttling(io.EOF))
	require.False(t, Throttling(nil))
}
