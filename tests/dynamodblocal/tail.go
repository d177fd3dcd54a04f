package dynamodblocal

import (
	"strings"
	"sync"
)

// tailBytes is what is kept of a process's output: enough for a Java stack trace.
const tailBytes = 8 << 10

// tail is a writer that keeps the end of what was written, for errors. The zero value is ready.
type tail struct {
	mu   sync.Mutex
	kept []byte
	// noticed is called, outside the lock, with what is kept after each write.
	noticed func(kept string)
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - tailBytes; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	kept := string(t.kept)
	t.mu.Unlock()
	if t.noticed != nil {
		t.noticed(kept)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}

// quoted is how an error ends that wants to show what a process said last.
func (t *tail) quoted() string {
	said := strings.TrimSpace(t.String())
	if said == "" {
		return "; it said nothing"
	}
	return "; it said:\n\t" + strings.ReplaceAll(said, "\n", "\n\t")
}
