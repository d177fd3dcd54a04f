package partiql

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"
)

// Whatever the statement, there is an answer: a ValidationException, or something that can
// be executed on any item without a panic.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/local.json")
	require.NoError(f, err)
	var recorded struct{ Answers []answer }
	require.NoError(f, json.Unmarshal(data, &recorded))
	for _, a := range recorded.Answers {
		f.Add(a.Statement)
	}
	parameters := []types.AttributeValue{str("a"), num("1"), list(num("1")), &types.AttributeValueMemberNULL{Value: true}}
	values := map[string]types.AttributeValue{
		"pk": str("a"), "sk": num("1"), "a": num("1"), "s": str("x"), "l": list(num("1"), list()),
		"m":  tupleOf(map[string]types.AttributeValue{"k": num("1")}),
		"ss": &types.AttributeValueMemberSS{Value: []string{"a"}}, "ns": &types.AttributeValueMemberNS{Value: []string{"1"}},
	}
	f.Fuzz(func(t *testing.T, statement string) {
		refused := func(err error) bool {
			if err == nil {
				return false
			}
			var api *smithy.GenericAPIError
			require.ErrorAs(t, err, &api)
			require.Equal(t, ValidationException, api.Code)
			require.NotEmpty(t, api.Message)
			return true
		}
		parsed, err := Parse(statement, parameters)
		if refused(err) {
			require.Nil(t, parsed)
			return
		}
		require.LessOrEqual(t, len(statement), MaxStatement)
		switch s := parsed.(type) {
		case *Select:
			s.Project(values)
			if access, err := s.Access(testSchema); !refused(err) {
				access.Filter.Matches(Item(values))
			}
		case *Insert:
			_, err := s.Key(testSchema)
			refused(err)
		case *Update:
			s.Touched(Item(values))
			_, condition, err := s.Key(testSchema)
			if refused(err) {
				return
			}
			condition.Matches(Item(values))
			if updated, err := s.Apply(values); !refused(err) {
				s.Touched(Item(updated))
			}
		case *Delete:
			_, condition, err := s.Key(testSchema)
			if !refused(err) {
				condition.Matches(Item(values))
			}
		case *Unsupported:
			require.True(t, refused(s.Err()))
		case *Exists:
			require.NotNil(t, s.Select)
		default:
			t.Fatalf("no statement: %T", parsed)
		}
	})
}
