package awsexport

import (
	"bufio"
	"bytes"
	"crypto/md5" //nolint:gosec // it's what the format has; it guards against accidents only
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

const (
	summaryName = "manifest-summary"
	filesName   = "manifest-files"
	startedName = "_started"
	rootName    = "AWSDynamoDB"
	dataName    = "data"

	// FormatJSON is the output format that can be read, FormatIon the one that can't.
	FormatJSON, FormatIon = "DYNAMODB_JSON", "ION"
	// FullExport and IncrementalExport are the types of an export.
	FullExport, IncrementalExport = "FULL_EXPORT", "INCREMENTAL_EXPORT"

	// maxSummary is how large a manifest-summary.json may be, in bytes. Real ones have less than 1 KB.
	maxSummary = 1 << 20
	// maxEntry is how long a line of manifest-files.json may be, in bytes. An S3 key has 1,024 at most, each
	// six if it's escaped; the other members are short.
	maxEntry = 16 << 10
	// maxManifest is how large a manifest-files.json may be, in bytes. A usual line has 200.
	maxManifest = files.MaxFiles * 1024
)

// Summary is what manifest-summary.json holds. Times are in RFC 3339, as the service writes them.
type Summary struct {
	// Version is that of the format: 2020-06-30 of full exports, 2023-08-01 of incremental ones. It's not looked at.
	Version   string `json:"version"`
	ExportArn string `json:"exportArn"`
	StartTime string `json:"startTime"`
	EndTime   string `json:"endTime"`
	TableArn  string `json:"tableArn"`
	TableID   string `json:"tableId"`
	// ExportTime is the moment that a full export shows the table at.
	ExportTime string `json:"exportTime,omitempty"`
	// ExportFromTime (inclusive) and ExportToTime (exclusive) are when an incremental export's changes were made.
	ExportFromTime     string  `json:"exportFromTime,omitempty"`
	ExportToTime       string  `json:"exportToTime,omitempty"`
	S3Bucket           string  `json:"s3Bucket"`
	S3Prefix           *string `json:"s3Prefix"`
	S3SseAlgorithm     *string `json:"s3SseAlgorithm"`
	S3SseKmsKeyID      *string `json:"s3SseKmsKeyId"`
	ManifestFilesS3Key string  `json:"manifestFilesS3Key"`
	BilledSizeBytes    int64   `json:"billedSizeBytes"`
	ItemCount          int64   `json:"itemCount"`
	// OutputFormat is DYNAMODB_JSON or ION.
	OutputFormat string `json:"outputFormat"`
	// OutputView is NEW_IMAGE or NEW_AND_OLD_IMAGES, of an incremental export only.
	OutputView string `json:"outputView,omitempty"`
	// ExportType is FULL_EXPORT or INCREMENTAL_EXPORT. Exports from before 2023 have none and are full.
	ExportType string `json:"exportType,omitempty"`
}

// Incremental tells whether the export has changes instead of a table's items.
func (s *Summary) Incremental() bool { return s.ExportType == IncrementalExport }

// check refuses what can't be read.
func (s *Summary) check() error {
	switch s.OutputFormat {
	case FormatJSON:
	case FormatIon:
		return errors.New("the export is in Amazon Ion, which isn't supported: export the table again with the format DYNAMODB_JSON")
	default:
		return fmt.Errorf("the output format %q isn't known: export the table with the format DYNAMODB_JSON", s.OutputFormat)
	}
	switch s.ExportType {
	case "", FullExport, IncrementalExport:
		return nil
	}
	return fmt.Errorf("the export type %q isn't known: export the table as %s or %s", s.ExportType, FullExport, IncrementalExport)
}

// entry is a line of manifest-files.json.
type entry struct {
	ItemCount     *int64 `json:"itemCount"`
	MD5Checksum   string `json:"md5Checksum"`
	ETag          string `json:"etag"`
	DataFileS3Key string `json:"dataFileS3Key"`
}

func parseSummary(text []byte) (Summary, error) {
	var s Summary
	if err := json.Unmarshal(text, &s); err != nil {
		return s, notManifest(err)
	}
	return s, s.check()
}

// parseFiles returns the data files that manifest-files.json lists, their names not resolved yet.
func parseFiles(text []byte) ([]DataFile, error) {
	var found []DataFile
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(make([]byte, 0, 4096), maxEntry)
	n := 0
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		f, err := parseEntry(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if len(found) == files.MaxFiles {
			return nil, fmt.Errorf("it lists more than %d data files: too many for one job", files.MaxFiles)
		}
		found = append(found, f)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d is longer than %d bytes: %w", n+1, maxEntry, err)
	}
	return found, nil
}

func parseEntry(line []byte) (DataFile, error) {
	var e entry
	if err := json.Unmarshal(line, &e); err != nil {
		return DataFile{}, notManifest(err)
	}
	sum, err := decodeSum(e.MD5Checksum)
	if err != nil {
		return DataFile{}, fmt.Errorf("md5Checksum: %w", err)
	}
	if e.ItemCount == nil || *e.ItemCount < 0 {
		return DataFile{}, errors.New("itemCount is missing or negative: fetch the manifest again")
	}
	return DataFile{S3Key: e.DataFileS3Key, ItemCount: *e.ItemCount, MD5: sum, ETag: e.ETag}, nil
}

// notManifest keeps what is in the file out of the error.
func notManifest(err error) error {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("it isn't JSON at byte %d: fetch the manifest again", syntax.Offset)
	case errors.As(err, &typ):
		return fmt.Errorf("%s has the wrong type, a %s: is this an export's manifest?", typ.Field, typ.Value)
	}
	return errors.New("it isn't JSON: fetch the manifest again")
}

// decodeSum reads an MD5 in base64.
func decodeSum(text string) (sum [md5.Size]byte, err error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != md5.Size {
		return sum, errors.New("it isn't an MD5 in base64: fetch the manifest again")
	}
	copy(sum[:], raw)
	return sum, nil
}

func encodeSum(sum [md5.Size]byte) string { return base64.StdEncoding.EncodeToString(sum[:]) }
