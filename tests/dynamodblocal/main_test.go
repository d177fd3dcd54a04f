package dynamodblocal

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	playHelper(m)
	goleak.VerifyTestMain(Suite{M: m})
}
