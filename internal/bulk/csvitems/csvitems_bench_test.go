package csvitems

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// sample is 1,000 items of 0.2 KB and their columns.
func sample() ([]record.Item, []column.Column) {
	items := make([]record.Item, 1000)
	for i := range items {
		items[i] = record.Item{
			"pk": s(fmt.Sprintf("customer#%08d", i)), "sk": n(fmt.Sprint(i % 7)), "name": s(`a name, with a comma and a "quote"`),
			"text": s("some text without anything that is special in CSV, of eighty characters or so"),
			"ok":   &types.AttributeValueMemberBOOL{Value: i%2 == 0}, "tags": &types.AttributeValueMemberSS{Value: []string{"one", "two"}},
		}
	}
	return items, column.Infer(items)
}

func write(w io.Writer, items []record.Item, columns []column.Column) error {
	cw, err := NewWriter(w, Options{Columns: columns})
	for _, item := range items {
		if err == nil {
			err = cw.Write(item)
		}
	}
	if err == nil {
		err = cw.Close()
	}
	return err
}

func BenchmarkWrite(b *testing.B) {
	items, columns := sample()
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := write(&out, items, columns); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(items)), "ns/item")
}

func BenchmarkRead(b *testing.B) {
	items, columns := sample()
	var out bytes.Buffer
	if err := write(&out, items, columns); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(out.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r := NewReader(bytes.NewReader(out.Bytes()), Options{})
		for {
			if _, err := r.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(items)), "ns/item")
}
