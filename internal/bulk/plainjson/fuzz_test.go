package plainjson

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

var seeds = []string{
	`"a"`, `"\u00e9\ud83d\ude00\"\\\/\b\f\n\r\té"`, `"\ud800"`, `"\udc00x"`, `"\\ud800"`, `1`, `-0.10e+5`, `1e126`, `01`, `true`, `false`, `null`, `[1,[],{"a":"b"}]`, "",
	`{"$B":"AAE="}`, `{"$SS":["a","b"]}`, `{"$NS":["1",2]}`, `{"$BS":["AA=="]}`, `{"$M":{"$B":"x"}}`, `{"$M":{"$M":{"$M":{"$SS":[]}}}}`,
	`{"$M":{"$B":"AA=="},"b":1}`, `{"b":{"$SS":["\"}]"]}, "$B":[{"$NS":[]}]}`, `{"a":1,"a":2}`, `{"a":1} x`, "\"\xff\"", `{"$B":1}`, `{"$B":"AAAA\n"}`, `{"\u0024B":"AA=="}`,
	strings.Repeat(`[`, 31) + strings.Repeat(`]`, 31), strings.Repeat(`{"$M":`, 32) + `{}` + strings.Repeat(`}`, 32), `{"":{"":{}}}`,
	`{"pk":"customer#00012345","sk":1700000000123,"tags":{"$SS":["gift"]},"address":{"zip":"20457"},"paid":true}`,
}

// FuzzParseValue compares with the model what is read and whether it is refused, and what comes back of it once it was
// written again.
func FuzzParseValue(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ParseValue(data)
		doc, modelErr := modelDocument(data)
		var want types.AttributeValue
		if modelErr == nil {
			want, modelErr = modelValue(doc, 0)
		}
		if modelErr != nil {
			require.Error(t, err, "%v", modelErr)
			require.Nil(t, got)
			var at *Error
			require.ErrorAs(t, err, &at)
			require.True(t, 0 <= at.Offset && at.Offset <= len(data))
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, got)
		out, err := AppendValue(nil, got)
		require.NoError(t, err)
		require.True(t, json.Valid(out), "%s", out)
		back, err := ParseValue(out)
		require.NoError(t, err)
		require.Equal(t, got, back)
	})
}

// FuzzReader checks that each line that isn't blank is one record, and compares the items with the model.
func FuzzReader(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s+"\n{\"a\":"+s+"}\r\n\n"+s), uint8(0))
		f.Add([]byte("\uFEFF{\"a\":"+s+"}\n \n{\"b\":1}"), uint8(40))
	}
	f.Fuzz(func(t *testing.T, in []byte, limit uint8) {
		r := NewReader(bytes.NewReader(in), Options{MaxLine: int(limit)})
		number := int64(0)
		for i, line := range bytes.Split(in, []byte{'\n'}) {
			if i == 0 {
				line = bytes.TrimPrefix(line, []byte("\uFEFF"))
			}
			line = bytes.TrimSuffix(line, []byte{'\r'})
			long := limit > 0 && len(line) > int(limit)
			if !long && len(bytes.Trim(line, " \t\r")) == 0 {
				continue
			}
			number++
			at := record.Place{Number: number, Line: int64(i + 1)}
			rec, err := r.Read()
			doc, modelErr := modelDocument(line)
			m, isMap := doc.(map[string]any)
			var want record.Item
			if modelErr == nil && isMap && !long {
				want, modelErr = modelMap(m, 0)
			}
			if modelErr != nil || !isMap || long {
				var bad *record.BadRecord
				require.ErrorAs(t, err, &bad)
				require.Equal(t, at, bad.At)
				require.True(t, bytes.HasPrefix(line, bad.Raw))
				require.True(t, long || len(line) == len(bad.Raw))
				continue
			}
			require.NoError(t, err)
			require.Equal(t, record.Record{Item: want, At: at}, rec)
		}
		_, err := r.Read()
		require.Equal(t, io.EOF, err)
	})
}
