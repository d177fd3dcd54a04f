// Package examples_test builds and runs every example against a real engine.
package examples_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/tests/dynamodblocal"

	// No test uses them. They make go test see that an example's result is stale when what the
	// examples stand on has changed: it can't see what a program that a test runs was built of.
	_ "github.com/dynactor/dynactor/api"
	_ "github.com/dynactor/dynactor/examples/internal/engine"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(dynamodblocal.Suite{M: m}) }
