package codec

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"
)

// Texts are looked at in words and blocks of words, so that what has to be escaped must be found
// at each place of texts of each length.
func TestWhatTheSDKEscapesIsEscapedAnywhere(t *testing.T) {
	for _, plain := range []string{"x", "~", "é", "\u2027"} {
		for _, special := range []string{"\x7f", `"`, "\x1f", "\u2028", "\u2029", "\xff", "\xe2\x80", "é"} {
			for n := range 72 {
				for at := 0; at <= n; at += 1 + n/24 {
					s := strings.Repeat(plain, at) + special + strings.Repeat(plain, n-at)
					want := sdkAppend(t, &dynamodb.GetItemInput{TableName: &s})
					got, err := Append(nil, &dynamodb.GetItemInput{TableName: &s})
					require.NoError(t, err)
					require.Equal(t, string(want), string(got))
				}
			}
		}
	}
}
