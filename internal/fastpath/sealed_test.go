package fastpath

import (
	"net"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/sealed"
	"github.com/dynactor/dynactor/messages"
)

// A page that stays sealed says what it says to the SDK, and so does one that can't.
func TestSealedPagesAreTheSDKs(t *testing.T) {
	for body, can := range map[string]bool{
		`{"Count":2,"Items":[{"pk":{"S":"1"},"n":{"N":"1"}},{"pk":{"S":"2"},"l":{"L":[]}}],"LastEvaluatedKey":{"pk":{"S":"2"}},"ScannedCount":3}`: true,
		`{"ConsumedCapacity":{"TableName":"table","CapacityUnits":1.5},"Items":[{"pk":{"S":"1"}}]}`:                                               true,
		`{"Count":0,"Items":[],"ScannedCount":0}`:                           true,
		`{"Count":7,"ScannedCount":9}`:                                      false,
		`{"Count":2,"Items":[{"pk":{"S":"1"}},{"n":{"S":"no key"}}]}`:       false,
		`{"Count":1,"Items":[{"pk":{"S":"1"},"n":{"S":"\u00e9"}}]}`:         false,
		`{"Count":1,"Items":[{"pk":{"S":"1"}}],"Items":[{"pk":{"S":"2"}}]}`: false,
		`{"Count":1,"Items":null}`:                                          false,
	} {
		s := newScripted(t)
		n := newNetwork(t, s.address)
		p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport)})
		for op, input := range map[messages.Operation]any{
			messages.Scan:  &dynamodb.ScanInput{TableName: aws.String("table")},
			messages.Query: &dynamodb.QueryInput{TableName: aws.String("table"), KeyConditionExpression: aws.String("pk = :pk")},
		} {
			p.taught(t, op, input)
			script := func(w net.Conn) bool { say(w, ok(body)); return true }
			s.will(script)
			want, wantErr := p.direct(t.Context(), op, input)
			for _, learning := range []bool{false, true} {
				if learning {
					p.fast.forget()
				}
				s.will(script)
				have, haveErr := p.fast.Invoke(sealed.Wanting(t.Context(), &sealed.Keys{Primary: []string{"pk"}}), op, input)
				require.Equal(t, wantErr == nil, haveErr == nil, body)
				if wantErr != nil {
					continue
				}
				wantItems, haveItems := itemsOf(want), itemsOf(have)
				require.Len(t, *haveItems, len(*wantItems), body)
				for i, it := range *haveItems {
					kept := sealed.Of(it)
					require.Equal(t, can, kept != nil, body)
					if kept != nil {
						require.Equal(t, (*wantItems)[i]["pk"], it["pk"])
						decoded, err := codec.ParseItem(kept.JSON)
						require.NoError(t, err)
						(*haveItems)[i] = decoded
					}
				}
				(&outcome{out: want}).equals(t, outcome{out: have})
			}
		}
	}
}

func itemsOf(out any) *[]map[string]types.AttributeValue {
	if out, ok := out.(*dynamodb.ScanOutput); ok {
		return &out.Items
	}
	return &out.(*dynamodb.QueryOutput).Items
}
