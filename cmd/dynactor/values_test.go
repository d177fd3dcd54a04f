package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/internal/bulk/plainjson"
)

func TestValuesAreWhatTheyLookLike(t *testing.T) {
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	number := func(s string) types.AttributeValue { return &types.AttributeValueMemberN{Value: s} }
	for given, want := range map[string]types.AttributeValue{
		"active":          text("active"),
		"":                text(""),
		" a b ":           text(" a b "),
		"a=b":             text("a=b"),
		`"5"`:             text("5"),
		`"a\nb"`:          text("a\nb"),
		"5":               number("5"),
		"-1.50":           number("-1.50"),
		"1E3":             number("1E3"),
		"007":             text("007"),
		"+5":              text("+5"),
		"2024-01-01":      text("2024-01-01"),
		"true":            &types.AttributeValueMemberBOOL{Value: true},
		"True":            text("True"),
		"null":            &types.AttributeValueMemberNULL{Value: true},
		`[1,"a"]`:         &types.AttributeValueMemberL{Value: []types.AttributeValue{number("1"), text("a")}},
		`{"a":1}`:         &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"a": number("1")}},
		`{"N":1,"S":"a"}`: &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"N": number("1"), "S": text("a")}},
		`{"ANY":1}`:       &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"ANY": number("1")}},
		`{"N":"1"}`:       number("1"),
		` {"S":"5"} `:     text("5"),
		`{"SS":["a"]}`:    &types.AttributeValueMemberSS{Value: []string{"a"}},
		`{"$SS":["a"]}`:   &types.AttributeValueMemberSS{Value: []string{"a"}},
		`{"B":"AAE="}`:    &types.AttributeValueMemberB{Value: []byte{0, 1}},
		`{"M":{}}`:        &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}},
	} {
		got, err := parseValues([]string{":v=" + given})
		require.NoError(t, err, given)
		require.Equal(t, want, got[":v"], given)
	}
}

func TestAnyTextInQuotesIsThatText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := &types.AttributeValueMemberS{Value: rapid.String().Draw(t, "text")}
		quoted, err := plainjson.AppendValue(nil, want)
		require.NoError(t, err)
		got, err := parseValue(string(quoted))
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func FuzzParseValue(f *testing.F) {
	for _, seed := range []string{"", "a", "1", "1e999", `{"N":"1"}`, `{"N":"x"}`, `{"S":"a","S":"b"}`, `[`, `"`, `{"L":[{"N":"1"}]}`, " ", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parseValue(text)
		if (v == nil) != (err != nil) {
			t.Fatalf("value %v, error %v", v, err)
		}
		// What isn't JSON is the text itself.
		if s, ok := v.(*types.AttributeValueMemberS); ok && err == nil && (text == "" || text[0] >= 'a' && text[0] <= 'z') {
			require.Equal(t, text, s.Value)
		}
	})
}

func TestLimits(t *testing.T) {
	for text, want := range map[string]api.Limit{
		"": {}, "500": api.UnitsPerSecond(500), "0.5": api.UnitsPerSecond(0.5), "50%": api.ShareOfCapacity(0.5), "12.5 %": api.ShareOfCapacity(0.125), "100%": api.ShareOfCapacity(1),
	} {
		got, err := parseLimit("--max-rcu", text)
		require.NoError(t, err)
		require.Equal(t, want, got, text)
	}
}

// An option can't be looked into: these are opened, and the limits looked up.
func TestLimitsAreOnWhatIsReadAndWritten(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want map[string]api.Limits
	}{
		"import": {[]string{"import", "x", "--table", "t", "--max-wcu", "5", "--max-rcu", "7"}, map[string]api.Limits{"t": {Write: api.UnitsPerSecond(5)}}},
		"count":  {[]string{"count", "--table", "t", "--max-wcu", "5", "--max-rcu", "7"}, map[string]api.Limits{"t": {Read: api.UnitsPerSecond(7)}}},
		"copy": {[]string{"copy", "--table", "t", "--to-table", "u", "--max-wcu", "5", "--max-rcu", "7"},
			map[string]api.Limits{"t": {Read: api.UnitsPerSecond(7)}, "u": {Write: api.UnitsPerSecond(5)}}},
		"delete": {[]string{"delete", "--yes", "--table", "t", "--max-wcu", "5%", "--max-rcu", "7"},
			map[string]api.Limits{"t": {Read: api.UnitsPerSecond(7), Write: api.ShareOfCapacity(0.05)}}},
		"index":     {[]string{"count", "--table", "t", "--index", "i", "--max-rcu", "7"}, map[string]api.Limits{"t/i": {Read: api.UnitsPerSecond(7)}}},
		"no limits": {[]string{"count", "--table", "t"}, map[string]api.Limits{}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			s.info.provisioned = true
			require.Equal(t, exitDone, s.run(test.args...), s.stderr)
			require.Len(t, s.aims, 1)
			require.Equal(t, test.want, limitsOf(s.aims[0].options))
		})
	}
}

func TestTheOtherTableMayBeElsewhere(t *testing.T) {
	for name, test := range map[string]struct {
		args  []string
		aims  []aimFlags
		other bool
	}{
		"the same":     {[]string{"--to-table", "u", "--region", "r"}, []aimFlags{{region: "r"}}, false},
		"a Region":     {[]string{"--to-table", "t", "--region", "r", "--profile", "p", "--to-region", "q"}, []aimFlags{{region: "r", profile: "p"}, {region: "q", profile: "p"}}, true},
		"a profile":    {[]string{"--to-table", "t", "--region", "r", "--to-profile", "q"}, []aimFlags{{region: "r"}, {region: "r", profile: "q"}}, true},
		"out of local": {[]string{"--to-table", "t", "--endpoint", "http://l", "--to-region", "q"}, []aimFlags{{endpoint: "http://l"}, {region: "q"}}, true},
		"into local":   {[]string{"--to-table", "t", "--to-endpoint", "http://l"}, []aimFlags{{}, {endpoint: "http://l"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			require.Equal(t, exitDone, s.run(append([]string{"copy", "--table", "t"}, test.args...)...), s.stderr)
			var aims []aimFlags
			for _, a := range s.aims {
				aims = append(aims, a.aimFlags)
			}
			require.Equal(t, test.aims, aims)
			require.Equal(t, len(aims), s.closed)
			require.Equal(t, test.other, s.copied().To != nil)
		})
	}
	s := newScript(t)
	require.Equal(t, exitDone, s.run("diff", "--table", "t", "--with", "t", "--with-region", "q", "--hot-key-values"), s.stderr)
	require.Len(t, s.aims, 2)
	require.Equal(t, "q", s.aims[1].region)
	require.True(t, s.aims[1].hotKeyValues)
}

// A share of nothing would be no limit at all.
func TestSharesOfATableOnDemandAreRefused(t *testing.T) {
	for args, refused := range map[string]bool{"--max-wcu 5%": true, "--max-rcu 5%": false, "--max-wcu 5": false} {
		for _, info := range []tableInfo{{}, {provisioned: true}, {maxWrite: true}} {
			s := newScript(t)
			s.info = info
			code := s.run(append([]string{"fill", "--table", "t", "--count", "1"}, strings.Fields(args)...)...)
			if refused && info == (tableInfo{}) {
				require.Equal(t, exitUsage, code, s.stderr)
				require.Contains(t, s.stderr.String(), "on demand")
				require.Nil(t, s.spec)
			} else {
				require.Equal(t, exitDone, code, "%s %+v: %s", args, info, s.stderr)
			}
		}
	}
}
