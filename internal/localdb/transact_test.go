package localdb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const cancelledFor = "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons "

func TestATransactionIsAllOrNothing(t *testing.T) {
	e := things(t)
	_, err := send(t, e, "PutItem", `{'TableName':'plain','Item':{'pk':{'S':'there'},'x':{'N':'1'}}}`)
	require.NoError(t, err)
	_, err = send(t, e, "TransactWriteItems", `{'TransactItems':[
		{'Put':{'TableName':'plain','Item':{'pk':{'S':'new'}}}},
		{'Update':{'TableName':'plain','Key':{'pk':{'S':'there'}},'UpdateExpression':'SET x = x + :one','ConditionExpression':'x > :one','ExpressionAttributeValues':{':one':{'N':'1'}},'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}},
		{'Delete':{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}}}},
		{'ConditionCheck':{'TableName':'plain','Key':{'pk':{'S':'none'}},'ConditionExpression':'attribute_exists(pk)','ReturnValuesOnConditionCheckFailure':'ALL_OLD'}},
		{'Update':{'TableName':'plain','Key':{'pk':{'S':'other'}},'UpdateExpression':'SET x = y'}}]}`)
	var cancelled *types.TransactionCanceledException
	require.ErrorAs(t, err, &cancelled)
	assert.Equal(t, "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, ConditionalCheckFailed, ValidationError]", *cancelled.Message)
	failed := ptrTo("The conditional request failed")
	assert.Equal(t, []types.CancellationReason{
		{Code: ptrTo("None")},
		{Code: ptrTo("ConditionalCheckFailed"), Message: failed, Item: map[string]types.AttributeValue{"pk": s("there"), "x": n("1")}},
		{Code: ptrTo("None")},
		{Code: ptrTo("ConditionalCheckFailed"), Message: failed},
		{Code: ptrTo("ValidationError"), Message: ptrTo("The provided expression refers to an attribute that does not exist in the item")},
	}, cancelled.CancellationReasons)
	requireExchanges(t, e, []exchange{
		{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'new'}}}`, "{}"},
		{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'there'}}}`, "{'Item':{'pk':{'S':'there'},'x':{'N':'1'}}}"},

		{"TransactWriteItems", `{'ReturnConsumedCapacity':'INDEXES','ReturnItemCollectionMetrics':'SIZE','TransactItems':[
			{'Put':{'TableName':'plain','Item':{'pk':{'S':'new'}}}},
			{'Update':{'TableName':'plain','Key':{'pk':{'S':'there'}},'UpdateExpression':'SET x = x + x'}},
			{'Put':{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'S':'g'},'l':{'N':'1'}}}},
			{'ConditionCheck':{'TableName':'things','Key':{'pk':{'S':'b'},'sk':{'N':'1'}},'ConditionExpression':'attribute_not_exists(pk)'}},
			{'Delete':{'TableName':'plain','Key':{'pk':{'S':'none'}}}}]}`,
			`{'ConsumedCapacity':[
			{'TableName':'plain','CapacityUnits':6,'WriteCapacityUnits':6,'Table':{'CapacityUnits':6,'WriteCapacityUnits':6}},
			{'TableName':'things','CapacityUnits':8,'WriteCapacityUnits':8,'Table':{'CapacityUnits':4,'WriteCapacityUnits':4},
				'LocalSecondaryIndexes':{'by-l':{'CapacityUnits':2,'WriteCapacityUnits':2}},'GlobalSecondaryIndexes':{'by-g':{'CapacityUnits':2,'WriteCapacityUnits':2}}}],
			'ItemCollectionMetrics':{'things':[{'ItemCollectionKey':{'pk':{'S':'a'}},'SizeEstimateRangeGB':[0,1]}]}}`},
		{"TransactGetItems", `{'ReturnConsumedCapacity':'TOTAL','TransactItems':[
			{'Get':{'TableName':'plain','Key':{'pk':{'S':'there'}},'ProjectionExpression':'x'}},{'Get':{'TableName':'plain','Key':{'pk':{'S':'none'}}}},
			{'Get':{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}},'ProjectionExpression':'nothing'}}]}`,
			`{'Responses':[{'Item':{'x':{'N':'2'}}},{},{'Item':{}}],'ConsumedCapacity':[{'TableName':'plain','CapacityUnits':4,'ReadCapacityUnits':4},{'TableName':'things','CapacityUnits':2,'ReadCapacityUnits':2}]}`},
	})
}

