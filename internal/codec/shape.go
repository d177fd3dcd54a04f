package codec

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/aws/smithy-go/middleware"
)

// Decode reads data, which holds one document and nothing else, into the struct that into
// points to: any Input, Output, modeled error or other struct of the SDK, or one of your own
// whose exported fields have such types and are named as on the wire.
//
// Members that data doesn't have, or that are null, leave their field as it was; unknown
// members are skipped. What the SDK reads from an answer and what Decode reads are equal, and
// empty lists and maps are not nil. A member that is there twice counts as the last one says.
//
// The error is a *SyntaxError or *TypeError, and then what into holds is incomplete; or it is
// a *ValueError, never wrapped, and into is complete but for the values that ProblemOf knows.
func Decode(data []byte, into any) error {
	p := getParser(data)
	defer putParser(p)
	err := p.Decode(into)
	if _, soft := err.(*ValueError); err != nil && !soft {
		return err
	}
	if tail := p.whole(); tail != nil {
		return tail
	}
	return err
}

// Decode reads the document that comes next into the struct that into points to, as the
// function Decode does.
func (p *Parser) Decode(into any) error {
	p.problem = nil
	v, pl, err := p.planOf(into)
	if err != nil {
		return err
	}
	if err := pl.decode(p, v, pl.document); err != nil {
		return err
	}
	return p.end()
}

// Append appends the struct that from points to as JSON. It takes the types that Decode
// takes. Nil pointers, lists and maps and empty texts are left out, empty lists and maps are
// written. Numbers and bools that are no pointers are written if they are zero as well,
// except in Inputs, where zero says that the caller did not set them: a Count of 0 is an
// answer, MaxResults of 0 would be refused.
//
// The error names the member that cannot be written, and dst is returned as it was.
func Append(dst []byte, from any) ([]byte, error) {
	v, pl, err := planOf(from)
	if err != nil {
		return dst, err
	}
	return appendOrNothing(dst, func(dst []byte) ([]byte, error) { return pl.append(dst, v) })
}

// A plan says how to read and write one struct type.
type plan struct {
	document place
	fields   []field
	byName   map[string]int // wire name to index in fields
	zeros    bool           // whether zeros are written
}

type field struct {
	index int    // in the struct
	name  string // on the wire
	key   string // as written: "Name":
	codec codec
}

// codec reads and writes one Go type in one place. The values it gets can be set.
type codec struct {
	decode func(*Parser, reflect.Value) error
	append func([]byte, reflect.Value) ([]byte, error)
	// scalar is true of numbers and bools, which have a zero but no nil.
	scalar bool
}

var plans sync.Map // reflect.Type to *plan

func planOf(ptr any) (reflect.Value, *plan, error) {
	v := reflect.ValueOf(ptr)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return v, nil, fmt.Errorf("%T is not a pointer to a struct, or is nil", ptr)
	}
	v = v.Elem()
	if pl, ok := plans.Load(v.Type()); ok {
		return v, pl.(*plan), nil
	}
	pl, err := buildPlan(v.Type(), nil)
	if err != nil {
		return v, nil, err
	}
	plans.Store(v.Type(), pl)
	return v, pl, nil
}

// planOf is the function planOf, but remembers the last one: most documents are of the type
// of the one before.
func (p *Parser) planOf(ptr any) (reflect.Value, *plan, error) {
	if t := reflect.TypeOf(ptr); t == p.into && t != nil {
		if v := reflect.ValueOf(ptr); !v.IsNil() {
			return v.Elem(), p.plan, nil
		}
	}
	v, pl, err := planOf(ptr)
	if err == nil {
		p.into, p.plan = reflect.TypeOf(ptr), pl
	}
	return v, pl, err
}

// buildPlan plans the struct type t, which stands inside the struct types outer.
func buildPlan(t reflect.Type, outer []reflect.Type) (*plan, error) {
	for _, o := range outer {
		// What bounds recursion is that types end. Only attribute values nest freely.
		if o == t {
			return nil, fmt.Errorf("%v holds itself, which no shape of DynamoDB does", t)
		}
	}
	outer = append(outer[:len(outer):len(outer)], t)
	pl := &plan{document: asDocument(t), byName: map[string]int{}, zeros: !isInput(t)}
	names := members(t)
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Name
		if names != nil {
			name = wireName(f, names)
		}
		if !f.IsExported() || f.Type == metadataType || name == "" {
			continue
		}
		c, err := buildCodec(f.Type, asField(f.Type), outer)
		if err != nil {
			return nil, fmt.Errorf("%v.%s: %w", t, f.Name, err)
		}
		pl.fields = append(pl.fields, field{
			index: i,
			name:  name,
			key:   string(append(AppendString(nil, name), ':')),
			codec: c,
		})
	}
	// The order in which the SDK writes.
	slices.SortFunc(pl.fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	for i := range pl.fields {
		pl.byName[pl.fields[i].name] = i
	}
	if reflect.PointerTo(t).Implements(errorType) {
		pl.acceptEitherMessage()
	}
	return pl, nil
}

var (
	metadataType = reflect.TypeFor[middleware.Metadata]()
	errorType    = reflect.TypeFor[error]()
)

// isInput tells whether t is what one of the SDK's operations takes.
func isInput(t reflect.Type) bool {
	const suffix = "Input"
	n := t.Name()
	return len(n) > len(suffix) && n[len(n)-len(suffix):] == suffix
}

// acceptEitherMessage makes an error's text readable under both names that services use,
// as the SDK does.
func (pl *plan) acceptEitherMessage() {
	if i, ok := pl.byName["message"]; ok {
		pl.byName["Message"] = i
	} else if i, ok := pl.byName["Message"]; ok {
		pl.byName["message"] = i
	}
}

// decode reads an object into v. at says what v is part of.
func (pl *plan) decode(p *Parser, v reflect.Value, at place) error {
	if p.peek() != '{' {
		return p.wrongType(at)
	}
	for more := p.first('}'); more; {
		name, err := p.key()
		if err != nil {
			return err
		}
		if i, ok := pl.byName[string(name)]; !ok {
			err = p.skipValue()
		} else if p.peek() == 'n' {
			err = p.literal("null")
		} else {
			f := &pl.fields[i]
			err = f.codec.decode(p, v.Field(f.index))
		}
		if err != nil {
			return err
		}
		if more, err = p.another('}'); err != nil {
			return err
		}
	}
	return nil
}

func (pl *plan) append(dst []byte, v reflect.Value) ([]byte, error) {
	dst = append(dst, '{')
	start := len(dst)
	for i := range pl.fields {
		f := &pl.fields[i]
		fv := v.Field(f.index)
		if fv.IsZero() && !(f.codec.scalar && pl.zeros) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = append(dst, f.key...)
		var err error
		if dst, err = f.codec.append(dst, fv); err != nil {
			return dst, fmt.Errorf("%s %w", f.key, err)
		}
	}
	return append(dst, '}'), nil
}
