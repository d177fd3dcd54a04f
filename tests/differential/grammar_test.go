package differential

import (
	"fmt"
	"strings"
)

// expressions makes the expressions of one request, and keeps their placeholders.
type expressions struct {
	dice
	names, values []string
}

func (d dice) expressions() *expressions { return &expressions{dice: d} }

// members are the members with the placeholders.
func (e *expressions) members() (text string) {
	if len(e.names) > 0 {
		text += `,"ExpressionAttributeNames":{` + strings.Join(e.names, ",") + `}`
	}
	if len(e.values) > 0 {
		text += `,"ExpressionAttributeValues":{` + strings.Join(e.values, ",") + `}`
	}
	return text
}

var attributeNames = []string{"s", "n", "m", "l", "ss", "ns", "b", "t", "z", "e", "nope", "bs", "f", "el", "em"}

// name is an attribute's name, or a placeholder for it.
func (e *expressions) name(names ...string) string {
	name := e.pick(names...)
	if !e.seldom(5) {
		return name
	}
	placeholder := fmt.Sprintf("#p%d", len(e.names))
	e.names = append(e.names, fmt.Sprintf("%q:%q", placeholder, name))
	return placeholder
}

func (e *expressions) path() string {
	path := e.name(attributeNames...)
	for e.seldom(3) {
		if e.seldom(2) {
			path += "." + e.name("a", "b", "c", "k", "new")
		} else {
			path += "[" + e.pick("0", "1", "2", "3", "9") + "]"
		}
	}
	return path
}

// value is a placeholder for a value.
func (e *expressions) value(json string) string {
	placeholder := fmt.Sprintf(":v%d", len(e.values))
	e.values = append(e.values, fmt.Sprintf("%q:%s", placeholder, json))
	return placeholder
}

func (d dice) anyValue(depth int) string {
	kinds := 8
	if depth > 0 {
		kinds = 10
	}
	switch d.number(0, kinds-1) {
	case 0:
		return `{"S":"` + d.pick("text", "te", "x", "", "a", "y") + `"}`
	case 1:
		return `{"N":"` + d.numeral() + `"}`
	case 2:
		return `{"B":"` + d.pick("AQID", "AQ==", "AQI=", "") + `"}`
	case 3:
		return `{"BOOL":` + d.pick("true", "false") + `}`
	case 4:
		return `{"NULL":true}`
	case 5:
		return `{"SS":` + d.pick(`["x"]`, `["x","y","z"]`, `["q","x"]`) + `}`
	case 6:
		return `{"NS":` + d.pick(`["1"]`, `["3","2","1.0"]`, `["7","1"]`) + `}`
	case 7:
		return `{"BS":` + d.pick(`["AQ=="]`, `["Ag==","AQ=="]`) + `}`
	case 8:
		return `{"L":[` + strings.Join(d.several(3, func() string { return d.anyValue(depth - 1) }), ",") + `]}`
	default:
		return `{"M":{"` + d.pick("a", "b", "k") + `":` + d.anyValue(depth-1) + `}}`
	}
}

func (d dice) numeral() string {
	return d.pick("1", "0", "5", "-1", "5.0", "4", "3", "1.5", "-0", "100", "1e2", "0.1", "1e-3", "12345678901234567890123456789012345678", "1e125", "1e-130")
}

func (e *expressions) operand() string {
	switch e.number(0, 6) {
	case 0, 1, 2:
		return e.path()
	case 3:
		return "size(" + e.path() + ")"
	default:
		return e.value(e.anyValue(1))
	}
}

func (e *expressions) condition(depth int) string {
	kinds := 7
	if depth > 0 {
		kinds = 11
	}
	switch e.number(0, kinds-1) {
	case 0, 1, 2:
		return e.operand() + " " + e.pick("=", "<>", "<", "<=", ">", ">=") + " " + e.operand()
	case 3:
		return e.pick("attribute_exists", "attribute_not_exists") + "(" + e.path() + ")"
	case 4:
		return e.pick("begins_with", "contains") + "(" + e.path() + ", " + e.operand() + ")"
	case 5:
		if e.seldom(2) {
			return "attribute_type(" + e.path() + ", " + e.value(`{"S":"`+e.pick("S", "N", "B", "SS", "L", "M", "NULL", "BOOL", "X")+`"}`) + ")"
		}
		return e.operand() + " BETWEEN " + e.operand() + " AND " + e.operand()
	case 6:
		return e.operand() + " IN (" + strings.Join(e.several(3, e.operand), ", ") + ")"
	case 7:
		return "NOT " + e.condition(depth-1)
	case 8:
		return "(" + e.condition(depth-1) + ")"
	case 9:
		return e.condition(depth-1) + " AND " + e.condition(depth-1)
	default:
		return e.condition(depth-1) + " OR " + e.condition(depth-1)
	}
}

func (e *expressions) update() string {
	var clauses []string
	for _, clause := range []string{"SET", "REMOVE", "ADD", "DELETE"} {
		if clause == "SET" && !e.seldom(4) || clause != "SET" && e.seldom(4) {
			clauses = append(clauses, clause+" "+strings.Join(e.several(3, func() string { return e.action(clause) }), ", "))
		}
	}
	return strings.Join(clauses, " ")
}

func (e *expressions) action(clause string) string {
	switch clause {
	case "SET":
		return e.path() + " = " + e.setValue()
	case "REMOVE":
		return e.path()
	case "ADD":
		return e.path() + " " + e.value(e.pick(`{"N":"`+e.numeral()+`"}`, `{"SS":["q","x"]}`, `{"NS":["1","9"]}`, `{"S":"x"}`))
	default:
		return e.path() + " " + e.value(e.pick(`{"SS":["x","q"]}`, `{"NS":["1"]}`, `{"SS":["x","y","z"]}`, `{"N":"1"}`))
	}
}

func (e *expressions) setValue() string {
	switch e.number(0, 5) {
	case 0, 1:
		return e.simple()
	case 2:
		return e.simple() + e.pick(" + ", " - ") + e.simple()
	case 3:
		return "if_not_exists(" + e.path() + ", " + e.simple() + ")"
	case 4:
		return "list_append(" + e.simple() + ", " + e.simple() + ")"
	default:
		return e.value(`{"N":"`+e.numeral()+`"}`) + e.pick(" + ", " - ") + e.pick("n", "n", "m.a")
	}
}

func (e *expressions) simple() string {
	if e.seldom(2) {
		return e.path()
	}
	return e.value(e.anyValue(1))
}

func (e *expressions) projection() string { return strings.Join(e.several(4, e.path), ", ") }

// mutated is an expression that has, now and then, a word lost, doubled, or put in another's place.
func (d dice) mutated(text string) string {
	if !d.seldom(6) {
		return text
	}
	words := strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ", ",", " , ", ".", " . ").Replace(text))
	if len(words) == 0 {
		return text
	}
	at := d.number(0, len(words)-1)
	switch d.number(0, 3) {
	case 0:
		words = append(words[:at:at], words[at+1:]...)
	case 1:
		words = append(words[:at+1:at+1], words[at:]...)
	case 2:
		words[at] = d.pick("AND", "s", ":undefined", "#undefined", "name", "(", ")", ",", "=", "SET", "size")
	default:
		other := d.number(0, len(words)-1)
		words[at], words[other] = words[other], words[at]
	}
	return strings.Join(words, " ")
}
