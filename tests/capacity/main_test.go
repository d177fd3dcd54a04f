package capacity

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

var long = flag.Bool("long", false, "make a million operations where calls fail at random")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
