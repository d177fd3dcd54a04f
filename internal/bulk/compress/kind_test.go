package compress

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestKindOfGoesByTheExtension(t *testing.T) {
	for _, tt := range []struct {
		name, stem string
		kind       Kind
	}{
		{"a.json.gz", "a.json", Gzip},
		{"a.json.GZ", "a.json", Gzip},
		{"a.gzip", "a", Gzip},
		{"a.csv.zst", "a.csv", Zstd},
		{"a.csv.Zstd", "a.csv", Zstd},
		{"s3://bucket/dir/a.gz", "s3://bucket/dir/a", Gzip},
		{"a.gz.zst", "a.gz", Zstd},
		{"a.gz.json", "a.gz.json", Plain},
		{"a.gz/b", "a.gz/b", Plain},
		{"gz", "gz", Plain},
		{".gz", ".gz", Plain},
		{"dir/.zst", "dir/.zst", Plain},
		{"a.tar", "a.tar", Plain},
		{"", "", Plain},
	} {
		kind, stem := KindOf(tt.name)
		assert.Equal(t, tt.kind, kind, tt.name)
		assert.Equal(t, tt.stem, stem, tt.name)
	}
}

func TestKindsHaveNamesAndExtensions(t *testing.T) {
	assert.Equal(t, "plain", Plain.String())
	assert.Equal(t, "gzip", Gzip.String())
	assert.Equal(t, "zstd", Zstd.String())
	assert.Equal(t, "Kind(3)", Kind(3).String())
	for _, kind := range []Kind{Plain, Gzip, Zstd} {
		got, stem := KindOf("a.json" + kind.Ext())
		assert.Equal(t, kind, got)
		assert.Equal(t, "a.json", stem)
	}
}