func TestBadTransactionsAreRefusedInDynamoDBsWords(t *testing.T) {
	e := things(t)
	write := func(actions ...string) string {
		return `{'TransactItems':[` + strings.Join(actions, ",") + `]}`
	}
	const (
		put      = `{'Put':{'TableName':'plain','Item':{'pk':{'S':'a'}}}}`
		noTable  = `{'Put':{'TableName':'none','Item':{'pk':{'S':'a'}}}}`
		badCheck = `{'ConditionCheck':{'TableName':'plain','Key':{'pk':{'S':'c'}},'ConditionExpression':'attribute_not_exists('}}`
		big      = `{'Put':{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'S':'`
	)
	large := make([]string, 11)
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf(`{'Delete':{'TableName':'plain','Key':{'pk':{'S':'%d'}}}}`, i)
	}
	for i := range large {
		large[i] = fmt.Sprintf(`{'Put':{'TableName':'plain','Item':{'pk':{'S':'%03d'},'v':{'S':'%s'}}}}`, i, strings.Repeat("x", 400_000))
	}
	requireExchanges(t, e, []exchange{
		{"TransactWriteItems", `{}`, oneError + "Value null at 'transactItems' failed to satisfy constraint: Member must not be null"},
		{"TransactWriteItems", write(), oneError + "Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"TransactWriteItems", write(many...), oneError + "Value at 'TransactItems' failed to satisfy constraint: Member must have length less than or equal to 100"},
		{"TransactWriteItems", write(many[1:]...), "{}"},
		{"TransactWriteItems", write(`{}`), "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"},
		{"TransactWriteItems", write(`{'Put':{'TableName':'plain','Item':{'pk':{'S':'a'}}},'Delete':{'TableName':'plain','Key':{'pk':{'S':'b'}}}}`), "TransactItems can only contain one of Check, Put, Update or Delete"},
		{"TransactWriteItems", write(put, `{'Delete':{'TableName':'plain','Key':{'pk':{'S':'a'}}}}`), "Transaction request cannot include multiple operations on one item"},
		{"TransactWriteItems", write(`{'Put':{'Item':{}}}`), oneError + "Value null at 'transactItems.1.member.put.tableName' failed to satisfy constraint: Member must not be null"},
		{"TransactWriteItems", write(put, `{'Update':{'TableName':'plain','Key':{'pk':{'S':'b'}}}}`), oneError + "Value null at 'transactItems.2.member.update.updateExpression' failed to satisfy constraint: Member must not be null"},
		{"TransactWriteItems", write(`{'ConditionCheck':{'TableName':'plain','Key':{'pk':{'S':'b'}}}}`), oneError + "Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null"},
		{"TransactWriteItems", write(noTable), "ResourceNotFoundException: Requested resource not found"},
		{"TransactWriteItems", write(noTable, badCheck), `Invalid ConditionExpression: Syntax error; token: "<EOF>"...`},
		{"TransactWriteItems", write(noTable, `{'Put':{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'BS':[]}}}}`), invalidValues + "Binary sets should not be empty"},
		{"TransactWriteItems", write(big + strings.Repeat("x", 400<<10) + `'}}}}`), "Item size has exceeded the maximum allowed size"},
		{"TransactWriteItems", write(large...), "Transaction payload size cannot exceed 4MB. Payload Size: 4400066"},
		{"TransactWriteItems", write(large[1:]...), "{}"},
		// Empty keys make the request invalid; keys that don't fit the table cancel it.
		{"TransactWriteItems", write(put, `{'Put':{'TableName':'plain','Item':{'pk':{'S':''}}}}`), "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"},
		{"TransactWriteItems", write(`{'Put':{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'S':''}}}}`), "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-g, IndexKey: g"},
		{"TransactWriteItems", write(`{'Update':{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}},'UpdateExpression':'SET g = :v','ExpressionAttributeValues':{':v':{'S':''}}}}`), "One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value."},
		{"TransactWriteItems", write(`{'Update':{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}},'UpdateExpression':'SET g = :v','ExpressionAttributeValues':{':v':{'N':'1'}}}}`), cancelledFor + "[ValidationError]"},
		{"TransactWriteItems", write(put, `{'Put':{'TableName':'plain','Item':{'pk':{'N':'1'}}}}`), cancelledFor + "[None, ValidationError]"},
		{"TransactWriteItems", write(`{'Delete':{'TableName':'plain','Key':{'pk':{'N':'1'}}}}`, put), cancelledFor + "[ValidationError, None]"},
		{"TransactWriteItems", write(`{'Update':{'TableName':'plain','Key':{'pk':{'S':'b'}},'UpdateExpression':'SET pk = x'}}`), cancelledFor + "[ValidationError]"},
		{"TransactWriteItems", `{'TransactItems':[` + put + `],'ClientRequestToken':'` + strings.Repeat("x", 37) + `','ReturnItemCollectionMetrics':'ALL'}`, "2 validation errors detected: Value '" + strings.Repeat("x", 37) + "' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36; Value 'ALL' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]"},

		{"TransactGetItems", `{'TransactItems':[]}`, oneError + "Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"TransactGetItems", `{'TransactItems':[{}]}`, oneError + "Value null at 'transactItems.1.member.get' failed to satisfy constraint: Member must not be null"},
		{"TransactGetItems", `{'TransactItems':[{'Get':{'TableName':'no!','Key':{}}}]}`, oneError + "Value 'no!' at 'transactItems.1.member.get.tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"},
		{"TransactGetItems", `{'TransactItems':[{'Get':{'TableName':'plain','Key':{}}}]}`, cancelledFor + "[ValidationError]"},
		{"TransactGetItems", `{'TransactItems':[{'Get':{'TableName':'plain','Key':{'pk':{'S':''}}}}]}`, "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"},
		{"TransactGetItems", `{'TransactItems':[{'Get':{'TableName':'plain','Key':{'pk':{'S':'a'}}}},{'Get':{'TableName':'plain','Key':{'pk':{'S':'a'}}}}]}`, "Transaction request cannot include multiple operations on one item"},
		{"TransactGetItems", `{'TransactItems':[{'Get':{'TableName':'none','Key':{'pk':{'S':'a'}}}}]}`, "ResourceNotFoundException: Requested resource not found"},
	})
}

func TestThrottlingHasItsOwnCodesInTransactions(t *testing.T) {
	slow := ptrTo("slow")
	for code, cause := range map[string]error{
		"ProvisionedThroughputExceeded": &types.ProvisionedThroughputExceededException{Message: slow},
		"ThrottlingError":               &types.ThrottlingException{Message: slow},
	} {
		assert.Equal(t, types.CancellationReason{Code: &code, Message: slow}, cancellationReason(cause))
	}
	assert.Equal(t, types.CancellationReason{Code: ptrTo("ThrottlingError"), Message: slow}, cancellationReason(&types.RequestLimitExceeded{Message: slow}))
}

func TestATransactionReadsAtMost4MB(t *testing.T) {
	e := things(t)
	gets := make([]types.TransactGetItem, 11)
	for i := range gets {
		key := map[string]types.AttributeValue{"pk": s(fmt.Sprint(100 + i))}
		gets[i].Get = &types.Get{TableName: ptrTo("plain"), Key: key}
		_, err := e.Do(t.Context(), &dynamodb.PutItemInput{TableName: ptrTo("plain"), Item: map[string]types.AttributeValue{"pk": key["pk"], "v": s(strings.Repeat("x", 400_000))}})
		require.NoError(t, err)
	}
	_, err := e.Do(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: gets})
	require.ErrorContains(t, err, "Payload in response is too large.4400066")
	_, err = e.Do(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: gets[1:]})
	require.NoError(t, err)
}

func TestATokenMakesATransactionHappenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := things(t)
		const add = `'TransactItems':[{'Update':{'TableName':'plain','Key':{'pk':{'S':'a'}},'UpdateExpression':'ADD x :v','ExpressionAttributeValues':{':v':{'N':'%s'}}}}]}`
		once := func(token, v string) string {
			return `{'ClientRequestToken':'` + token + `','ReturnConsumedCapacity':'TOTAL',` + fmt.Sprintf(add, v)
		}
		x := func(want string) exchange {
			return exchange{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ProjectionExpression':'x'}`, "{'Item':{'x':{'N':'" + want + "'}}}"}
		}
		const (
			wrote    = "{'ConsumedCapacity':[{'TableName':'plain','CapacityUnits':2,'WriteCapacityUnits':2}]}"
			replayed = "{'ConsumedCapacity':[{'TableName':'plain','CapacityUnits':2,'ReadCapacityUnits':2}]}"
			mismatch = "IdempotentParameterMismatchException: "
		)
		requireExchanges(t, e, []exchange{
			{"TransactWriteItems", once("t1", "1"), wrote}, x("1"),
			{"TransactWriteItems", once("t1", "1"), replayed}, x("1"),
			{"TransactWriteItems", strings.Replace(once("t1", "1"), "'TOTAL'", "'NONE'", 1), "{}"}, x("1"),
			{"TransactWriteItems", once("t1", "2"), mismatch}, x("1"),
			{"TransactWriteItems", once("t2", "2"), wrote}, x("3"),
			{"TransactWriteItems", once("", "1"), "1 validation error detected: Value '' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 1"},
			{"TransactWriteItems", `{` + fmt.Sprintf(add, "1"), "{}"}, x("4"),
			{"TransactWriteItems", `{` + fmt.Sprintf(add, "1"), "{}"}, x("5"),
		})
		time.Sleep(10*time.Minute - time.Nanosecond)
		requireExchanges(t, e, []exchange{{"TransactWriteItems", once("t1", "1"), replayed}, x("5")})
		time.Sleep(time.Nanosecond)
		requireExchanges(t, e, []exchange{{"TransactWriteItems", once("t1", "7"), wrote}, x("12")})

		// What was cancelled may be tried again, with other parameters, too.
		const guarded = `{'ClientRequestToken':'t3','TransactItems':[{'Put':{'TableName':'plain','Item':{'pk':{'S':'b'}},'ConditionExpression':'attribute_exists(%s)'}}]}`
		requireExchanges(t, e, []exchange{
			{"TransactWriteItems", fmt.Sprintf(guarded, "pk"), cancelledFor + "[ConditionalCheckFailed]"},
			{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'b'},'y':{'S':'y'}}}`, "{}"},
			{"TransactWriteItems", fmt.Sprintf(guarded, "y"), "{}"},
		})
	})
}

func TestConcurrentTransactionsWithOneTokenHappenOnce(t *testing.T) {
	e := things(t)
	for round := range 50 {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				_, err := e.Do(context.Background(), &dynamodb.TransactWriteItemsInput{
					ClientRequestToken: ptrTo(fmt.Sprint(round)),
					TransactItems: []types.TransactWriteItem{{Update: &types.Update{
						TableName: ptrTo("plain"), Key: map[string]types.AttributeValue{"pk": s("a")},
						UpdateExpression: ptrTo("ADD x :one"), ExpressionAttributeValues: map[string]types.AttributeValue{":one": n("1")},
					}}},
				})
				var inProgress *types.TransactionInProgressException
				if err != nil && !errors.As(err, &inProgress) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	assert.Equal(t, "{'Item':{'x':{'N':'50'}}}", answerTo(t, e, "GetItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ProjectionExpression':'x'}`))
}

