package packed

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/codec"
)

func TestJSONIsThatOfTheUnpackedItem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pack(items(3).Draw(t, "item"))
		got, err := codec.ParseItem(p.AppendJSON(nil))
		require.NoError(t, err)
		require.Equal(t, p.Unpack(), got)
		for name, v := range p.Unpack() { // byte for byte, where there's one order
			one := Pack(attributes{name: v})
			want, err := codec.AppendItem([]byte("before"), one.Unpack())
			require.NoError(t, err)
			if text := one.AppendJSON([]byte("before")); !nested(v) {
				require.Equal(t, string(want), string(text))
			} else {
				require.Len(t, text, len(want))
			}
		}
	})
	require.Equal(t, "{}", string(Item("").AppendJSON(nil)))
	require.Equal(t, "{}", string(Pack(attributes{}).AppendJSON(nil)))
}

// nested says whether a value has maps, whose order differs from one time to the next.
func nested(v types.AttributeValue) bool {
	switch v.(type) {
	case *types.AttributeValueMemberL, *types.AttributeValueMemberM:
		return true
	}
	return false
}

func BenchmarkAppendJSON(b *testing.B) {
	p := Pack(sample())
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst = p.AppendJSON(dst[:0])
	}
}
