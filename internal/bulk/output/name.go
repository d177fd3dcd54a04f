package output

import (
	"fmt"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
)

// Parts is the pattern of the names of a directory's files.
const Parts = "part-*"

// Name returns the name of a directory's file number part, such as dir/part-00003.json.gz, by spec's Format and
// Compression; ByName stands for DynamoDBJSON and no compression. Up to 99,999 the names sort as the numbers do.
func Name(dir string, part int, spec Spec) string {
	ext := ".json"
	switch spec.Format {
	case format.PlainJSON:
		ext = ".jsonl"
	case format.CSV, format.Parquet:
		ext = "." + spec.Format
	}
	if kind, _, err := format.Kind(spec.Compression); err == nil && kind != compress.Plain && spec.Format != format.Parquet {
		ext += kind.Ext()
	}
	name := fmt.Sprintf("part-%05d%s", part, ext)
	if dir == "" || strings.HasSuffix(dir, "/") {
		return dir + name
	}
	return dir + "/" + name
}
