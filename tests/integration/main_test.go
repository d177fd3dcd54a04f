package integration

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/tests/engines"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(engines.Suite{M: m}) }
