package compress

import "bytes"

// magicSize is how many bytes tell the compression: zstd has four.
const magicSize = 4

var (
	gzipMagic = []byte{0x1f, 0x8b}             // RFC 1952, 2.3.1
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd} // RFC 8878, 3.1.1
	// A skippable frame, RFC 8878, 3.1.2, begins with a byte of 0x50 to 0x5f and these. pzstd writes one in
	// front.
	skippableMagic = []byte{0x2a, 0x4d, 0x18}
)

// detect tells the compression of a text that begins with head: its first magicSize bytes, or all there is.
func detect(head []byte) Kind {
	switch {
	case bytes.HasPrefix(head, gzipMagic):
		return Gzip
	case bytes.HasPrefix(head, zstdMagic):
		return Zstd
	case len(head) == magicSize && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:], skippableMagic):
		return Zstd
	}
	return Plain
}

// cutInMagic reports whether head, all there is of a file whose name tells kind, ends within the magic
// bytes: no text begins so by chance and has such a name.
func cutInMagic(head []byte, kind Kind) bool {
	if len(head) == 0 {
		return false
	}
	switch kind {
	case Gzip:
		return len(head) < len(gzipMagic) && bytes.HasPrefix(gzipMagic, head)
	case Zstd:
		return len(head) < len(zstdMagic) && bytes.HasPrefix(zstdMagic, head)
	}
	return false
}
