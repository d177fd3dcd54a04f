package fastpath

import (
	"io"
	"log"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // net/http tells of each unsolicited answer
	goleak.VerifyTestMain(m)
}
