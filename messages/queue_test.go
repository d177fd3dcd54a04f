package messages

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The model is a slice.
func TestQueueBehavesLikeASlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q Queue
		var model []*Request
		t.Repeat(map[string]func(*rapid.T){
			"push back": func(t *rapid.T) {
				r := &Request{Bytes: rapid.Int32Range(0, 100).Draw(t, "bytes")}
				q.PushBack(r)
				model = append(model, r)
			},
			"push front": func(t *rapid.T) {
				r := &Request{Bytes: rapid.Int32Range(0, 100).Draw(t, "bytes")}
				q.PushFront(r)
				model = slices.Insert(model, 0, r)
			},
			"pop": func(t *rapid.T) {
				r := q.PopFront()
				if len(model) == 0 {
					if r != nil {
						t.Fatal("popped from an empty queue")
					}
					return
				}
				if r != model[0] {
					t.Fatal("popped another than the first")
				}
				model = model[1:]
			},
			"remove": func(t *rapid.T) {
				if len(model) == 0 {
					return
				}
				i := rapid.IntRange(0, len(model)-1).Draw(t, "i")
				q.Remove(model[i])
				if model[i].Book.Queue != nil {
					t.Fatal("a removed request still names its queue")
				}
				model = slices.Delete(model, i, i+1)
			},
			"": func(t *rapid.T) {
				var bytes int64
				r := q.Head
				for _, m := range model {
					if r != m || r.Book.Queue != &q {
						t.Fatal("order differs")
					}
					bytes += int64(m.Bytes)
					r = r.Book.Next
				}
				if r != nil || q.Len != len(model) || q.Bytes != bytes {
					t.Fatalf("%d requests of %d bytes, want %d of %d", q.Len, q.Bytes, len(model), bytes)
				}
			},
		})
	})
}
