package codec

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A place is somewhere a JSON value can stand. It knows what to say when a value of another
// type stands there: the service's message depends on what it wanted and found, and it names
// the Java types that it reads into.
type place struct {
	java   string // the service's name of the type: java.lang.String
	scalar string // what it says of a scalar that it cannot convert, "" if that depends on it
}

const (
	// Where a list, map or structure belongs, the service speaks differently of a structure's
	// field and of a list's or map's element.
	badField   = "Unexpected field type"
	badElement = "Unexpected value type in payload"
	// The same for an element that is itself a list or map.
	badCast = "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class " +
		"(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')"

	// shapes is the package that the service's own types are in.
	shapes = "com.amazonaws.dynamodb.v20120810."
)

var (
	attribute   = place{shapes + "AttributeValue", badElement}
	placeMap    = place{"java.util.Map<java.lang.String, " + shapes + "AttributeValue>", badField}
	placeList   = place{"java.util.List", badField}
	placeString = place{"java.lang.String", ""}
	placeBool   = place{"java.lang.Boolean", ""}
	placeBinary = place{"java.nio.ByteBuffer", "only base-64-encoded strings are convertible to bytes"}
)

var (
	itemType  = reflect.TypeFor[map[string]types.AttributeValue]()
	valueType = reflect.TypeFor[types.AttributeValue]()

	itemDocument  = asDocument(itemType)
	valueDocument = asDocument(valueType)

	timeType = reflect.TypeFor[time.Time]()
)

// asDocument, asField and asElement return the place of a value of type t.
func asDocument(t reflect.Type) place { return place{javaName(t), badElement} }

func asField(t reflect.Type) place {
	if isScalar(t) {
		return place{java: javaName(t)}
	}
	return place{javaName(t), badField}
}

func asElement(t reflect.Type) place {
	switch {
	case isScalar(t):
		return place{java: javaName(t)}
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Map:
		return place{javaName(t), badCast}
	}
	return place{javaName(t), badElement}
}

func isScalar(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float64:
		return true
	}
	return t == timeType
}

func javaName(t reflect.Type) string {
	switch {
	case t == timeType:
		return "java.util.Date"
	case t.Kind() == reflect.Pointer:
		return javaName(t.Elem())
	}
	switch t.Kind() {
	case reflect.String:
		return "java.lang.String"
	case reflect.Bool:
		return "java.lang.Boolean"
	case reflect.Int32:
		return "java.lang.Integer"
	case reflect.Int64:
		return "java.lang.Long"
	case reflect.Float64:
		return "java.lang.Double"
	case reflect.Slice:
		return "java.util.List<" + javaName(t.Elem()) + ">"
	case reflect.Map:
		return "java.util.Map<java.lang.String, " + javaName(t.Elem()) + ">"
	}
	return shapes + t.Name()
}

// wrongType refuses the value that comes next, because at takes another type. What isn't
// JSON at all is refused as such.
func (p *Parser) wrongType(at place) error {
	c, offset := p.peek(), p.pos
	var token string
	var err error
	switch {
	case c == '[':
		return &TypeError{Offset: offset, Message: at.notList()}
	case c == '{':
		return &TypeError{Offset: offset, Message: "Start of structure or map found where not expected"}
	case c == '"':
		token = "STRING_VALUE"
		_, _, err = p.scanString()
	case c == 't':
		token, err = "TRUE_VALUE", p.literal("true")
	case c == 'f':
		token, err = "FALSE_VALUE", p.literal("false")
	case c == 'n':
		token, err = "NULL_VALUE", p.literal("null")
	case c == '-' || '0' <= c && c <= '9':
		var integer bool
		if _, integer, err = p.number(); integer {
			token = "NUMBER_VALUE"
		} else {
			token = "DECIMAL_VALUE"
		}
	default:
		err = p.unexpected()
	}
	if err != nil {
		return err
	}
	return &TypeError{Offset: offset, Message: at.notScalar(token)}
}

// notScalar says that at does not take the scalar that the service calls token.
func (at place) notScalar(token string) string {
	switch {
	case at.scalar != "":
		return at.scalar
	case token == "STRING_VALUE" && at.java == placeBool.java:
		return "Unexpected token received from parser"
	}
	return token + " cannot be converted to " + at.java[strings.LastIndexByte(at.java, '.')+1:]
}

// notList says that at does not take a list.
func (at place) notList() string {
	if strings.HasSuffix(at.java, ">") {
		return "Unrecognized collection type " + at.java
	}
	return "Unrecognized collection type class " + at.java
}

// badBase64Length refuses a binary whose text is n bytes long.
func badBase64Length(offset, n int) error {
	return &TypeError{
		Offset:  offset,
		Message: fmt.Sprintf("Base64 encoded length is expected a multiple of 4 bytes but found: %d", n),
	}
}
