package pagetoken

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func requireFault(t require.TestingT, err error, fault Fault) {
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, fault, e.Fault, e.Error())
}

// sealed is a text that has a right checksum, whatever its body.
func sealed(body []byte) string {
	b := binary.BigEndian.AppendUint32(body, crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
	return "dyn1" + base64.RawURLEncoding.EncodeToString(b)
}

func TestATextThatIsNoTokenIsToldFromADamagedOne(t *testing.T) {
	whole := encode(t, Token{Kind: Query, Table: "orders", Open: []Position{{Key: stringKey("o-1")}}})
	for name, test := range map[string]struct {
		text  string
		fault Fault
	}{
		"empty":                      {"", NotOurs},
		"another's":                  {"eyJpZCI6eyJTIjoiby0xIn19", NotOurs},
		"a sentence":                 {"go on, please", NotOurs},
		"the prefix's beginning":     {"dyn", NotOurs},
		"a word that begins as ours": {"dynamodb", NotOurs},
		"another version":            {"dyn2" + whole[4:], OtherVersion},
		"nothing after the prefix":   {"dyn1", Damaged},
		"truncated":                  {whole[:len(whole)-1], Damaged},
		"longer":                     {whole + "A", Damaged},
		"twice":                      {whole + whole, Damaged},
		"padded":                     {whole + "=", Damaged},
		"with a line end":            {whole + "\n", Damaged},
		"with a line end inside":     {whole[:10] + "\r\n" + whole[10:], Damaged},
		"with a space":               {whole[:10] + " " + whole[10:], Damaged},
		"in upper case":              {"dyn1" + strings.ToUpper(whole[4:]), Damaged},
		"in the other alphabet":      {"dyn1+/+/", Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(test.text)
			requireFault(t, err, test.fault)
		})
	}
}

func TestEveryChangedCharacterIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := encode(t, tokens().Draw(t, "token"))
		at := rapid.IntRange(0, len(s)-1).Draw(t, "at")
		other := rapid.Byte().Filter(func(b byte) bool { return b != s[at] }).Draw(t, "other")
		_, err := Parse(s[:at] + string([]byte{other}) + s[at+1:])
		require.Error(t, err)
		_, err = Parse(s[:at])
		require.Error(t, err)
		_, err = Parse(s[:at] + s[at+1:])
		require.Error(t, err)
	})
}

