package report

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// WriteFile writes the whole report as JSON, into a folder that need not exist yet.
func WriteFile(name string, r Report) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, append(text, '\n'), 0o644)
}
