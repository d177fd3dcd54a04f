package codec

import "sync"

const (
	// bufferSize is what a new buffer holds: a batch of 25 items of 0.4 KB, the commonest
	// large request, takes about 16 KB with its syntax.
	bufferSize = 16 << 10
	// maxPooled is the largest buffer that is kept. One answer of 16 MB must not stay in
	// memory for the sake of thousands of 1 KB. A page of 1 MB of items is up to 2 MB of JSON.
	maxPooled = 2 << 20
)

// Buffer holds bytes that are used again. It is a struct, since a bare slice would be
// allocated anew each time it enters the pool.
type Buffer struct{ B []byte }

var buffers = sync.Pool{New: func() any { return &Buffer{B: make([]byte, 0, bufferSize)} }}

// GetBuffer returns an empty buffer with room for at least 16 KB. Append to b.B and store
// the result there.
func GetBuffer() *Buffer {
	b := buffers.Get().(*Buffer)
	b.B = b.B[:0]
	return b
}

// PutBuffer gives b back. Neither b nor its bytes may be used afterwards. Buffers of more
// than 2 MiB are left to the garbage collector.
func PutBuffer(b *Buffer) {
	if b == nil || cap(b.B) > maxPooled {
		return
	}
	buffers.Put(b)
}
