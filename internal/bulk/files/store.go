package files

import (
	"context"
	"io"
	"strings"
)

const (
	// Stdio is the name of standard input and standard output.
	Stdio = "-"
	// PartSuffix is what follows an output's name while it's being written.
	PartSuffix = ".part"
	// MaxFiles is how many files one pattern may name. A checkpoint names each one, with some 100 bytes, so
	// this keeps it to about 10 MB. DynamoDB's own exports have a file or more per partition of 10 GB.
	MaxFiles = 100_000
)

// Store has files by name, local ones or objects in S3. It's safe for concurrent use.
type Store interface {
	// List returns the files that a pattern names, sorted by name: a single file, the files that a glob
	// matches (the syntax of path/filepath.Match), or the files of a directory, hidden ones and the ones in
	// its subdirectories not included. A name that exists is taken as it is, even if it looks like a glob.
	// Stdio is listed as itself. If there's none, or more than MaxFiles, it's an error.
	List(ctx context.Context, pattern string) ([]Info, error)
	// Open opens a file for reading. When ctx ends, reading fails.
	Open(ctx context.Context, name string) (Object, error)
	// Create begins an output if resumeAt is 0, and throws away what an unfinished one of the name has left. If
	// it's more, it goes on with the unfinished output behind that many bytes, which Commit has returned; what
	// is behind them is cut off. The end of ctx doesn't stop the Output: a job that was cancelled still commits.
	Create(ctx context.Context, name string, resumeAt int64, o CreateOptions) (Output, error)
	// Remove removes a file.
	Remove(ctx context.Context, name string) error
}

// CreateOptions are for [Store.Create]. The zero value replaces nothing and makes no directories.
type CreateOptions struct {
	// Overwrite has the output take the place of a file of that name. Until Close the old one stays.
	Overwrite bool
	// MakeDirs has missing directories made. Stores without directories ignore it.
	MakeDirs bool
}

// Info is a file as it was listed.
type Info struct {
	Name string
	// Size is in bytes, -1 where it can't be known before the end, as with pipes.
	Size int64
	// Identity changes when the content may have: size and modification time of a local file, the ETag in S3.
	// It's empty where there's no such thing: a job that reads from there can't be resumed.
	Identity string
}

// Object is an open file. Read isn't safe for concurrent use, ReadAt is.
type Object interface {
	io.ReadCloser
	// ReadAt is an error that wraps [errors.ErrUnsupported] where there's only a stream, such as a pipe.
	io.ReaderAt
	// Size is as in [Info], of the file that was opened.
	Size() int64
	// Identity is as in [Info], of the file that was opened, which may not be the one that was listed.
	Identity() string
}

// Output is a file that's being written. It isn't safe for concurrent use.
type Output interface {
	io.Writer
	// Commit makes durable what was written and returns how many bytes the output has, those from before a
	// resumption included: where Create can go on. For a stream the number is true, durability isn't promised.
	Commit() (int64, error)
	// CanResume tells whether Create can go on with this output after Abort, or after a crash.
	CanResume() bool
	// Close commits and makes the output visible under its name. If that fails, what was committed can be gone
	// on with.
	Close() error
	// Abort stops. What was committed stays for a later Create, if CanResume says so.
	// After Close, Abort or Discard it does nothing, so that it can be deferred.
	Abort() error
	// Discard stops and removes what was written. After Close, Abort or Discard it does nothing.
	Discard() error
}

// QuoteGlob returns a pattern that matches the name and nothing else, to build patterns from.
func QuoteGlob(name string) string {
	if !strings.ContainsAny(name, globChars) {
		return name
	}
	var b strings.Builder
	for _, r := range name {
		if strings.ContainsRune(globChars, r) {
			// A class and not a backslash: Windows has no escapes. Within a class a backslash needs its own.
			b.WriteByte('[')
			if r == '\\' {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
			b.WriteByte(']')
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
