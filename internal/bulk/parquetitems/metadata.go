package parquetitems

import (
	"encoding/json"
	"fmt"

	"github.com/dynactor/dynactor/internal/bulk/column"
)

// MetadataKey is the key of the file's key-value metadata under which the types of the columns stand, as the JSON
// array [{"name":"pk","type":"S"},…].
const MetadataKey = "dynactor.columns"

type columnMetadata struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

func encodeColumns(columns []column.Column) (string, error) {
	list := make([]columnMetadata, len(columns))
	for i, c := range columns {
		list[i] = columnMetadata{Name: c.Name, Type: c.Type.String()}
	}
	text, err := json.Marshal(list)
	if err == nil && len(text) > maxMetadata {
		err = fmt.Errorf("the columns' names are %d bytes long together: at most %d may be", len(text), maxMetadata)
	}
	return string(text), err
}

func decodeColumns(text string) (map[string]column.Type, error) {
	if len(text) > maxMetadata {
		return nil, fmt.Errorf("metadata %q is %d bytes long: at most %d may be", MetadataKey, len(text), maxMetadata)
	}
	var list []columnMetadata
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("metadata %q isn't what this program writes there: %w", MetadataKey, err)
	}
	columns := make([]column.Column, len(list))
	typed := make(map[string]column.Type, len(list))
	for i, c := range list {
		t, err := column.Parse(c.Type)
		if err != nil {
			return nil, fmt.Errorf("metadata %q, column %q: %w", MetadataKey, c.Name, err)
		}
		columns[i] = column.Column{Name: c.Name, Type: t}
		typed[c.Name] = t
	}
	if err := column.Check(columns); err != nil {
		return nil, fmt.Errorf("metadata %q: %w", MetadataKey, err)
	}
	return typed, nil
}