func TestTokensInProgressAndTooMany(t *testing.T) {
	now := time.Unix(0, 0)
	tokens := newTokens(func() time.Time { return now })
	done, err := tokens.begin("a", fingerprint{1})
	require.NoError(t, err)
	require.False(t, done)
	_, err = tokens.begin("a", fingerprint{1})
	var inProgress *types.TransactionInProgressException
	require.ErrorAs(t, err, &inProgress)
	_, err = tokens.begin("a", fingerprint{2})
	var mismatch *types.IdempotentParameterMismatchException
	require.ErrorAs(t, err, &mismatch)
	tokens.end("a", true)

	for i := range maxTokens {
		token := fmt.Sprint(i)
		_, err := tokens.begin(token, fingerprint{})
		require.NoError(t, err)
		tokens.end(token, true)
	}
	assert.Len(t, tokens.done, maxTokens)
	done, err = tokens.begin("a", fingerprint{2}) // forgotten, as the oldest
	require.NoError(t, err)
	assert.False(t, done)
	tokens.end("a", false)
	done, err = tokens.begin("1", fingerprint{})
	require.NoError(t, err)
	assert.True(t, done)

	now = now.Add(tokenWindow)
	_, err = tokens.begin("b", fingerprint{})
	require.NoError(t, err)
	assert.Empty(t, tokens.done)
	assert.Len(t, tokens.running, 1)
}

