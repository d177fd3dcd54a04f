package ddbjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/codec"
)

// FuzzReader looks for lines that aren't what they are taken for. Every line that isn't blank must be one record; a
// good one must be valid JSON, and hold all of the line: each of its members, as encoding/json counts them.
func FuzzReader(f *testing.F) {
	for _, s := range []string{
		`{"pk":{"S":"a"}}`, `{"Item":{"pk":{"S":"a"}}}`, "\n{}\r\n\r\nx", `{"Keys":{"pk":{"S":"a"}},"NewImage":{"pk":{"S":"a"}}}`,
		`{"Metadata":{"t":{"N":"1"}},"Keys":{"pk":{"S":"a"}},"OldImage":{"pk":{"S":"a"}}}`, `{"a":{"S":"1"},"a":{"S":"2"}}`,
		`{"Item":{"M":{"M":{}}}}`, `{"Item":{"S":"x"},"b":{"L":[{"M":{"c":{"NS":["1"]}}}]}}`, `{"a":{"S":"\ud83d\ude00:\":{"}}`, "\uFEFF{}\n\xff",
		`{"a":{"B":"AAE="},"b":{"BOOL":true},"c":{"NULL":true},"d":{"SS":["x"]},"e":{"BS":["AA=="]},"f":{"X":1,"S":""}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		r := NewReader(bytes.NewReader(in), Options{})
		lines := bytes.Split(bytes.TrimPrefix(in, []byte("\uFEFF")), []byte{'\n'})
		number := int64(0)
		for i, line := range lines {
			if len(bytes.Trim(line, " \t\r")) == 0 {
				continue
			}
			number++
			at := record.Place{Number: number, Line: int64(i + 1)}
			rec, err := r.Read()
			var bad *record.BadRecord
			if errors.As(err, &bad) {
				require.Equal(t, at, bad.At)
				require.Equal(t, string(bytes.TrimSuffix(line, []byte{'\r'})), string(bad.Raw))
				continue
			}
			require.NoError(t, err)
			require.Equal(t, at, rec.At)
			require.True(t, utf8.Valid(line))
			requireWhole(t, line, rec)
		}
		_, err := r.Read()
		require.Equal(t, io.EOF, err)
	})
}

// requireWhole compares the JSON of rec, as package codec writes it, with what encoding/json finds in the line at its place.
func requireWhole(t *testing.T, line []byte, rec record.Record) {
	var doc map[string]any
	require.NoError(t, json.Unmarshal(line, &doc))
	out, err := codec.AppendItem(nil, rec.Item)
	require.NoError(t, err)
	var back map[string]any
	require.NoError(t, json.Unmarshal(out, &back))
	for _, name := range []string{"", "Item", "NewImage", "Keys"} {
		at := any(doc)
		if name != "" {
			at = doc[name]
		}
		if m, ok := at.(map[string]any); ok && equal(m, back) {
			require.Equal(t, name == "Keys", rec.Op == record.Delete)
			return
		}
	}
	t.Fatalf("%s is read as %s", line, out)
}

func equal(a, b map[string]any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
