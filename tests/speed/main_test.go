package speed

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(dynamodblocal.Suite{M: m}) }