// Who makes a token by hand can make its checksum, too.
func TestForgedTokensAreRefused(t *testing.T) {
	number := func(n uint64) string { return string(binary.AppendUvarint(nil, n)) }
	text := func(s string) string { return number(uint64(len(s))) + s }
	const eight = "\x00\x00\x00\x00\x00\x00\x00\x00"
	query := "\x01\x00" + text("t") + text("") + eight
	scan := "\x02\x00" + text("t") + text("")
	statement := "\x03\x00" + text("t") + text("") + eight
	for name, body := range map[string]string{
		"nothing":                           "",
		"no such kind":                      "\x04\x00" + text("t") + text(""),
		"no such flag":                      "\x01\x02" + query[2:] + "\x00\x01\x00",
		"a scan that descends":              "\x02\x01" + scan[2:] + "\x01\x01" + eight + "\x00\x00",
		"no table":                          "\x01\x00" + text("") + text("") + eight + "\x00\x01\x00",
		"a table of great length":           "\x01\x00" + text(strings.Repeat("t", 1025)) + text("") + eight + "\x00\x01\x00",
		"a length beyond the end":           "\x01\x00" + number(1000) + "t",
		"a length beyond 64 bits":           "\x01\x00" + strings.Repeat("\xff", 11),
		"a length of two spellings":         "\x01\x00" + "\x81\x00" + "t" + text("") + eight + "\x00\x01\x00",
		"something after the end":           query + "\x00\x01\x00" + "\x00",
		"a query at no position":            query + "\x00\x00",
		"a query in a segment":              query + "\x00\x01\x01",
		"a query at two positions":          query + "\x00\x02\x00\x01",
		"five attributes":                   query + "\x05" + text("a") + text("b") + text("c") + text("d") + text("e") + "\x01\x00" + strings.Repeat("\x01"+text("v"), 5),
		"attributes that aren't sorted":     query + "\x02" + text("b") + text("a") + "\x01\x00" + strings.Repeat("\x01"+text("v"), 2),
		"an attribute twice":                query + "\x02" + text("a") + text("a") + "\x01\x00" + strings.Repeat("\x01"+text("v"), 2),
		"an attribute that nobody has":      query + "\x01" + text("a") + "\x01\x00\x00",
		"an attribute without a name":       query + "\x01" + text("") + "\x01\x00\x01" + text("v"),
		"an attribute of 256 bytes":         query + "\x01" + text(strings.Repeat("a", 256)) + "\x01\x00\x01" + text("v"),
		"an attribute that isn't UTF-8":     query + "\x01" + text("\xff") + "\x01\x00\x01" + text("v"),
		"no such type":                      query + "\x01" + text("a") + "\x01\x00\x04" + text("v"),
		"an empty S":                        query + "\x01" + text("a") + "\x01\x00\x01" + text(""),
		"an empty B":                        query + "\x01" + text("a") + "\x01\x00\x03" + text(""),
		"an S that isn't UTF-8":             query + "\x01" + text("a") + "\x01\x00\x01" + text("\xc3("),
		"an S of 2,049 bytes":               query + "\x01" + text("a") + "\x01\x00\x01" + text(strings.Repeat("v", 2049)),
		"an N that is no number":            query + "\x01" + text("a") + "\x01\x00\x02" + text("1e"),
		"an N that DynamoDB can't hold":     query + "\x01" + text("a") + "\x01\x00\x02" + text("1e126"),
		"values longer than a key together": query + "\x04" + text("a") + text("b") + text("c") + text("d") + "\x01\x00" + strings.Repeat("\x03"+text(strings.Repeat("v", 2000)), 4),
		"no segments":                       scan + "\x00\x00" + eight + "\x00\x00",
		"more segments than there can be":   scan + number(1_000_001) + "\x00" + eight + "\x00\x00",
		"a first segment after the last":    scan + "\x02\x03" + eight + "\x00\x00",
		"an open segment not begun":         scan + "\x04\x02" + eight + "\x00\x01\x02",
		"a segment twice":                   scan + "\x04\x04" + eight + "\x00\x02\x01\x00",
		"257 open segments":                 scan + number(1000) + number(1000) + eight + "\x00" + number(257) + strings.Repeat("\x01", 257),
		"open segments, but no bytes":       scan + number(1000) + number(1000) + eight + "\x00" + number(256),
		"a next token of 32,769 bytes":      statement + text(strings.Repeat("n", 32769)) + "\x00",
		"a next token that isn't UTF-8":     statement + text("\xff") + "\x00",
		"more to skip than a page holds":    statement + text("n") + number(1<<20+1),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(sealed([]byte(body)))
			requireFault(t, err, Damaged)
		})
	}
	for name, body := range map[string]string{ // so that the above aren't refused for something else
		"a query":                query + "\x00\x01\x00",
		"a query at a key":       query + "\x02" + text("a") + text("b") + "\x01\x00" + strings.Repeat("\x01"+text("v"), 2),
		"a scan":                 scan + "\x04\x03" + eight + "\x00\x01\x02",
		"a scan of all segments": scan + number(1_000_000) + number(1000) + eight + "\x00" + number(256) + strings.Repeat("\x01", 256),
		"a statement":            statement + text("n") + number(1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(sealed([]byte(body)))
			require.NoError(t, err)
		})
	}
}

