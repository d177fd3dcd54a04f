package rejects

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestEntriesAsLines(t *testing.T) {
	at := record.Place{File: "a.csv", Number: 11, Line: 12}
	key := record.Item{"pk": &types.AttributeValueMemberS{Value: "x"}}
	for name, test := range map[string]struct {
		entry Entry
		want  string
	}{
		"text": {Entry{At: at, Reason: "no key", Raw: []byte("a,<b>\t\"c\"\nd")},
			`{"file":"a.csv","line":12,"record":11,"reason":"no key","raw":"a,<b>\t\"c\"\nd"}`},
		"no text": {Entry{At: at, Reason: "no key", Raw: []byte{}},
			`{"file":"a.csv","line":12,"record":11,"reason":"no key","raw":""}`},
		"not UTF-8": {Entry{At: at, Reason: "no key", Raw: []byte("a\xff")},
			`{"file":"a.csv","line":12,"record":11,"reason":"no key","raw":"Yf8=","rawEncoding":"base64"}`},
		"an item": {Entry{At: record.Place{Number: 1}, Reason: "refused", Item: key},
			`{"record":1,"reason":"refused","item":{"pk":{"S":"x"}}}`},
		"text before item": {Entry{At: record.Place{Number: 1}, Reason: "refused", Item: key, Raw: []byte("x")},
			`{"record":1,"reason":"refused","raw":"x"}`},
		"an item that is none": {Entry{At: record.Place{Number: 1}, Reason: "refused", Item: record.Item{"pk": nil}},
			`{"record":1,"reason":"refused","itemError":`},
		"neither": {Entry{At: record.Place{Number: 1}, Reason: "refused"}, `{"record":1,"reason":"refused"}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := encode(test.entry)
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(string(got), test.want), "%s", got)
			if !strings.HasSuffix(test.want, ":") {
				require.Equal(t, test.want+"\n", string(got))
			}
			require.True(t, json.Valid(got))
			require.Equal(t, 1, strings.Count(string(got), "\n"))
		})
	}
}

func TestLongTextIsCutBetweenCharacters(t *testing.T) {
	decoded := func(raw string) (l line) {
		data, err := encode(Entry{Raw: []byte(raw)})
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, &l))
		return l
	}
	whole := strings.Repeat("x", MaxRaw)
	l := decoded(whole)
	require.Equal(t, whole, *l.Raw)
	require.Zero(t, l.RawLength)

	l = decoded(whole[1:] + "€ and more")
	require.Equal(t, whole[1:], *l.Raw)
	require.Equal(t, MaxRaw-1+len("€ and more"), l.RawLength)
	require.Empty(t, l.RawEncoding)

	l = decoded("\xff" + whole)
	require.Equal(t, "base64", l.RawEncoding)
	require.Equal(t, MaxRaw+1, l.RawLength)
	raw, err := base64.StdEncoding.DecodeString(*l.Raw)
	require.NoError(t, err)
	require.Equal(t, "\xff"+whole[1:], string(raw))
}
