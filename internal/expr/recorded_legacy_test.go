package expr

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// legacyAnswer is what was recorded of one legacy parameter, or of a key condition.
type legacyAnswer struct {
	answer
	Table      string
	Operator   types.ConditionalOperator
	Conditions map[string]jsonCondition
	Filter     map[string]jsonCondition
	Expected   map[string]jsonCondition
	Updates    map[string]struct {
		Action types.AttributeAction
		Value  *jsonValue
	}
}

// jsonCondition is a Condition or an ExpectedAttributeValue.
type jsonCondition struct {
	ComparisonOperator types.ComparisonOperator
	AttributeValueList *[]jsonValue
	Value              *jsonValue
	Exists             *bool
}

func (c jsonCondition) list() []types.AttributeValue {
	if c.AttributeValueList == nil {
		return nil
	}
	out := make([]types.AttributeValue, 0)
	for _, v := range *c.AttributeValueList {
		out = append(out, v.value())
	}
	return out
}

func conditions(m map[string]jsonCondition) map[string]types.Condition {
	out := map[string]types.Condition{}
	for name, c := range m {
		out[name] = types.Condition{ComparisonOperator: c.ComparisonOperator, AttributeValueList: c.list()}
	}
	return out
}

// eachLegacy runs the check for every line of the file. The line itself is what failures
// are told by.
func eachLegacy(t *testing.T, file string, check func(*testing.T, legacyAnswer)) {
	for _, line := range lines(t, file) {
		var a legacyAnswer
		require.NoError(t, json.Unmarshal([]byte(line), &a))
		if a.Src == "" {
			a.Src = line
		}
		check(t, a)
	}
}

// recordedSchemas are the keys of the tables of keyconditions.jsonl.
var recordedSchemas = map[string]KeySchema{
	"t": {Partition: KeyAttribute{"pk", "S"}, Sort: KeyAttribute{"sk", "N"}},
	"s": {Partition: KeyAttribute{"pk", "B"}, Sort: KeyAttribute{"sk", "S"}},
	"h": {Partition: KeyAttribute{"pk", "S"}},
}

func TestKeyConditionsAnswerAsRecorded(t *testing.T) {
	eachLegacy(t, "keyconditions.jsonl", func(t *testing.T, a legacyAnswer) {
		_, params := recordedRequest(t)
		params.values[":big"] = &types.AttributeValueMemberS{Value: strings.Repeat("s", 1025)}
		var k *KeyCondition
		var err error
		if a.Conditions != nil {
			k, err = NewKeyConditions(conditions(a.Conditions))
		} else {
			k, err = ParseKeyCondition(a.Src, params)
		}
		if err == nil {
			_, err = k.Resolve(recordedSchemas[a.Table])
		}
		// The service names the attribute, Local doesn't.
		if missed := "Query condition missed key schema element"; a.Error == missed {
			require.Error(t, err, a.Src)
			assert.Contains(t, []string{missed + ": pk", missed + ": sk"}, message(err), a.Src)
			return
		}
		checkError(t, a.answer, err)
	})
}

func TestFiltersAnswerAsRecorded(t *testing.T) {
	eachLegacy(t, "filters.jsonl", func(t *testing.T, a legacyAnswer) {
		item, _ := recordedRequest(t)
		c, err := NewFilter(conditions(a.Filter), a.Operator)
		checkError(t, a.answer, err)
		if err == nil && a.Error == "" {
			assert.Equal(t, a.Result, c == nil || c.Eval(Item(item)), a.Src)
		}
	})
}

func TestExpectedAnswersAsRecorded(t *testing.T) {
	eachLegacy(t, "expected.jsonl", func(t *testing.T, a legacyAnswer) {
		item, _ := recordedRequest(t)
		expected := map[string]types.ExpectedAttributeValue{}
		for name, e := range a.Expected {
			x := types.ExpectedAttributeValue{ComparisonOperator: e.ComparisonOperator, AttributeValueList: e.list(), Exists: e.Exists}
			if e.Value != nil {
				x.Value = anyValue(*e.Value)
			}
			expected[name] = x
		}
		c, err := NewExpected(expected, a.Operator)
		checkError(t, a.answer, err)
		if err == nil && a.Error == "" {
			assert.Equal(t, a.Result, c == nil || c.Eval(Item(item)), a.Src)
		}
	})
}

// anyValue is the value, or for {} one of no known type.
func anyValue(v jsonValue) types.AttributeValue {
	if w := v.value(); w != nil {
		return w
	}
	return &types.UnknownUnionMember{}
}

func TestAttributeUpdatesAnswerAsRecorded(t *testing.T) {
	eachLegacy(t, "attributeupdates.jsonl", func(t *testing.T, a legacyAnswer) {
		item, _ := recordedRequest(t)
		updates := map[string]types.AttributeValueUpdate{}
		for name, u := range a.Updates {
			x := types.AttributeValueUpdate{Action: u.Action}
			if u.Value != nil {
				x.Value = anyValue(*u.Value)
			}
			updates[name] = x
		}
		if _, ok := updates["pk"]; ok && strings.Contains(a.Error, "part of the key") {
			return // is for the caller to refuse
		}
		u, err := NewAttributeUpdates(updates)
		var got map[string]types.AttributeValue
		if err == nil {
			got, err = u.Apply(item)
		}
		checkError(t, a.answer, err)
		if err == nil && a.Error == "" {
			checkItem(t, a.answer, got)
		}
	})
}
