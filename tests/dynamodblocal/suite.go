package dynamodblocal

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// openWithin bounds fetching and starting the suite's engine.
const openWithin = 5 * time.Minute

// suite is the one engine that all tests of this process share. Tests keep out of each other's way by
// using tables of their own, see [TempTable].
var suite struct {
	running atomic.Bool // Main runs, so that somebody will close the engine
	skipped atomic.Int64
	open    sync.Once
	engine  *engine
	err     error
}

// Main runs the tests and closes the engine that they shared. Its result is for os.Exit.
func Main(m *testing.M) int { return Suite{M: m}.Run() }

// Suite is a [testing.M] whose Run closes the shared engine after the tests. It exists for
// goleak.VerifyTestMain, which wants to run the tests itself.
type Suite struct{ *testing.M }

// Run runs the tests. It fails a suite whose engine died, even if all tests passed: they then tested
// less than they say.
func (s Suite) Run() int {
	suite.running.Store(true)
	code := s.M.Run()
	// Waits for an opening that a failed test left behind; a later ForTest finds the door closed.
	suite.open.Do(func() {})
	if n := suite.skipped.Load(); n > 0 {
		fmt.Fprintf(os.Stderr, "dynamodblocal: tests SKIPPED because there is no engine: %d: %v\n", n, suite.err)
	}
	if suite.engine == nil {
		return code
	}
	if err := suite.engine.close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return max(code, 1)
	}
	return code
}

// sharedEngine opens the engine at the first call. The opening belongs to the process and not to the
// test that happened to come first, so it has a context of its own.
func sharedEngine() (*engine, error) {
	suite.open.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), openWithin)
		defer cancel()
		suite.engine, suite.err = openEngine(ctx)
	})
	return suite.engine, suite.err
}
