package differential

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lying is an engine whose answers are changed on their way.
func lying(t *testing.T, from, to string) *engine {
	honest := reference(t)
	liar := *honest
	liar.send = func(request *http.Request) (wireAnswer, error) {
		got, err := honest.send(request)
		got.body = []byte(strings.ReplaceAll(string(got.body), from, to))
		return got, err
	}
	return &liar
}

// A comparison that finds nothing proves nothing, unless it would have found something.
func TestALieIsNoticed(t *testing.T) {
	s := scenario{tables: []string{hashTable}, items: seeds{"@t": {everyType}}, steps: steps(
		ask("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}}}`),
		ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)"}`),
		ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET x = s"}`),
	)}
	for lie, want := range map[string]struct {
		from, to string
		at       []string
	}{
		"none":      {"", "", nil},
		"a value":   {`"l0"`, `"l1"`, []string{"Output.Item.l.L[0].S", "State.@t[0].l.L[0].S", "State.@t[0].l.L[0].S"}},
		"a type":    {`{"S":"deep"}`, `{"N":"5"}`, []string{"Output.Item.l.L[2].L[0].N", "State.@t[0].l.L[2].L[0].N", "State.@t[0].l.L[2].L[0].N"}},
		"a message": {"The conditional", "The unconditional", []string{"Message"}},
		"an error":  {"ConditionalCheckFailedException", "ValidationException", []string{"Code"}},
		"an effect": {`"x":{"S":"text"}`, `"x":{"S":"lost"}`, []string{"State.@t[0].x.S"}},
		"an order":  {`["x","y","z"]`, `["z","y","x"]`, nil},
	} {
		t.Run(lie, func(t *testing.T) {
			liar := reference(t)
			if want.from != "" {
				liar = lying(t, want.from, want.to)
			}
			var at []string
			for _, m := range compare(t.Context(), "Lies/x/wire", wire, reference(t), liar, s) {
				require.NotEmpty(t, m.spots(), "a difference that is nowhere")
				at = append(at, m.spots()[0].path)
			}
			assert.Equal(t, want.at, at)
		})
	}
}

// Each kind of request that the corpus can express reaches the engine through the SDK as well.
func TestTypedSaysWhatWireSays(t *testing.T) {
	local := reference(t)
	run := newRun(local, wire)
	defer run.drop()
	require.NoError(t, run.begin(t.Context(), scenario{tables: []string{hashTable}, items: seeds{"@t": {everyType}}}))
	step := ask("GetItem", `{"TableName":"`+run.prefix+`t","Key":{"pk":{"S":"a"}},"ConsistentRead":true,"ReturnConsumedCapacity":"INDEXES"}`)
	byWire, _ := wire(t.Context(), local, step)
	bySDK, made := typed(t.Context(), local, step)
	require.True(t, made)
	assert.Equal(t, normalize(byWire, run.prefix, false).tree(), normalize(bySDK, run.prefix, false).tree())
}

// A story ends where the engines have done different things, and not where they only say so differently.
func TestAStoryEndsWhereEnginesPart(t *testing.T) {
	done := answer{Status: 200, Output: map[string]any{"Count": 1}}
	refused := func(code string) answer { return answer{Status: 400, Code: code} }
	for name, test := range map[string]struct {
		op, body       string
		local, subject answer
		want           bool
	}{
		"both do it":            {"GetItem", "{}", done, done, false},
		"one does it":           {"GetItem", "{}", done, refused("ValidationException"), true},
		"an error of one alone": {"GetItem", "{}", answer{Status: 500, Code: "InternalFailure"}, refused("ValidationException"), false},
		"an error for success":  {"GetItem", "{}", answer{Status: 500, Code: "InternalFailure"}, done, true},
		"meant, and not done":   {"GetItem", "nowhere", refused("ResourceNotFoundException"), refused("ValidationException"), false},
		"meant, but done":       {"DescribeEndpoints", "{}", refused("UnknownOperationException"), done, true},
		"not meant":             {"GetItem", "{}", done, answer{Status: 200, Output: map[string]any{"Count": 2}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, mismatch{"Lies/x/wire", ask(test.op, test.body), test.local, test.subject}.parting())
		})
	}
}
