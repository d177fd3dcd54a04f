package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Schema is the version of the JSON that this program writes and reads. It
// grows when a field changes its meaning or goes away, not when one is added.
const Schema = 1

// maxJSON is the largest result file that is read: some thousand times what a
// run of everything writes.
const maxJSON = 256 << 20

// WriteJSON writes the whole report with every round.
func WriteJSON(w io.Writer, r Report) error {
	r.Schema = Schema
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the results as JSON: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// ReadJSON reads what WriteJSON has written. It fails for another schema, and
// for more than 256 MB.
func ReadJSON(r io.Reader) (Report, error) { return readJSON(r, maxJSON) }

func readJSON(r io.Reader, most int64) (Report, error) {
	limited := &io.LimitedReader{R: r, N: most + 1}
	text, err := io.ReadAll(limited)
	if err != nil {
		return Report{}, err
	}
	if limited.N == 0 {
		return Report{}, fmt.Errorf("more than %d MB: this can't be a result file", most>>20)
	}
	// The schema comes first: what another version wrote need not fit our types.
	var version struct {
		Schema *int `json:"schema"`
	}
	if err := json.Unmarshal(text, &version); err != nil {
		return Report{}, fmt.Errorf("not a result file, which --out and --json write: %w", err)
	}
	switch {
	case version.Schema == nil:
		return Report{}, errors.New("the file has no schema number: it is no result file, or an old one; run the benchmark again")
	case *version.Schema < Schema:
		return Report{}, fmt.Errorf("the file has schema %d, this program reads %d: run the benchmark again, or read the file with the version that wrote it", *version.Schema, Schema)
	case *version.Schema > Schema:
		return Report{}, fmt.Errorf("the file has schema %d, this program reads %d: it was written by a later version; update this one", *version.Schema, Schema)
	}
	var report Report
	if err := json.Unmarshal(text, &report); err != nil {
		return Report{}, fmt.Errorf("the result file is damaged: %w", err)
	}
	return report, nil
}

// WriteFile writes the report as JSON, into a folder that need not exist yet.
func WriteFile(name string, r Report) error {
	return create(name, func(w io.Writer) error { return WriteJSON(w, r) })
}

// ReadFile reads a file that WriteFile has written.
func ReadFile(name string) (Report, error) {
	f, err := os.Open(name)
	if err != nil {
		return Report{}, err
	}
	defer f.Close()
	r, err := ReadJSON(f)
	if err != nil {
		return Report{}, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// create writes a file anew, and its folder if there is none.
func create(name string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
