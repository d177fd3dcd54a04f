package wire

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A messer writes JSON again as a service might one day, and as none ever should.
type messer struct {
	chooser
	// rate is how seldom a value is messed with: one in so many.
	rate int
}

var oddValues = []string{
	"null", "{}", "[]", "true", "false", `""`, `"x"`, "0", "-0", "1", "1.5", "1e3", "1E400", "-1e-400", "999999999999999999", "1000000000000000000", "9223372036854775807",
	"9223372036854775808", "-9223372036854775808", "-9223372036854775809", "-92233720368547758081234", "2147483648", "-2147483649", "01", "1.", "-", "+1", "tru", "nul",
	`"NaN"`, `"nan"`, `"-Infinity"`, `"Infinity"`, `"1"`, "\"\xff\"", "\"\\n\xff\"", "\"\xe2\x80\xa8\"", `"\ud800"`, `"\ud83d\ude00"`, `"\u0053"`, `"\x"`, `"\u12"`, "\"a\nb\"", `"AA=="`, `"AAF="`, `"AA\r\n=="`,
	`"A"`, `{"S":"a"}`, `{"S":"a","S":"b"}`, `{"S":"a","S":null}`, `{"S":null,"S":"a"}`, `{"S":"a","N":null}`, `{"S":"a","N":"1"}`, `{"N":null}`, `{"X":1}`, `{"X":[{"y":null}],"S":"a"}`,
	`{"S":"a","X":{}}`, `{"SS":[null]}`, `{"NS":[null,"1"]}`, `{"BS":[null,""]}`, `{"B":""}`, `{"L":[null,{"S":"a"},{}]}`, `{"M":{"a":null,"a":{"S":"b"}}}`, `{"M":{"a":{"S":"b"},"c":{}}}`, `{"\u0053":"a"}`,
	`{"BOOL":"true"}`, `{"BOOL":1}`, `{"NULL":false}`, `{"S":5}`, `{"M":[]}`, `{"L":{}}`, "{\"\xff\":1,\"S\":\"a\"}", `{"S":"a",}`, `{"S" "a"}`, `{S:"a"}`, "[,]", "[1,]", "{", "[", `"`, "",
	strings.Repeat(`{"L":[`, 63) + `{"S":"x"}` + strings.Repeat("]}", 63), strings.Repeat(`{"L":[`, 65) + `{"S":"x"}` + strings.Repeat("]}", 65), strings.Repeat(`{"M":{"a":`, 70) + `{"S":"x"}` + strings.Repeat("}}", 70),
	strings.Repeat("[", 600) + strings.Repeat("]", 600), "\"" + strings.Repeat("long ", 200) + "\"",
}

// bombs are nested as deep as the SDK takes a document to be, or one level more.
var bombs = []string{strings.Repeat("[", 9_990) + strings.Repeat("]", 9_990), strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)}

func (m messer) space(b *strings.Builder) {
	if m.choose(m.rate) > 0 {
		return
	}
	b.WriteString([]string{" ", "\n\t\r ", "\v", "\u00a0", "\x00"}[m.choose(5)])
}

// write writes the document that comes next in d.
func (m messer) write(b *strings.Builder, d *json.Decoder) {
	t, err := d.Token()
	if err != nil {
		panic(err) // the SDK wrote it
	}
	m.space(b)
	defer m.space(b)
	replaced := m.choose(m.rate) == 0
	into := b
	if replaced {
		b.WriteString(oddValues[m.choose(len(oddValues))])
		into = new(strings.Builder) // what would have been there is read all the same
	}
	switch t {
	case json.Delim('{'):
		into.WriteByte('{')
		for i := 0; d.More(); i++ {
			if i > 0 {
				into.WriteByte(',')
			}
			name, _ := d.Token()
			m.member(into, name.(string), d)
		}
		_, _ = d.Token()
		into.WriteByte('}')
	case json.Delim('['):
		into.WriteByte('[')
		for i := 0; d.More(); i++ {
			if i > 0 {
				into.WriteByte(',')
			}
			m.write(into, d)
		}
		_, _ = d.Token()
		into.WriteByte(']')
	default:
		s, _ := json.Marshal(t)
		into.Write(s)
	}
}

func (m messer) member(b *strings.Builder, name string, d *json.Decoder) {
	key, _ := json.Marshal(name)
	switch m.choose(6 * m.rate) {
	case 0: // a member that nobody knows
		fmt.Fprintf(b, `"Unknown":%s,`, oddValues[m.choose(len(oddValues))])
	case 1: // one that is there before
		fmt.Fprintf(b, `%s:%s,`, key, oddValues[m.choose(len(oddValues))])
	case 2: // a name written with an escape
		if name != "" && name[0] < 0x7f {
			key = fmt.Appendf(nil, `"\u00%02x%s`, name[0], key[2:])
		}
	case 3: // and one that isn't UTF-8
		key = append(key[:len(key)-1], "\xff\""...)
	case 4:
		key = []byte(strings.ToLower(string(key)))
	}
	m.space(b)
	b.Write(key)
	m.space(b)
	b.WriteByte(':')
	m.write(b, d)
}

// mess writes document again.
func (m messer) mess(document string) string {
	d := json.NewDecoder(strings.NewReader(document))
	d.UseNumber()
	var b strings.Builder
	m.write(&b, d)
	s := b.String()
	switch m.choose(3 * m.rate) {
	case 0:
		s = s[:m.choose(len(s)+1)]
	case 1:
		s += oddValues[m.choose(len(oddValues))]
	case 2:
		s = "\ufeff" + s
	case 3:
		at := m.choose(len(s) + 1)
		s = s[:at] + string(rune(m.choose(256))) + s[at:]
	case 4:
		at := m.choose(len(s) + 1)
		s = s[:at] + s[min(len(s), at+1+m.choose(3)):]
	case 5:
		s = ""
	}
	return s
}
