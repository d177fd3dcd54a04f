package localdb

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"

	"github.com/dynactor/dynactor/internal/packed"
)

// Tables come, change and go while others use them. What an operation on items holds on to goes on working,
// and at the end every index agrees with its table.
func TestTablesChangeWhileTheyAreUsed(t *testing.T) {
	e := New(Config{})
	createTable(t, e, tableSpec{name: "stays"})
	const rounds = 60
	var wg sync.WaitGroup
	refusals := func(err error, codes ...string) {
		var api smithy.APIError
		if err != nil && assert.ErrorAs(t, err, &api) {
			assert.Contains(t, codes, api.ErrorCode(), api.ErrorMessage())
		}
	}
	request := func(in any) error {
		_, err := e.Do(t.Context(), in)
		return err
	}

	for worker := range 2 {
		wg.Go(func() { // comes and goes
			for range rounds {
				refusals(request(tableSpec{name: "comes-and-goes", global: []indexSpec{{name: "gsi", pk: "g"}}}.input()), "ResourceInUseException")
				refusals(request(&dynamodb.DeleteTableInput{TableName: ptr.String("comes-and-goes")}), "ResourceNotFoundException")
			}
		})
		wg.Go(func() { // indexes come and go
			index := fmt.Sprintf("gsi-%d", worker)
			for range rounds {
				in := update(newGlobal(index, "g", "", nil))
				in.TableName = ptr.String("stays")
				assert.NoError(t, request(in))
				in = update(dropGlobal(index))
				in.TableName = ptr.String("stays")
				assert.NoError(t, request(in))
			}
		})
	}
	wg.Go(func() { // options of both
		for i := range rounds {
			for _, name := range []string{"stays", "comes-and-goes"} {
				arn := e.tableARN(name)
				refusals(request(&dynamodb.TagResourceInput{ResourceArn: &arn, Tags: tags("round", fmt.Sprint(i))}), "ResourceNotFoundException")
				refusals(request(&dynamodb.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"round"}}), "ResourceNotFoundException")
				spec := &types.TimeToLiveSpecification{AttributeName: ptr.String("ttl"), Enabled: ptr.Bool(i%2 == 0)}
				refusals(request(&dynamodb.UpdateTimeToLiveInput{TableName: &name, TimeToLiveSpecification: spec}), "ResourceNotFoundException", "ValidationException")
				refusals(request(&dynamodb.ListTagsOfResourceInput{ResourceArn: &arn}), "ResourceNotFoundException")
			}
		}
	})
	for worker := range 2 {
		wg.Go(func() { // readers and writers
			for i := range 20 * rounds {
				for _, name := range []string{"stays", "comes-and-goes"} {
					tb, err := e.table(&name)
					if err != nil {
						var gone *types.ResourceNotFoundException
						assert.True(t, errors.As(err, &gone))
						continue
					}
					item := packed.Pack(map[string]types.AttributeValue{"pk": text(fmt.Sprint(worker, i%50)), "g": text(fmt.Sprint(i % 7))})
					k, _ := tb.schema.KeyOf(item)
					tb.store.Update(k, func(packed.Item) (packed.Item, bool) { return item, true })
					for _, ix := range tb.allIndexes() {
						tb.store.IndexLen(ix.Name)
					}
					assert.Equal(t, item, tb.store.Get(k))
				}
				if i%20 == 0 {
					refusals(request(&dynamodb.DescribeTableInput{TableName: ptr.String("comes-and-goes")}), "ResourceNotFoundException")
					assert.NoError(t, request(&dynamodb.ListTablesInput{}))
				}
			}
		})
	}
	wg.Wait()

	in := update(newGlobal("last", "g", "", nil))
	in.TableName = ptr.String("stays")
	assert.NoError(t, request(in))
	d := describe(t, e, "stays")
	assert.EqualValues(t, 100, *d.ItemCount)
	if assert.Len(t, d.GlobalSecondaryIndexes, 1) {
		assert.EqualValues(t, 100, *d.GlobalSecondaryIndexes[0].ItemCount)
	}
}