func TestFingerprintsTellRequestsApart(t *testing.T) {
	put := func(item map[string]types.AttributeValue) types.TransactWriteItem {
		return types.TransactWriteItem{Put: &types.Put{TableName: ptrTo("t"), Item: item}}
	}
	of := func(items ...types.TransactWriteItem) fingerprint { return fingerprintOf(items) }
	value := func(v types.AttributeValue) fingerprint {
		return of(put(map[string]types.AttributeValue{"a": v}))
	}
	key := map[string]types.AttributeValue{"a": s("1")}
	all := map[string]fingerprint{
		"put": of(put(key)), "two": of(put(key), put(key)), "none": of(),
		"update":      of(types.TransactWriteItem{Update: &types.Update{TableName: ptrTo("t"), Key: key}}),
		"delete":      of(types.TransactWriteItem{Delete: &types.Delete{TableName: ptrTo("t"), Key: key}}),
		"check":       of(types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: ptrTo("t"), Key: key}}),
		"other table": of(types.TransactWriteItem{Delete: &types.Delete{TableName: ptrTo("u"), Key: key}}),
		"condition":   of(types.TransactWriteItem{Delete: &types.Delete{TableName: ptrTo("t"), Key: key, ConditionExpression: ptrTo("")}}),
		"names":       of(types.TransactWriteItem{Delete: &types.Delete{TableName: ptrTo("t"), Key: key, ExpressionAttributeNames: map[string]string{"#a": "a"}}}),
		"values":      of(types.TransactWriteItem{Delete: &types.Delete{TableName: ptrTo("t"), Key: key, ExpressionAttributeValues: key}}),
		"old item":    of(types.TransactWriteItem{Delete: &types.Delete{TableName: ptrTo("t"), Key: key, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}}),
		"number":      value(n("1")),
		"binary":      value(&types.AttributeValueMemberB{Value: []byte("1")}),
		"true":        value(&types.AttributeValueMemberBOOL{Value: true}),
		"false":       value(&types.AttributeValueMemberBOOL{}),
		"null":        value(&types.AttributeValueMemberNULL{Value: true}),
		"ss":          value(&types.AttributeValueMemberSS{Value: []string{"1"}}),
		"ss of two":   value(&types.AttributeValueMemberSS{Value: []string{"1", ""}}),
		"ns":          value(&types.AttributeValueMemberNS{Value: []string{"1"}}),
		"bs":          value(&types.AttributeValueMemberBS{Value: [][]byte{[]byte("1")}}),
		"list":        value(&types.AttributeValueMemberL{Value: []types.AttributeValue{s("1")}}),
		"map":         value(&types.AttributeValueMemberM{Value: key}),
		"other name":  of(put(map[string]types.AttributeValue{"b": s("1")})),
	}
	seen := map[fingerprint]string{}
	for name, f := range all {
		assert.Empty(t, seen[f], name)
		seen[f] = name
	}
	large := map[string]types.AttributeValue{"a": s("1"), "b": s("2"), "c": s("3"), "d": s("4")}
	for range 20 {
		assert.Equal(t, of(put(large)), of(put(large)))
	}
}
