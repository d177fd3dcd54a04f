package compress

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Kind is a compression.
type Kind uint8

const (
	// Plain is no compression at all.
	Plain Kind = iota
	// Gzip is RFC 1952.
	Gzip
	// Zstd is RFC 8878.
	Zstd
)

var kindNames = [...]string{Plain: "plain", Gzip: "gzip", Zstd: "zstd"}

// String returns "plain", "gzip" or "zstd".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Ext returns what a file's name ends with: "", ".gz" or ".zst".
func (k Kind) Ext() string {
	switch k {
	case Gzip:
		return ".gz"
	case Zstd:
		return ".zst"
	}
	return ""
}

// KindOf returns the compression that a file's name tells by its extension, .gz, .gzip, .zst or .zstd in any
// case, and the name without that extension. All other names are Plain, and returned whole: so is one that
// has nothing in front of the extension.
func KindOf(name string) (kind Kind, stem string) {
	ext := filepath.Ext(name)
	switch strings.ToLower(ext) {
	case ".gz", ".gzip":
		kind = Gzip
	case ".zst", ".zstd":
		kind = Zstd
	default:
		return Plain, name
	}
	stem = name[:len(name)-len(ext)]
	if stem == "" || strings.HasSuffix(stem, "/") || strings.HasSuffix(stem, string(filepath.Separator)) {
		return Plain, name
	}
	return kind, stem
}
