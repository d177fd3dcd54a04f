package partiql

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func BenchmarkSelect(b *testing.B) {
	parameters := []types.AttributeValue{str("a"), num("1")}
	item := Item{"pk": str("a"), "sk": num("1"), "x": str("abc")}
	b.ReportAllocs()
	for b.Loop() {
		statement, err := Parse(`SELECT pk, x FROM "tbl" WHERE pk = ? AND sk >= ? AND begins_with(x, 'ab')`, parameters)
		if err != nil {
			b.Fatal(err)
		}
		query := statement.(*Select)
		access, err := query.Access(testSchema)
		if err != nil || !access.Filter.Matches(item) {
			b.Fatal(err)
		}
		query.Project(item)
	}
}

// The longest statements must not take long, whatever is in them.
func BenchmarkLongest(b *testing.B) {
	fill := func(head, between, tail string, element func(i int) string) string {
		var s strings.Builder
		s.WriteString(head)
		for i := 0; s.Len()+len(between)+len(element(i))+len(tail) <= MaxStatement; i++ {
			if i > 0 {
				s.WriteString(between)
			}
			s.WriteString(element(i))
		}
		return s.String() + tail
	}
	paths := func(i int) string { return fmt.Sprintf("a.b%d", i) }
	sets := func(i int) string { return fmt.Sprintf("SET a.b%d=1", i) }
	hundreds := func(i int) string { return "pk IN ['" + strings.Repeat("a','", 99) + fmt.Sprint(i) + "']" }
	for name, statement := range map[string]string{
		"paths":   fill("SELECT ", ",", " FROM tbl", paths),
		"updates": fill("UPDATE tbl ", " ", " WHERE pk='a'", sets),
		"keys":    fill("SELECT * FROM tbl WHERE ", " OR ", "", hundreds),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				statement, err := Parse(statement, nil)
				if err != nil {
					b.Fatal(err)
				}
				if query, ok := statement.(*Select); ok {
					if _, err := query.Access(testSchema); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
