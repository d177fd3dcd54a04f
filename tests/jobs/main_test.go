package jobs

import (
	"flag"
	"os"
	"runtime"
	"strconv"
	"testing"

	"go.uber.org/goleak"
)

var long = flag.Bool("long", false, "kill each verb's job 50 times")

// orderEnv has the order of a child process, as JSON.
const orderEnv = "DYNACTOR_TESTS_JOBS_ORDER"

func TestMain(m *testing.M) {
	if text := os.Getenv(orderEnv); text != "" {
		os.Exit(child(text))
	}
	flag.Parse()
	// What takes time here is a server that is slow on purpose, and not the processor.
	if p := flag.Lookup("test.parallel"); p.Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		if err := p.Value.Set("4"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// kills is how often each verb's job must be killed.
func kills() int {
	switch {
	case *long:
		return 50
	case raced || testing.Short():
		return 1
	}
	return 5
}

// notRaced skips a test that says nothing more of races than others, where processes are slow.
func notRaced(t *testing.T) {
	t.Helper()
	if raced || testing.Short() {
		t.Skip("others do the same under the race detector, and with -short")
	}
}
