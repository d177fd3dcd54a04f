package codec

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var sink any
var floorNames = []string{"pk", "sk", "status", "paid", "total", "note", "tags", "address", "street", "zip"}

func BenchmarkFloor(b *testing.B) {
	big := make([]byte, 328)
	for _, only := range []string{"maps", "all"} {
		b.Run(only, func(b *testing.B) {
			b.ReportAllocs()
			names := floorNames
			bo := &types.AttributeValueMemberBOOL{}
			for b.Loop() {
				if only == "maps" {
					m := make(map[string]types.AttributeValue, len(names)-2)
					for _, n := range names[:8] {
						m[n] = bo
					}
					m2 := make(map[string]types.AttributeValue, len(names)-8)
					for _, n := range names[8:] {
						m2[n] = bo
					}
					sink = m
					sink = m2
					continue
				}
				text := string(big)
				sc := make([]types.AttributeValueMemberS, 7)
				for i := range sc {
					sc[i].Value = text[i : i+4]
				}
				m2 := make(map[string]types.AttributeValue, len(names)-8)
				for i, n := range names[8:] {
					m2[n] = &sc[i]
				}
				m := make(map[string]types.AttributeValue, len(names)-2)
				for i, n := range names[:8] {
					switch n {
					case "paid":
						m[n] = &types.AttributeValueMemberBOOL{Value: true}
					case "tags":
						m[n] = &types.AttributeValueMemberSS{Value: []string{text[0:1], text[1:2]}}
					case "address":
						m[n] = &types.AttributeValueMemberM{Value: m2}
					default:
						m[n] = &sc[i%7]
					}
				}
				sink = m
			}
		})
	}
}
