package main

import (
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/internal/bulk/column"
)

const auto = "auto"

var (
	formats      = []string{auto, string(jobs.DynamoDBJSON), string(jobs.PlainJSON), string(jobs.CSV), string(jobs.Parquet), string(jobs.NativeExport)}
	compressions = []string{auto, string(jobs.Plain), string(jobs.Gzip), string(jobs.Zstd)}
)

// fileFlags say how items stand in files.
type fileFlags struct {
	format, compression string
	columns             string
	noHeader            bool
	delimiter           string
	overwrite           bool
}

func (s *fileFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	enum(cmd, &s.format, "format", auto, formats, "how items stand in the files; auto is by their names")
	enum(cmd, &s.compression, "compression", auto, compressions, "how the files are packed; auto is by their names")
	f.StringVar(&s.columns, "columns", "", "columns of CSV and Parquet with types, such as 'id:S,n:N'")
	f.BoolVar(&s.noHeader, "no-header", false, "CSV without a header line")
	f.StringVar(&s.delimiter, "delimiter", "", `what separates CSV cells, such as ';' or 'tab' (default: a comma)`)
	noFiles(cmd, "columns", "delimiter")
}

// addS3 defines --s3-endpoint, for names that begin with s3://.
func addS3(cmd *cobra.Command, c *common) {
	cmd.Flags().StringVar(&c.aim.s3Endpoint, "s3-endpoint", "", "URL of another S3 for names such as s3://bucket/key (default: AWS, in the same Region)")
	noFiles(cmd, "s3-endpoint")
}

func (s *fileFlags) addOverwrite(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.overwrite, "overwrite", false, "replace files that are there")
}

func (s *fileFlags) files(names []string) (jobs.Files, error) {
	files := jobs.Files{Names: names, NoHeader: s.noHeader, Overwrite: s.overwrite}
	if s.format != auto {
		files.Format = jobs.Format(s.format)
	}
	if s.compression != auto {
		files.Compression = jobs.Compression(s.compression)
	}
	var err error
	if files.Columns, err = parseColumns(s.columns); err != nil {
		return files, fmt.Errorf("--columns: %w", err)
	}
	switch {
	case s.delimiter == "tab" || s.delimiter == `\t`:
		files.Delimiter = '\t'
	case s.delimiter != "":
		r, size := utf8.DecodeRuneInString(s.delimiter)
		if size < len(s.delimiter) || r == utf8.RuneError || r == '"' || r == '\r' || r == '\n' {
			return files, fmt.Errorf("--delimiter %q: give one character that is neither a quote nor a line break, or tab", s.delimiter)
		}
		files.Delimiter = r
	}
	return files, nil
}

// parseColumns reads 'id:S,n:N'. It's a line of CSV, so names with commas can be quoted. The last colon counts, if
// what follows is a type.
func parseColumns(text string) ([]jobs.Column, error) {
	if text == "" {
		return nil, nil
	}
	r := csv.NewReader(strings.NewReader(text))
	cells, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("not a list as 'id:S,n:N': %w", err)
	}
	columns := make([]jobs.Column, len(cells))
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		columns[i].Name = cell
		if colon := strings.LastIndexByte(cell, ':'); colon >= 0 {
			typ, err := column.Parse(strings.ToUpper(cell[colon+1:]))
			if err != nil {
				return nil, fmt.Errorf("column %d: %w", i+1, err)
			}
			columns[i] = jobs.Column{Name: cell[:colon], Type: typ}
		}
	}
	return columns, column.Check(columns)
}
