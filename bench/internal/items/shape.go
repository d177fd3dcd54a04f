package items

import (
	"fmt"
	"strconv"
	"strings"
)

// Shape is what the items of a table have beside their key: so many string
// attributes of so many bytes. The zero Shape is that of New.
type Shape struct{ Fields, Length int }

// YCSB is the shape of YCSB's items: about 1 KB.
var YCSB = Shape{Fields: 10, Length: 100}

// maxShape is how many bytes the attributes of an item may have: DynamoDB's
// limit is 400 KB for the whole item.
const maxShape = 390_000

// Table is the name of a table with items of the shape. A server that stores
// nothing can tell from it what a read has to find.
func (s Shape) Table(base string) string {
	if s == (Shape{}) {
		return base
	}
	return fmt.Sprintf("%s-%dx%d", base, s.Fields, s.Length)
}

// ShapeOf is the shape that a table's name tells: "ycsb-10x100" has ten
// attributes of 100 bytes. Any other name has the zero Shape.
func ShapeOf[T string | []byte](table T) Shape {
	name := string(table)
	fields, length, ok := strings.Cut(name[strings.LastIndexByte(name, '-')+1:], "x")
	if !ok {
		return Shape{}
	}
	n, err1 := strconv.ParseUint(fields, 10, 16)
	l, err2 := strconv.ParseUint(length, 10, 32)
	if err1 != nil || err2 != nil || n == 0 || l == 0 || n*l > maxShape {
		return Shape{}
	}
	return Shape{int(n), int(l)}
}

var fieldNames = func() (names [100]string) {
	for i := range names {
		names[i] = "field" + strconv.Itoa(i)
	}
	return names
}()

// Field is the name of an attribute of a shape, the first being 0.
func Field(n int) string {
	if n < len(fieldNames) {
		return fieldNames[n]
	}
	return "field" + strconv.Itoa(n)
}
