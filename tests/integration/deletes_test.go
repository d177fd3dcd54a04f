package integration

import (
	"maps"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
)

func TestCoalescedDeletesAnswerAndActAsNativeOnes(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	for _, c := range append(keyCases(), keyOnlyCases()...) {
		t.Run(c.name, func(t *testing.T) {
			table := tables[c.layout]
			input := func() *dynamodb.DeleteItemInput {
				return &dynamodb.DeleteItemInput{TableName: &table, Key: maps.Clone(c.key)}
			}
			key := c.layout.keyOf(c.key)
			// What is there to be deleted; nothing, if the key is no key.
			victim := &dynamodb.PutItemInput{TableName: &table, Item: with(key, attributes{"zz": s("v")})}
			prepare := func() { native(t.Context(), client, victim) }

			prepare()
			want := native(t.Context(), client, input())
			wantStored := stored(t, client, table, key)
			assertVerdict(t, c.verdict, want)
			for _, f := range faces {
				t.Run(string(f), func(t *testing.T) {
					prepare()
					in := input()
					neighbours := writeNeighbours(t, client, table, c.layout, string(f)+" "+c.name)

					answers := crowd.together(t, f, table, c.layout.key, neighbours.around(in)...)

					assertAlike(t, want, answers[looked], "delete")
					assert.True(t, reflect.DeepEqual(wantStored, stored(t, client, table, key)), "the effect is another")
					assert.True(t, reflect.DeepEqual(in, input()), "the input was changed")
					assertTravel(t, crowd.recorder, c.travel, want, in)
					neighbours.assertDone(t, client, crowd.recorder, answers)
				})
			}
		})
	}
}

func TestCoalescedDeleteOfNothingAnswersAsTheNativeOne(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				table := tables[l]
				in := &dynamodb.DeleteItemInput{TableName: &table, Key: l.key("never there")}
				neighbours := writeNeighbours(t, client, table, l, string(f))
				want := native(t.Context(), client, in)
				// DynamoDB Local, and only there, tells the capacity of a delete that found nothing,
				// though nobody has asked for it.
				want.out.(*dynamodb.DeleteItemOutput).ConsumedCapacity = nil
				answers := crowd.together(t, f, table, l.key, neighbours.around(in)...)
				assertAlike(t, want, answers[looked], "delete")
				assertTravel(t, crowd.recorder, batched, want, in)
				neighbours.assertDone(t, client, crowd.recorder, answers)
			})
		})
	}
}
