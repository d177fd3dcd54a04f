package scenario

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// inFolder runs f with a folder for files, and removes it.
func inFolder(f func(folder string) error) (err error) {
	folder, err := os.MkdirTemp("", "dynactor-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	return f(folder)
}

// writeItems makes a file of the numbered items up to n, gzip of DynamoDB JSON, and returns their digest.
func writeItems(ctx context.Context, name string, n int) (d items.Digest, err error) {
	file, err := os.Create(name)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	// The time to pack isn't measured, and that to unpack hardly depends on how well it was done.
	packed, err := gzip.NewWriterLevel(file, gzip.BestSpeed)
	if err != nil {
		return d, err
	}
	lines := items.NewLines(packed)
	for i := range n {
		if ctx.Err() != nil {
			return d, context.Cause(ctx)
		}
		item := items.Numbered(i)
		if err := lines.Write(item); err != nil {
			return d, err
		}
		d.Add(item)
	}
	return d, packed.Close()
}

// digestFiles reads all files of a folder.
func digestFiles(folder string) (all items.Digest, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return all, err
	}
	for _, entry := range entries {
		d, err := digestFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return all, fmt.Errorf("file %s: %w", entry.Name(), err)
		}
		all.Join(d)
	}
	return all, nil
}

func digestFile(name string) (d items.Digest, err error) {
	file, err := os.Open(name)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var from io.Reader = bufio.NewReaderSize(file, 1<<16)
	if strings.HasSuffix(name, ".gz") {
		if from, err = gzip.NewReader(from); err != nil {
			return d, err
		}
	}
	return items.DigestLines(from)
}

// filesHold checks that a folder's files have the items that they should have, and no others.
func filesHold(folder string, want items.Digest) error {
	got, err := digestFiles(folder)
	if err != nil {
		return err
	}
	if err := got.Check(want); err != nil {
		return fmt.Errorf("afterwards, in the files: %w", err)
	}
	return nil
}
