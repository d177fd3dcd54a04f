package localdb

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
)

// fingerprintOf is the fingerprint of a transaction's actions. What is to be reported about it is no
// part of it.
func fingerprintOf(actions []types.TransactWriteItem) fingerprint {
	w := digest{sha256.New()}
	w.count(len(actions))
	for _, a := range actions {
		switch {
		case a.Put != nil:
			w.text("put")
			w.action(a.Put.TableName, a.Put.Item, a.Put.ConditionExpression, a.Put.ExpressionAttributeNames, a.Put.ExpressionAttributeValues, a.Put.ReturnValuesOnConditionCheckFailure)
		case a.Update != nil:
			w.text("update")
			w.optional(a.Update.UpdateExpression)
			w.action(a.Update.TableName, a.Update.Key, a.Update.ConditionExpression, a.Update.ExpressionAttributeNames, a.Update.ExpressionAttributeValues, a.Update.ReturnValuesOnConditionCheckFailure)
		case a.Delete != nil:
			w.text("delete")
			w.action(a.Delete.TableName, a.Delete.Key, a.Delete.ConditionExpression, a.Delete.ExpressionAttributeNames, a.Delete.ExpressionAttributeValues, a.Delete.ReturnValuesOnConditionCheckFailure)
		case a.ConditionCheck != nil:
			w.text("check")
			w.action(a.ConditionCheck.TableName, a.ConditionCheck.Key, a.ConditionCheck.ConditionExpression, a.ConditionCheck.ExpressionAttributeNames, a.ConditionCheck.ExpressionAttributeValues, a.ConditionCheck.ReturnValuesOnConditionCheckFailure)
		}
	}
	return w.sum()
}

// statementsFingerprint is the fingerprint of a transaction's statements. It is never that of actions,
// which begin with their number.
func statementsFingerprint(statements []types.ParameterizedStatement) fingerprint {
	w := digest{sha256.New()}
	w.count(0)
	w.count(len(statements))
	for _, s := range statements {
		w.parameterized(s.Statement, s.Parameters)
		w.text(string(s.ReturnValuesOnConditionCheckFailure))
	}
	return w.sum()
}

// digest hashes values such that different ones have different inputs: each text and list with its
// length in front, maps in the order of names.
type digest struct{ hash.Hash }

func (w digest) sum() (f fingerprint) {
	w.Sum(f[:0])
	return f
}

func (w digest) count(n int) {
	var scratch [binary.MaxVarintLen64]byte
	w.Write(scratch[:binary.PutUvarint(scratch[:], uint64(n))])
}

func (w digest) text(s string) {
	w.count(len(s))
	w.Write([]byte(s))
}

func (w digest) optional(s *string) {
	if s == nil {
		w.count(0)
		return
	}
	w.count(1)
	w.text(*s)
}

func (w digest) action(table *string, item map[string]types.AttributeValue, condition *string, names map[string]string, values map[string]types.AttributeValue, onFailure types.ReturnValuesOnConditionCheckFailure) {
	w.optional(table)
	w.attributes(item)
	w.optional(condition)
	w.count(len(names))
	for _, name := range slices.Sorted(maps.Keys(names)) {
		w.text(name)
		w.text(names[name])
	}
	w.attributes(values)
	w.text(string(onFailure))
}

func (w digest) attributes(m map[string]types.AttributeValue) {
	w.count(len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		w.text(name)
		w.value(m[name])
	}
}

// parameterized takes a statement and its parameters.
func (w digest) parameterized(statement *string, parameters []types.AttributeValue) {
	w.optional(statement)
	w.count(len(parameters))
	for _, v := range parameters {
		w.value(v)
	}
}

// value takes values that have been checked, which bounds the recursion.
func (w digest) value(v types.AttributeValue) {
	w.text(expr.TypeName(v))
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		w.text(v.Value)
	case *types.AttributeValueMemberN:
		w.text(v.Value)
	case *types.AttributeValueMemberB:
		w.text(string(v.Value))
	case *types.AttributeValueMemberBOOL:
		if v.Value {
			w.count(1)
		} else {
			w.count(0)
		}
	case *types.AttributeValueMemberSS:
		w.texts(v.Value)
	case *types.AttributeValueMemberNS:
		w.texts(v.Value)
	case *types.AttributeValueMemberBS:
		w.count(len(v.Value))
		for _, b := range v.Value {
			w.text(string(b))
		}
	case *types.AttributeValueMemberL:
		w.count(len(v.Value))
		for _, e := range v.Value {
			w.value(e)
		}
	case *types.AttributeValueMemberM:
		w.attributes(v.Value)
	}
}

func (w digest) texts(list []string) {
	w.count(len(list))
	for _, s := range list {
		w.text(s)
	}
}
