package parquetitems

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

var benchColumns = []column.Column{
	{Name: "pk", Type: column.S}, {Name: "sk", Type: column.N}, {Name: "name", Type: column.S}, {Name: "ok", Type: column.BOOL},
	{Name: "tags", Type: column.SS}, {Name: "doc", Type: column.M},
}

func benchItems() (items []record.Item) {
	for i := range 1000 {
		items = append(items, record.Item{
			"pk": s("customer#" + strconv.Itoa(i*7919)), "sk": n(strconv.Itoa(i)), "name": s("a name of some length " + strconv.Itoa(i)),
			"ok":   &types.AttributeValueMemberBOOL{Value: i%2 == 0},
			"tags": &types.AttributeValueMemberSS{Value: []string{"red", "green", strconv.Itoa(i)}},
			"doc":  m(record.Item{"street": s("a street"), "no": n(strconv.Itoa(i)), "list": l(n("1"), n("2"))}),
		})
	}
	return items
}

func BenchmarkWrite(b *testing.B) {
	for _, c := range []struct {
		name string
		Compression
	}{{"snappy", Snappy}, {"zstd", Zstd}, {"none", Uncompressed}} {
		b.Run(c.name, func(b *testing.B) {
			items := benchItems()
			w, err := NewWriter(io.Discard, Options{Columns: benchColumns, Compression: c.Compression})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := w.Write(items[i%len(items)]); err != nil {
					b.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	items := benchItems()
	var all []record.Item
	for range 20 {
		all = append(all, items...)
	}
	file := written(b, Options{Columns: benchColumns}, 0, all...)
	open := func() *Reader {
		r, err := NewReader(bytes.NewReader(file), int64(len(file)), Options{})
		if err != nil {
			b.Fatal(err)
		}
		return r
	}
	r := open()
	b.ReportAllocs()
	for b.Loop() {
		_, err := r.Read()
		if errors.Is(err, io.EOF) {
			r = open()
		} else if err != nil {
			b.Fatal(err)
		}
	}
}
