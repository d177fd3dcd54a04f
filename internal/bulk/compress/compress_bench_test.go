package compress

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// lines is DynamoDB JSON of 8 MB, items of 0.25 KB with an id, a name, a number and a text.
func lines() []byte {
	var out bytes.Buffer
	words := []string{"amber", "basalt", "cedar", "dune", "ember", "fjord", "grove", "harbor", "inlet", "jetty"}
	for i := 0; out.Len() < 8<<20; i++ {
		h := uint32(i) * 2654435761
		word := func(n uint) string { return words[h>>n%10] }
		fmt.Fprintf(&out, `{"Item":{"id":{"S":"%08x-%d"},"name":{"S":"%s %s"},"price":{"N":"%d.%02d"},"text":{"S":"%s %s %s %s, %x"},"ok":{"BOOL":%t}}}`+"\n",
			h, i, word(0), word(3), h%1000, h%100, word(5), word(7), word(11), word(13), h*h, h&4 == 0)
	}
	return out.Bytes()
}

func BenchmarkWrite(b *testing.B) {
	text := lines()
	for _, kind := range kinds {
		b.Run(kind.String(), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var out countingWriter
			for b.Loop() {
				out = 0
				w := NewWriter(&out, kind)
				for rest := text; len(rest) > 0; {
					n := min(len(rest), 32<<10)
					_, _ = w.Write(rest[:n])
					rest = rest[n:]
				}
				_ = w.Close()
			}
			b.ReportMetric(float64(len(text))/float64(out), "ratio")
		})
	}
}

type countingWriter int

func (c *countingWriter) Write(p []byte) (int, error) {
	*c += countingWriter(len(p))
	return len(p), nil
}

func BenchmarkRead(b *testing.B) {
	text := lines()
	for _, kind := range kinds {
		var out bytes.Buffer
		w := NewWriter(&out, kind)
		_, err := w.Write(text)
		require.NoError(b, err)
		require.NoError(b, w.Close())
		b.Run(kind.String(), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			p := make([]byte, 32<<10)
			for b.Loop() {
				z, _, _ := Reader("a", bytes.NewReader(out.Bytes()))
				for {
					if _, err := z.Read(p); err == io.EOF {
						break
					}
				}
				_ = z.Close()
			}
		})
	}
}
