package differential

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// answer is what an engine answered, in a form that can be compared.
type answer struct {
	Status  int    `json:",omitempty"`
	Code    string `json:",omitempty"` // of an error, without its namespace
	Message string `json:",omitempty"`
	GoType  string `json:",omitempty"` // of an error of the SDK
	// Output is the body as a tree of JSON; for an error, its members but for the message.
	Output any `json:",omitempty"`
	// Faults are what is wrong whatever the other engine says.
	Faults []string `json:",omitempty"`
	// State is what the tables hold after a write.
	State any `json:",omitempty"`
}

func (a answer) failed() bool { return a.Status != 200 }

// member is a member of the output, or of the table in it.
func (a answer) member(name string) any {
	members, _ := a.Output.(map[string]any)
	if table, is := members["Table"].(map[string]any); is && name != "Table" {
		return table[name]
	}
	return members[name]
}

// tree is the answer as a tree of JSON.
func (a answer) tree() map[string]any {
	var tree map[string]any
	must(json.Unmarshal(must1(json.Marshal(a)), &tree))
	return tree
}

func (a answer) String() string { return render(a.tree()) }

// render writes a tree as JSON, with its members in order.
func render(tree any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // <= reads better than \u003c=
	must(encoder.Encode(tree))
	return strings.TrimSuffix(b.String(), "\n")
}

// abridged shortens a text in its middle.
func abridged(text string, length int) string {
	if len(text) <= length {
		return text
	}
	head, tail := length*2/3, len(text)-length/3
	for !utf8.RuneStart(text[head]) {
		head--
	}
	for !utf8.RuneStart(text[tail]) {
		tail++
	}
	return text[:head] + " ... " + text[tail:]
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func must1[V any](v V, err error) V {
	must(err)
	return v
}
