package key

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
)

func element(name string, t types.KeyType) types.KeySchemaElement {
	return types.KeySchemaElement{AttributeName: &name, KeyType: t}
}

func TestFromKeySchema(t *testing.T) {
	const hash, sort = types.KeyTypeHash, types.KeyTypeRange
	tests := []struct {
		name     string
		elements []types.KeySchemaElement
		want     Schema
		err      string
	}{
		{"partition key only", []types.KeySchemaElement{element("a", hash)}, Schema{Partition: "a"}, ""},
		{"both", []types.KeySchemaElement{element("a", hash), element("b", sort)}, Schema{"a", "b"}, ""},
		{"in the other order", []types.KeySchemaElement{element("b", sort), element("a", hash)}, Schema{"a", "b"}, ""},
		{"nothing", nil, Schema{}, "no partition key"},
		{"sort key only", []types.KeySchemaElement{element("b", sort)}, Schema{}, "no partition key"},
		{"two partition keys", []types.KeySchemaElement{element("a", hash), element("b", hash)}, Schema{}, "two partition keys"},
		{"two sort keys", []types.KeySchemaElement{element("a", sort), element("b", sort)}, Schema{}, "two sort keys"},
		{"one attribute twice", []types.KeySchemaElement{element("a", hash), element("a", sort)}, Schema{}, "both partition key and sort key"},
		{"nil name", []types.KeySchemaElement{{KeyType: hash}}, Schema{}, "names no attribute"},
		{"empty name", []types.KeySchemaElement{element("", sort)}, Schema{}, "names no attribute"},
		{"unknown type", []types.KeySchemaElement{element("a", "OTHER")}, Schema{}, `"OTHER"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := FromKeySchema(tt.elements)
			assert.Equal(t, tt.want, got)
			if tt.err == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, tt.err)
			}
		})
	}
}

func TestIsExactlyAcceptsKeysOnly(t *testing.T) {
	tests := []struct {
		name   string
		schema Schema
		m      attributes
		want   bool
	}{
		{"string", single, attributes{"pk": s("a")}, true},
		{"number", single, attributes{"pk": n("1")}, true},
		{"binary", single, attributes{"pk": b("a")}, true},
		{"pair", composite, attributes{"pk": s("a"), "sk": n("1")}, true},
		{"contents are not looked at", single, attributes{"pk": s("")}, true},
		{"one more", single, attributes{"pk": s("a"), "x": s("a")}, false},
		{"one more than a pair", composite, attributes{"pk": s("a"), "sk": s("b"), "x": s("a")}, false},
		{"another instead", composite, attributes{"pk": s("a"), "x": s("b")}, false},
		{"one less", composite, attributes{"pk": s("a")}, false},
		{"nil value", single, attributes{"pk": nil}, false},
		{"typed nil", composite, attributes{"pk": s("a"), "sk": (*types.AttributeValueMemberN)(nil)}, false},
		{"other type", single, attributes{"pk": &types.AttributeValueMemberBOOL{}}, false},
		{"empty", single, attributes{}, false},
		{"nil map", single, nil, false},
		{"zero schema", Schema{}, attributes{"": s("a")}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, tt.schema.IsExactly(tt.m))
		})
	}
}

func TestExtractTakesTheKeyAttributesOnly(t *testing.T) {
	m := attributes{"pk": s("a"), "sk": n("1"), "x": s("b"), "": s("c")}
	assert.Equal(t, attributes{"pk": s("a")}, single.Extract(m))
	assert.Equal(t, attributes{"pk": s("a"), "sk": n("1")}, composite.Extract(m))
	assert.Equal(t, attributes{"sk": n("1")}, composite.Extract(attributes{"sk": n("1")}))
	assert.Equal(t, attributes{}, Schema{}.Extract(m))
	assert.Equal(t, attributes{}, single.Extract(nil))
	assert.Len(t, m, 4, "the item itself stays as it is")
}

func BenchmarkExtract(bm *testing.B) {
	m := attributes{"pk": s("a"), "sk": n("1"), "x": s("b"), "y": s("c")}
	bm.ReportAllocs()
	for bm.Loop() {
		extracted = composite.Extract(m)
	}
}

// extracted keeps the benchmark's map from being put on the stack, where no real one is.
var extracted attributes
