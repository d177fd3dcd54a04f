package schema

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// marshalled returns the attributes that attributevalue makes of a T whose int fields are numbered,
// and the number of each field by its path.
func marshalled(t require.TestingT, typ reflect.Type) (attributes map[string]string, numbers map[string]string) {
	v := reflect.New(typ)
	numbers = map[string]string{}
	var number func(v reflect.Value, path string, depth int)
	number = func(v reflect.Value, path string, depth int) {
		for i := range v.NumField() {
			sf, f := v.Type().Field(i), v.Field(i)
			if f.Kind() == reflect.Pointer && f.CanSet() && depth < 6 {
				f.Set(reflect.New(f.Type().Elem()))
				f = f.Elem()
			}
			switch {
			case f.Kind() == reflect.Struct && sf.Anonymous:
				number(f, path+sf.Name+".", depth+1)
			case f.Kind() == reflect.Int && f.CanSet():
				f.SetInt(int64(len(numbers) + 1))
				numbers[path+sf.Name] = strconv.FormatInt(f.Int(), 10)
			}
		}
	}
	number(v.Elem(), "", 0)
	m, err := attributevalue.MarshalMap(v.Interface())
	require.NoError(t, err)
	attributes = map[string]string{}
	for name, av := range m {
		if n, ok := av.(*types.AttributeValueMemberN); ok {
			attributes[name] = n.Value
		}
	}
	return attributes, numbers
}

func sameAsMarshalled(t require.TestingT, typ reflect.Type) {
	attributes, numbers := marshalled(t, typ)
	fs, found := fieldsOf(typ), map[string]string{}
	for _, f := range fs.visible {
		if f.sf.Type.Kind() == reflect.Int {
			assert.NotContains(t, found, f.name)
			found[f.name] = numbers[f.path]
		}
	}
	assert.Equal(t, attributes, found, typ.String())
}

type (
	Inner  struct{ A, B int }
	Middle struct {
		Inner
		C int
	}
	Left  struct{ Middle }
	Right struct{ Middle }
	Twice struct {
		Left
		Right
	}
	ByPointer struct {
		*Middle
		B int
	}
	Itself struct {
		*Itself
		A int
	}
	Named struct {
		Inner `dynamodbav:"inner"`
		A     int `dynamodbav:"a"`
	}
	TagWins struct {
		Inner
		TaggedA
	}
	TaggedA struct {
		X int `dynamodbav:"A"`
	}
	TagsTie struct {
		TaggedA
		AlsoTaggedA
	}
	AlsoTaggedA struct {
		Y int `dynamodbav:"A"`
	}
	Skips struct {
		Inner `dynamodbav:"-"`
		A     int `dynamodbav:"-,"`
		B     int `dynamodbav:",omitempty"`
		C     int `json:"see"`
		d     int
	}
	inner    struct{ A int }
	OfHidden struct {
		inner
		B int
	}
)

func TestFieldsAreThoseOfAttributevalue(t *testing.T) {
	_ = Skips{d: 1}
	for _, v := range []any{Inner{}, Middle{}, Twice{}, ByPointer{}, Itself{}, Named{}, TagWins{}, TagsTie{}, Skips{}, OfHidden{}} {
		t.Run(fmt.Sprintf("%T", v), func(t *testing.T) { sameAsMarshalled(t, reflect.TypeOf(v)) })
	}
}

func TestFieldsOfAnyStructAreThoseOfAttributevalue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var build func(depth int) reflect.Type
		build = func(depth int) reflect.Type {
			var sfs []reflect.StructField
			names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"A", "B", "C", "D", "E"}), 1, 4, rapid.ID).Draw(t, "names")
			for _, name := range names {
				sf := reflect.StructField{Name: name, Type: reflect.TypeFor[int]()}
				tag := rapid.SampledFrom([]string{"", "", "A", "B", "e", "-", ",omitempty"}).Draw(t, "tag")
				if depth < 3 && rapid.Bool().Draw(t, "embed") {
					sf.Anonymous, sf.Type = true, build(depth+1)
				}
				if tag != "" {
					sf.Tag = reflect.StructTag(`dynamodbav:"` + tag + `"`)
				}
				sfs = append(sfs, sf)
			}
			return reflect.StructOf(sfs)
		}
		sameAsMarshalled(t, build(0))
	})
}
