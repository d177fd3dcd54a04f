package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const (
	records = 20_000
	// bad is how many of them have no key, as happens in files.
	bad = 3
)

// makeInput writes readings of sensors as plain JSON, an item a line, packed.
func makeInput(folder string) (name string, err error) {
	name = filepath.Join(folder, "readings.jsonl.gz")
	f, err := os.Create(name)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	packed := gzip.NewWriter(f)
	lines := bufio.NewWriter(packed)
	for n := range records {
		if n%(records/bad) == 1000 {
			fmt.Fprintf(lines, `{"degrees":%d}`+"\n", n)
			continue
		}
		fmt.Fprintf(lines, `{"id":"sensor/%03d/%06d","degrees":%d.%d,"tags":{"$SS":["lab","%d"]}}`+"\n", n%100, n, n%40, n%10, n%7)
	}
	fmt.Printf("input: %d records in a gzip file\n", records)
	return name, errors.Join(lines.Flush(), packed.Close())
}
