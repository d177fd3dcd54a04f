package s3files

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var bg = context.Background()

// small is a store whose parts have 100 bytes, and that hardly waits between attempts.
func small(t testing.TB, opts ...Option) (*fakeS3, *Store) {
	f, srv := newFake(t)
	f.minPart = 100
	s := New(client(t, srv), opts...)
	s.maxDelay = time.Millisecond
	s.partSize = func(int) int { return 100 }
	return f, s
}

// noise is n bytes that are different at each place and hard to find by chance.
func noise(n int) string {
	rnd := rand.NewChaCha8([32]byte{7})
	b := make([]byte, n)
	_, _ = rnd.Read(b)
	return string(b)
}

func names(infos []files.Info) []string {
	out := make([]string, len(infos))
	for i, info := range infos {
		out[i] = info.Name
	}
	return out
}

func numbered(from, to int, format string) []string {
	var out []string
	for i := from; i < to; i++ {
		out = append(out, fmt.Sprintf(format, i))
	}
	return out
}
