package codec

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/number"
	"github.com/dynactor/dynactor/internal/sealed"
)

var sealKeys = &sealed.Keys{Primary: []string{"pk", "sk"}, Indexed: []string{"also"}}

// requireSealed compares a sealed item with what decoding makes of its JSON.
func requireSealed(t require.TestingT, m map[string]types.AttributeValue, keys *sealed.Keys) {
	s := sealed.Of(m)
	require.NotNil(t, s)
	require.True(t, json.Valid(s.JSON))
	decoded, err := ParseItem(s.JSON)
	require.NoError(t, err)
	size, ok := item.Size(decoded)
	require.True(t, ok)
	require.Equal(t, size, s.Size)
	own, ok := item.Size(m)
	require.True(t, ok)
	require.Equal(t, size, own)
	want := map[string]types.AttributeValue{sealed.Name: s}
	for _, k := range keys.Primary {
		require.Contains(t, decoded, k)
		want[k] = decoded[k]
	}
	for _, k := range keys.Indexed {
		if v, has := decoded[k]; has {
			want[k] = v
		}
	}
	require.Equal(t, want, m)
	out, err := AppendItem([]byte("x"), m)
	require.NoError(t, err)
	require.Equal(t, "x"+string(s.JSON), string(out))
}

func TestSealedItemsAreThoseThatAreDecoded(t *testing.T) {
	for doc, ok := range map[string]bool{
		`{"pk":{"S":"a"},"sk":{"N":"1"}}`:                                                                                 true,
		` { "pk" : { "S" : "a" } , "sk":{"N":"-1.50"}, "ü":{"S":"ö\n\"\\\/"} } `:                                          true,
		`{"pk":{"S":"a"},"sk":{"B":"AAE="},"b":{"B":""},"c":{"B":"AAEC"},"d":{"B":"AA=="}}`:                               true,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"l":{"L":[{"S":""},{"L":[]},{"M":{"x":{"BOOL":false},"y":{"NULL":true}}}]}}`:      true,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"s":{"SS":["a","b"]},"n":{"NS":["1","2e5"]},"b":{"BS":["AAE=",""]},"m":{"M":{}}}`: true,
		`{"pk":{"S":"a"},"sk":{"N":"12345678901234567890123456789012345678"}}`:                                            true,

		`{"pk":{"S":"a"},"sk":{"N":"1"},"also":{"S":"indexed"}}`:                              true,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"also":{"L":[]}}`:                                     false, // which no index has
		`{"pk":{"S":"a"},"also":{"N":"1"}}`:                                                   false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"S":"b"}` + strings.Repeat(" ", 2_000) + `}`:     false, // more than is counted
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"SS":[""` + strings.Repeat(`,""`, 1_000) + `]}}`: false,
		`{"pk":{"S":"a"}}`:                                                        false, // a key is missing
		`{"pk":{"S":"a"},"sk":{"SS":["1"]}}`:                                      false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"pk":{"S":"b"}}`:                          false, // twice
		`{"pk":{"S":"a"},"sk":{"N":"1"},"x":{"S":"b"},"x":{"S":"b"}}`:             false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"x":{"M":{"a":{"S":"b"},"a":{"S":"b"}}}}`: false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"\u0061":{"S":"b"}}`:                      false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"S":"\ud800"}}`:                      false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"S":"` + "\xff" + `"}}`:              false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"S":"` + "\xff" + `\n"}}`:            false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"S":"b","N":"1"}}`:                   false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{}}`:                                  false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":null}`:                                false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"S":null}}`:                          false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"":{"S":"b"}}`:                            false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"X":"b"}}`:                           false,
		`{"pk":{"S":"a"},"sk":{"N":"one"}}`:                                       false,
		`{"pk":{"S":"a"},"sk":{"N":""}}`:                                          false,
		`{"pk":{"S":"a"},"sk":{"N":"123456789012345678901234567890123456789"}}`:   false,
		`{"pk":{"S":"a"},"sk":{"N":"1e126"}}`:                                     false,
		`{"pk":{"S":"a"},"sk":{"N":1}}`:                                           false,
		`{"pk":{"S":"a"},"sk":{"B":"AB=="}}`:                                      false, // bits that no byte has
		`{"pk":{"S":"a"},"sk":{"B":"A==="}}`:                                      false,
		`{"pk":{"S":"a"},"sk":{"B":"AA"}}`:                                        false,
		`{"pk":{"S":"a"},"sk":{"B":"A-AA"}}`:                                      false,
		`{"pk":{"S":"a"},"sk":{"B":"AA==AAAA"}}`:                                  false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"NULL":false}}`:                      false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"BOOL":"true"}}`:                     false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"SS":[]}}`:                           false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"NS":["x"]}}`:                        false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"BS":["A"]}}`:                        false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},}`:                                        false,
		`{"pk":{"S":"a"},"sk":{"N":"1"}`:                                          false,
		`{"pk":{"S":"a"} "sk":{"N":"1"}}`:                                         false,
		`[]`:                                                                      false, `null`: false, ``: false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":{"S":"` + strings.Repeat("x", 400<<10) + `"}}`:                                     false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":` + strings.Repeat(`{"L":[`, 31) + strings.Repeat(`]}`, 31) + `}`:                  true,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":` + strings.Repeat(`{"L":[`, 32) + strings.Repeat(`]}`, 32) + `}`:                  false,
		`{"pk":{"S":"a"},"sk":{"N":"1"},"a":` + strings.Repeat(`{"M":{"a":`, 32) + `{"S":""}` + strings.Repeat(`}}`, 32) + `}`: false,
	} {
		var p Parser
		p.Reset([]byte(doc))
		m, sealed := p.Seal(sealKeys)
		require.Equal(t, ok, sealed, doc)
		if !ok {
			require.Zero(t, len(strings.TrimLeft(doc[:p.Offset()], " ")), "nothing is read")
			continue
		}
		require.False(t, p.More(), doc)
		requireSealed(t, m, sealKeys)
	}
}

func TestWhatIsSealedKeepsNothingOfTheParser(t *testing.T) {
	var p Parser
	first := []byte(`{"pk":{"S":"first"},"sk":{"N":"1"},"n\n":{"S":"x"}}`)
	p.Reset([]byte(`{"pk":{"S":"first"},"sk":{"N":"1"},"n":{"S":"\n"}}`))
	m, ok := p.Seal(sealKeys)
	require.True(t, ok)
	p.Reset(first)
	_, ok = p.Seal(sealKeys)
	require.False(t, ok)
	requireSealed(t, m, sealKeys)
}

// What this package writes is sealed, unless there's something in it that has to be looked at.
func TestWhatIsWrittenIsSealed(t *testing.T) {
	all, done := 0, 0
	for seed := range uint64(5_000) {
		f := filler{rand.New(rand.NewPCG(seed, 1))}
		it := f.item(3)
		it["pk"] = &types.AttributeValueMemberS{Value: f.text()}
		doc, err := AppendItem(nil, it)
		require.NoError(t, err)
		for _, keys := range []*sealed.Keys{{Primary: []string{"pk"}}, {}, {Primary: []string{"pk"}, Indexed: []string{"a", "8 bytes!"}}} {
			var p Parser
			p.Reset(doc)
			m, ok := p.Seal(keys)
			all++
			if ok {
				requireSealed(t, m, keys)
				done++
			} else if size, err := item.Check(it); err == nil && keys.Indexed == nil && len(doc) < 16*size {
				require.Contains(t, string(doc), `\`)
			}
		}
	}
	require.Greater(t, done, all/10)
}

func TestPlainNumbersAreNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+]?[0-9]{0,40}(\.[0-9]{0,3})?(e[0-9])?`).Draw(t, "number")
		var d number.Decimal
		if isPlainNumber([]byte(text)) {
			require.NoError(t, d.Set(text))
		}
	})
	for text, plain := range map[string]bool{"0": true, "-1.50": true, "0012": true, "": false, "-": false, "1.": false, ".5": false, "1.2.3": false, "1e5": false, "+1": false} {
		require.Equal(t, plain, isPlainNumber([]byte(text)), text)
	}
}

