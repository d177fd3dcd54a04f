package ddbjson

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/sealed"
)

var sealKeys = &sealed.Keys{Primary: []string{"pk"}}

// requireSameRecords reads the same lines sealed and decoded, and returns how many were sealed.
func requireSameRecords(t *testing.T, in []byte) (sealedOnes int) {
	plain, keeping := NewReader(bytes.NewReader(in), Options{}), NewReader(bytes.NewReader(in), Options{})
	keeping.Seal(sealKeys)
	var kept []record.Record
	var want []record.Record
	for {
		a, errA := plain.Read()
		b, errB := keeping.Read()
		require.Equal(t, errA, errB)
		var bad *record.BadRecord
		if errors.As(errA, &bad) {
			continue
		}
		if errA != nil {
			break
		}
		want, kept = append(want, a), append(kept, b)
	}
	for i, b := range kept { // not before: a line's memory is used again
		if s := sealed.Of(b.Item); s != nil {
			sealedOnes++
			require.Equal(t, want[i].Item["pk"], b.Item["pk"])
			item, err := codec.ParseItem(s.JSON)
			require.NoError(t, err)
			b.Item = item
		}
		require.Equal(t, want[i], b)
	}
	return sealedOnes
}

func TestSealedRecordsAreThoseThatAreDecoded(t *testing.T) {
	lines := []string{
		`{"pk":{"S":"bare"}}`, `{"Item":{"pk":{"S":"wrapped"}}}`, ` {"pk" : {"N":"1"}} `, `{"Item": {"pk":{"S":"space"}} } `,
		`{"Item":{"pk":{"S":"more"}}}x`, `{"Item":{"pk":{"S":"a"}},"Item":{"pk":{"S":"b"}}}`, `{"Item":{"pk":{"S":"a"}}`, `{"Item":{"pk":{"S":"a"}}}}`,
		`{"Item":{"S":"an attribute"},"pk":{"S":"a"}}`, `{"Keys":{"pk":{"S":"a"}},"NewImage":{"pk":{"S":"a"}}}`, `{"Keys":{"pk":{"S":"a"}}}`,
		`{"Keys":{"M":{}},"pk":{"S":"a"}}`, `{"other":{"S":"no key"}}`, `{"pk":{"S":"a"},"x":{"S":"\ud800"}}`, `{"pk":{"S":"a"}} {"pk":{"S":"b"}}`, ``, `nonsense`,
	}
	require.Equal(t, 4, requireSameRecords(t, []byte(strings.Join(lines, "\n"))))
	require.Equal(t, 4, requireSameRecords(t, []byte(strings.Join(lines, "\r\n"))))
}

func FuzzSealedRecords(f *testing.F) {
	f.Add([]byte(`{"pk":{"S":"a"}}` + "\n" + `{"Item":{"pk":{"B":"AA=="},"l":{"L":[{"M":{}}]}}}`))
	f.Add([]byte(`{"Item":{"M":{"M":{}}}}` + "\n" + `{"Item":{"S":"x"},"pk":{"NS":["1"]}}`))
	f.Fuzz(func(t *testing.T, in []byte) { requireSameRecords(t, in) })
}

func TestSealedItemsAreWrittenAsTheyAre(t *testing.T) {
	for _, doc := range []string{`{"pk":{"S":"a b"},"n":{"N":"1.50"}}`, "{\n  \"pk\": {\r\n \"S\": \"a b\"}}"} {
		var p codec.Parser
		p.Reset([]byte(doc))
		item, ok := p.Seal(new(sealed.Keys))
		require.True(t, ok)
		var out bytes.Buffer
		w := NewWriter(&out)
		require.NoError(t, w.Write(record.Item{"pk": item["pk"], sealed.Name: item[sealed.Name]}))
		require.NoError(t, w.Write(item))
		require.NoError(t, w.Close())
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		require.Len(t, lines, 2)
		require.Equal(t, lines[0], lines[1])
		want, err := codec.ParseItem([]byte(doc))
		require.NoError(t, err)
		rec, err := NewReader(strings.NewReader(lines[0]), Options{}).Read()
		require.NoError(t, err)
		require.Equal(t, want, rec.Item)
		_, err = NewReader(strings.NewReader(""), Options{}).Read()
		require.Equal(t, io.EOF, err)
	}
}
