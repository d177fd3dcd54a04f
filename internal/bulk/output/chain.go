package output

import (
	"hash/crc64"
	"io"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// bufferSize is how many bytes the compressor gets at a time: items come one by one, so that Bytes is exact.
const bufferSize = 64 << 10

var sums = crc64.MakeTable(crc64.ECMA)

// meter counts the bytes that pass.
type meter struct {
	w io.Writer
	n int64
}

func (m *meter) Write(p []byte) (int, error) {
	n, err := m.w.Write(p)
	m.n += int64(n)
	return n, err
}

// end is the last writer before the file. It knows the length of the file and its checksum.
type end struct {
	out files.Output // nil once it's over
	n   int64
	sum uint64
}

func (e *end) Write(p []byte) (int, error) {
	if e.out == nil {
		return 0, errDone
	}
	n, err := e.out.Write(p)
	e.n += int64(n)
	e.sum = crc64.Update(e.sum, sums, p[:n])
	return n, err
}
