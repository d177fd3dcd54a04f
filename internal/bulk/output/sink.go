package output

import (
	"github.com/dynactor/dynactor/internal/bulk/awsexport"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Sink is one file that's being written. It isn't safe for concurrent use.
type Sink interface {
	// Write writes an item. A [*record.Unfit] error refuses that one and writes nothing of it; any other is final.
	Write(item record.Item) error
	// Bytes returns how many bytes were written, before compression, and Items how many items: both since the
	// file's beginning, what was written before a resumption included.
	Bytes() int64
	Items() int64
	// Commit makes durable what was written, and returns where to go on with it. It ends a gzip member or a zstd
	// frame: commit every few MB.
	Commit() (Position, error)
	// Close commits and makes the file visible under its name. After an error it's aborted, and what Commit
	// returned can be gone on with.
	Close() (Finished, error)
	// Abort stops. What was committed stays for a later run, if the Position is Resumable. After Close, Abort or
	// Discard it does nothing, so that it can be deferred.
	Abort() error
	// Discard stops and removes what was written, unless it is a stream. After Close, Abort or Discard it does nothing.
	Discard() error
}

// Position is how far a file has been committed: what a checkpoint keeps of it, as JSON. The zero value is its
// beginning.
type Position struct {
	// Offset is in bytes of the file, compressed as it is.
	Offset int64 `json:"offset"`
	// Items and Bytes, before compression, are in front of it.
	Items int64 `json:"items"`
	Bytes int64 `json:"bytes"`
	// Sum is the CRC-64 (ECMA) of the file's first Offset bytes.
	Sum uint64 `json:"sum,string,omitempty"`
	// Format and Compression are what is written.
	Format      string `json:"format,omitempty"`
	Compression string `json:"compression,omitempty"`
	// Columns are those in force.
	Columns []Column `json:"columns,omitempty"`
	// Overwrite says that the file was begun with Overwrite, which holds on.
	Overwrite bool `json:"overwrite,omitempty"`
	// Native is set for a native export's data file.
	Native *awsexport.Position `json:"native,omitempty"`
	// Lost says that the file can't be gone on with.
	Lost bool `json:"lost,omitempty"`
}

// Resumable tells whether a file can be gone on with here. If not it must be begun anew, with the zero Position and all
// its items.
func (p Position) Resumable() bool { return !p.Lost }

// Column is a column.Column with its type's name.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Finished is a file that's complete and visible: what a checkpoint keeps of it, as JSON.
type Finished struct {
	Name  string `json:"name"`
	Items int64  `json:"items"`
	// Bytes are before compression, Size is that of the file.
	Bytes int64 `json:"bytes"`
	Size  int64 `json:"size"`
	// Native is for awsexport.Writer.Add, when a job is resumed.
	Native *awsexport.Finished `json:"native,omitempty"`
}
