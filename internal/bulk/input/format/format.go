package format

import (
	"fmt"
	"path"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/compress"
)

// The formats, as api/jobs has them. ByName is told by the file's name.
const (
	ByName       = ""
	DynamoDBJSON = "dynamodb-json"
	PlainJSON    = "json"
	CSV          = "csv"
	Parquet      = "parquet"
	Native       = "native"
)

// The compressions, as api/jobs has them.
const (
	PackedByName = ""
	Plain        = "none"
	Gzip         = "gzip"
	Zstd         = "zstd"
)

// Check returns an error if there is no such format.
func Check(format string) error {
	switch format {
	case ByName, DynamoDBJSON, PlainJSON, CSV, Parquet, Native:
		return nil
	}
	return fmt.Errorf("there's no format %q: use %s, %s, %s, %s or %s", format, DynamoDBJSON, PlainJSON, CSV, Parquet, Native)
}

// Of returns the format of a file that was given format, which a name tells if it's ByName: .json, .jsonl and
// .ndjson are DynamoDBJSON, .csv and .parquet themselves, in any case, and in front of a compression's extension. The
// error says that the name doesn't tell.
func Of(name, format string) (string, error) {
	if format != ByName {
		return format, Check(format)
	}
	_, stem := compress.KindOf(name)
	switch strings.ToLower(path.Ext(stem)) {
	case ".json", ".jsonl", ".ndjson":
		return DynamoDBJSON, nil
	case ".csv":
		return CSV, nil
	case ".parquet":
		return Parquet, nil
	}
	return "", fmt.Errorf("%s: its name doesn't tell its format: give the format, or name only files that end in .json, .jsonl, .ndjson, .csv or .parquet", name)
}

// Kind returns the compression of that name; it isn't told for PackedByName.
func Kind(compression string) (kind compress.Kind, told bool, err error) {
	switch compression {
	case PackedByName:
		return compress.Plain, false, nil
	case Plain:
		return compress.Plain, true, nil
	case Gzip:
		return compress.Gzip, true, nil
	case Zstd:
		return compress.Zstd, true, nil
	}
	return compress.Plain, false, fmt.Errorf("there's no compression %q: use %s, %s or %s", compression, Plain, Gzip, Zstd)
}