func FuzzSeal(f *testing.F) {
	f.Add([]byte(`{"pk":{"S":"a"},"sk":{"N":"1"},"l":{"L":[{"SS":["a"]},{"M":{"x":{"BOOL":false}}}]},"b":{"B":"AAE="}}`))
	f.Add([]byte(`{"pk":{"S":"a\n"},"sk":{"N":"-1e5"},"n":{"NULL":true},"s":{"NS":["1"]}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		var p Parser
		p.Reset(doc)
		if m, ok := p.Seal(sealKeys); ok {
			requireSealed(t, m, sealKeys)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	doc := []byte(`{"pk":{"S":"order#0000001"},"customer":{"S":"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="},"amount":{"N":"1234.5"},"placed":{"N":"1700000000"},"token":{"B":"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUZHSElKS0xNTk9QUVJT"},"status":{"S":"shipped"},"note":{"S":"` + strings.Repeat("leave it with the neighbours, ", 5) + `"}}`)
	keys := &sealed.Keys{Primary: []string{"pk"}}
	b.Run("seal", func(b *testing.B) {
		b.ReportAllocs()
		var p Parser
		for b.Loop() {
			p.Reset(doc)
			if _, ok := p.Seal(keys); !ok {
				b.Fatal()
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		var p Parser
		for b.Loop() {
			p.Reset(doc)
			if _, err := p.Item(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
