package jobs

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/files"
)

// Item is an item's attributes by name.
type Item = map[string]types.AttributeValue

// Store has the files that jobs read and write. Local files are the default; package s3files has S3's.
type Store = files.Store

// Column is a column of CSV or Parquet.
type Column = column.Column

// Options are common to all jobs. The zero value is a job without a checkpoint, that ends at its first
// rejected record.
type Options struct {
	// Checkpoint is the file to keep the job's state in, "" for none. If it's there, the job goes on where
	// it stopped; if it's another job's, that's a [*ResumeError], and nothing is changed. A job that has ended
	// well leaves it marked as done, and the same job again does nothing.
	Checkpoint string
	// CheckpointEvery is how often it's saved; 0 is once in 5 seconds, and it's saved at the end too.
	CheckpointEvery time.Duration

	// Rejects is the file that gets the records that can't be used or are refused by DynamoDB, as JSON lines with file, line,
	// reason and record; "" for none. It holds items, and is made readable by its owner only.
	Rejects string
	// MaxErrors is how many records may be rejected before the job fails with [ErrTooManyRejected]; -1 is any
	// number. 0 is any number where there's a Rejects file, and none where there isn't: nothing is ever
	// dropped without a trace.
	MaxErrors int64

	// Transform, if set, is given each item and returns what to use instead; nil has the item skipped. An error
	// has it rejected. It may change and return what it's given, and is called by several goroutines.
	Transform func(Item) (Item, error)

	// Version names the functions that the job is given, Transform and Fill's Generate, as they can't be compared: a job that was
	// begun with another Version isn't gone on with. Any text, such as a release's number. It's kept in the checkpoint.
	Version string

	// DryRun has the job read, but write nothing. The summary says what would have been written, and the
	// estimated capacity units.
	DryRun bool

	// GiveUpAfter is for how long a source or table that can't be reached is waited for; 0 is for ever.
	GiveUpAfter time.Duration
	// Drain is how long a job that is cancelled waits for what's in flight; 0 is 30 seconds.
	Drain time.Duration

	// OnEvent, if set, is told of what happens, by one goroutine at a time. It should return soon. That it has panicked is
	// told when the job has ended, in whatever way.
	OnEvent func(Event)
	// Control, if set, pauses, resumes and cancels the job. In the sync face it's the only way to.
	Control *Control
}

// Format is how items stand in files.
type Format string

const (
	// ByName has the format be told by the files' names: .json, .jsonl and .ndjson are DynamoDBJSON, .csv,
	// .parquet; behind these .gz or .zst.
	ByName Format = ""
	// DynamoDBJSON has an item a line, {"Item":{"pk":{"S":"a"}}} or just {"pk":{"S":"a"}}.
	DynamoDBJSON Format = "dynamodb-json"
	// PlainJSON has an item a line as one would write it, {"pk":"a","n":1}; see package plainjson's rules in docs/jobs/formats.
	PlainJSON Format = "json"
	// CSV has a header that names attributes and may give their types, like "n:N".
	CSV Format = "csv"
	// Parquet is for data lakes.
	Parquet Format = "parquet"
	// NativeExport is the layout of DynamoDB's own exports to S3, full and incremental: a directory.
	NativeExport Format = "native"
)

// Compression is how files are packed.
type Compression string

const (
	// PackedByName has it told by the name: .gz, .zst or none. Inputs are looked into, whatever their name.
	PackedByName Compression = ""
	// Plain is none.
	Plain Compression = "none"
	// Gzip is that of .gz.
	Gzip Compression = "gzip"
	// Zstd is Zstandard, that of .zst.
	Zstd Compression = "zstd"
)

// Files are a job's input or output.
type Files struct {
	// Store has them; nil is the local file system.
	Store Store
	// Names are files, directories or globs to read, in order; "-" is standard input. To write it's one name: a
	// file, "-" for standard output, or a directory if it ends in "/".
	Names []string
	// Format is what is in them. In a directory to write to, ByName is DynamoDBJSON.
	Format Format
	// Compression is how they are packed. In a directory to write to, PackedByName is Gzip, and none for Parquet.
	Compression Compression
	// Columns are those of CSV and Parquet. To read CSV they add types to the header, or stand for it with
	// NoHeader; to write they're needed, or taken from the first 1,000 items.
	Columns []Column
	// NoHeader says that CSV has no header: to read it needs Columns then, and to write it leaves the header out.
	NoHeader bool
	// Delimiter is what stands between CSV's cells; 0 is a comma.
	Delimiter rune
	// Overwrite has outputs replace files that are there.
	Overwrite bool
}
