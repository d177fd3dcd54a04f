package expr

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func str(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
func num(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }

// BenchmarkUpdateWithCondition is what an UpdateItem with a condition costs in this package.
func BenchmarkUpdateWithCondition(b *testing.B) {
	update, condition := "SET #a = :v, cnt = cnt + :one", "attribute_exists(pk) AND ver = :v0"
	names := map[string]string{"#a": "a"}
	values := map[string]types.AttributeValue{":v": str("new"), ":one": num("1"), ":v0": num("7")}
	item := Item{"pk": str("customer#1"), "sk": str("order#1"), "a": str("old"), "cnt": num("41"), "ver": num("7"), "x": str("1"), "y": str("2")}

	// Testify's Helper calls would cost more than what is measured.
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	parse := func() (*Update, *Condition) {
		params, err := NewParams(names, values, Expression{UpdateExpression, &update}, Expression{ConditionExpression, &condition})
		check(err)
		u, err := ParseUpdate(update, params)
		check(err)
		c, err := ParseCondition(ConditionExpression, condition, params)
		check(err)
		check(params.CheckAllUsed())
		return u, c
	}
	u, c := parse()
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			parse()
		}
	})
	b.Run("eval", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !c.Eval(item) {
				b.Fatal("false")
			}
		}
	})
	b.Run("apply", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := u.Apply(item)
			check(err)
		}
	})
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			u, c := parse()
			if !c.Eval(item) {
				b.Fatal("false")
			}
			_, err := u.Apply(item)
			check(err)
		}
	})
}
