package checkpoint

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(saverEnv); path != "" {
		saveForEver(path)
	}
	goleak.VerifyTestMain(m)
}
