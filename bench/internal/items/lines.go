package items

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Lines writes items as native exports have them, {"Item":{…}} a line, by encoding/json alone: what jobs read and
// write isn't to be made and checked by the jobs' own code. It's for one goroutine.
type Lines struct{ to *json.Encoder }

// NewLines returns a writer of lines.
func NewLines(to io.Writer) Lines {
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	return Lines{e}
}

// Write writes an item and a line's end.
func (l Lines) Write(item Item) error {
	return l.to.Encode(map[string]any{"Item": wireMap(item)})
}

// longestLine is more than any item of the benchmark has.
const longestLine = 1 << 20

// DigestLines reads such lines to their end.
func DigestLines(from io.Reader) (d Digest, err error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		var line struct{ Item map[string]wireOne }
		strict := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&line); err != nil {
			return d, fmt.Errorf("line %d: %w", d.Items+1, err)
		}
		if line.Item == nil {
			return d, fmt.Errorf("line %d has no Item", d.Items+1)
		}
		item, err := itemOf(line.Item)
		if err != nil {
			return d, fmt.Errorf("line %d: %w", d.Items+1, err)
		}
		d.Add(item)
	}
	return d, lines.Err()
}

// wireOne is a value in DynamoDB JSON, of the types that the benchmark's items have.
type wireOne struct {
	S, N *string            `json:",omitempty"`
	B    []byte             `json:",omitempty"`
	M    map[string]wireOne `json:",omitempty"`
}

func itemOf(wire map[string]wireOne) (Item, error) {
	item := make(Item, len(wire))
	for name, v := range wire {
		switch {
		case v.S != nil:
			item[name] = &types.AttributeValueMemberS{Value: *v.S}
		case v.N != nil:
			item[name] = &types.AttributeValueMemberN{Value: *v.N}
		case v.B != nil:
			item[name] = &types.AttributeValueMemberB{Value: v.B}
		case v.M != nil:
			m, err := itemOf(v.M)
			if err != nil {
				return nil, err
			}
			item[name] = &types.AttributeValueMemberM{Value: m}
		default:
			return nil, errors.New("a value has a type that the benchmark's items don't have")
		}
	}
	return item, nil
}