func TestAPositionThatNoTokenCanHoldIsSaid(t *testing.T) {
	query := func(key attributes) Token {
		return Token{Kind: Query, Table: "t", Open: []Position{{Key: key}}}
	}
	scan := func(open ...Position) Token {
		return Token{Kind: Scan, Table: "t", TotalSegments: 1000, Next: 1000, Open: open}
	}
	for name, test := range map[string]struct {
		token Token
		says  string
	}{
		"the zero token":           {Token{}, "table's name"},
		"no kind":                  {Token{Table: "t"}, "no operation"},
		"a key of another type":    {query(attributes{"id": &types.AttributeValueMemberBOOL{}}), "AttributeValueMemberBOOL"},
		"a nil value":              {query(attributes{"id": nil}), "keys are S, N or B"},
		"a typed nil":              {query(attributes{"id": (*types.AttributeValueMemberS)(nil)}), "type S"},
		"a typed nil N":            {query(attributes{"id": (*types.AttributeValueMemberN)(nil)}), "type N"},
		"a typed nil B":            {query(attributes{"id": (*types.AttributeValueMemberB)(nil)}), "type B"},
		"a long value":             {query(attributes{"id": binaryValue(2049)}), "2048 bytes"},
		"a long number":            {query(attributes{"id": &types.AttributeValueMemberN{Value: strings.Repeat("0", 5000)}}), "type N"},
		"too many attributes":      {query(attributes{"a": binaryValue(1), "b": binaryValue(1), "c": binaryValue(1), "d": binaryValue(1), "e": binaryValue(1)}), "4 attributes"},
		"a query in segments":      {Token{Kind: Query, Table: "t", TotalSegments: 2, Open: []Position{{}}}, "no segments"},
		"a query nowhere":          {Token{Kind: Query, Table: "t"}, "one position"},
		"a scan of a partition":    {Token{Kind: Scan, Table: "t", Partition: 1, TotalSegments: 1}, "neither direction nor partition"},
		"a scan of no segments":    {Token{Kind: Scan, Table: "t"}, "1 to 1000000"},
		"segments in disorder":     {scan(Position{Segment: 2}, Position{Segment: 1}), "ascending"},
		"a segment below zero":     {scan(Position{Segment: -1}), "ascending"},
		"more open than allowed":   {scan(make([]Position, MaxOpen+1)...), "at most 256"},
		"a query with skips":       {Token{Kind: Query, Table: "t", Skip: 1, Open: []Position{{}}}, "only a statement"},
		"a statement with an open": {Token{Kind: Statement, Table: "t", Open: []Position{{}}}, "neither direction nor segments"},
		"skips below zero":         {Token{Kind: Statement, Table: "t", Skip: -1}, "not -1"},
		"a long index":             {Token{Kind: Statement, Table: "t", Index: strings.Repeat("i", 256)}, "255"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := test.token.Encode()
			requireFault(t, err, Unencodable)
			require.ErrorContains(t, err, test.says)
		})
	}
}

func TestErrorsQuoteNoKeyValues(t *testing.T) {
	const secret = "secret"
	token := Token{Kind: Query, Table: "t", Partition: 1, Open: []Position{{Key: stringKey(secret)}}}
	s := encode(t, token)
	_, damaged := Parse(s[:len(s)-2])
	_, foreign := Parse(secret)
	_, bad := Token{Kind: Query, Table: "t", Open: []Position{{Key: attributes{secret: &types.AttributeValueMemberN{Value: secret}}}}}.Encode()
	other := token
	other.Partition = 2
	for _, err := range []error{damaged, foreign, bad, token.Fits(other)} {
		require.Error(t, err)
		require.NotContains(t, err.Error(), secret)
		require.NotContains(t, err.Error(), s[4:20])
	}
}

func FuzzParse(f *testing.F) {
	for _, token := range []Token{
		{Kind: Query, Table: "orders", Index: "by-status", Descending: true, Partition: 7, Open: []Position{{Key: stringKey("o-1")}}},
		{Kind: Scan, Table: "orders", TotalSegments: 8, Next: 3, Given: 9, Open: []Position{{Segment: 0, Key: stringKey("o-1")}, {Segment: 2}}},
		{Kind: Statement, Table: "orders", Partition: 7, NextToken: "next", Skip: 3},
	} {
		s := encode(f, token)
		body, err := base64.RawURLEncoding.DecodeString(s[4:])
		require.NoError(f, err)
		f.Add([]byte(s), false)
		f.Add(body[:len(body)-4], true)
	}
	f.Fuzz(func(t *testing.T, b []byte, seal bool) {
		s := string(b)
		if seal { // a checksum would keep all changes out
			s = sealed(b)
		}
		token, err := Parse(s)
		if err != nil {
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Zero(t, token)
			return
		}
		require.Equal(t, s, encode(t, token))
		require.NoError(t, token.Fits(token))
	})
}
