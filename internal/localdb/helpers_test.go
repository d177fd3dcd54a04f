package localdb

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tableSpec is a table in short. An attribute is written "name" (a string) or "name:N".
type tableSpec struct {
	name   string // default: "things"
	pk, sk string // default: "pk"; no sort key
	global []indexSpec
	local  []indexSpec // pk is the table's
	// read and write are the provisioned units of the table and each global index; 0 is on demand.
	read, write int64
}

// indexSpec is a secondary index in short.
type indexSpec struct {
	name, pk, sk string
	keysOnly     bool
	include      []string // with neither: all attributes
}

// createTable makes the table and returns its name.
func createTable(t testing.TB, e *Engine, s tableSpec) string {
	t.Helper()
	out, err := e.Do(t.Context(), s.input())
	require.NoError(t, err)
	return *out.(*dynamodb.CreateTableOutput).TableDescription.TableName
}

// input is the request that makes the table.
func (s tableSpec) input() *dynamodb.CreateTableInput {
	if s.name == "" {
		s.name = "things"
	}
	if s.pk == "" {
		s.pk = "pk"
	}
	in := &dynamodb.CreateTableInput{TableName: &s.name, BillingMode: types.BillingModePayPerRequest}
	var throughput *types.ProvisionedThroughput
	if s.read > 0 {
		in.BillingMode = types.BillingModeProvisioned
		throughput = &types.ProvisionedThroughput{ReadCapacityUnits: &s.read, WriteCapacityUnits: &s.write}
	}
	in.ProvisionedThroughput = throughput
	in.KeySchema = keySchema(&in.AttributeDefinitions, s.pk, s.sk)
	for _, ix := range s.global {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: &ix.name, KeySchema: keySchema(&in.AttributeDefinitions, ix.pk, ix.sk), Projection: ix.projection(),
			ProvisionedThroughput: throughput,
		})
	}
	for _, ix := range s.local {
		in.LocalSecondaryIndexes = append(in.LocalSecondaryIndexes, types.LocalSecondaryIndex{
			IndexName: &ix.name, KeySchema: keySchema(&in.AttributeDefinitions, s.pk, ix.sk), Projection: ix.projection(),
		})
	}
	return in
}

func (ix indexSpec) projection() *types.Projection {
	switch {
	case ix.keysOnly:
		return &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}
	case ix.include != nil:
		return &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: ix.include}
	}
	return &types.Projection{ProjectionType: types.ProjectionTypeAll}
}

// keySchema makes a key schema and adds its attributes to the definitions, unless they are there.
func keySchema(definitions *[]types.AttributeDefinition, pk, sk string) []types.KeySchemaElement {
	var schema []types.KeySchemaElement
	for i, attribute := range []string{pk, sk} {
		if attribute == "" {
			continue
		}
		name, kind := attribute, types.ScalarAttributeTypeS
		if n := len(attribute) - 2; n > 0 && attribute[n] == ':' {
			name, kind = attribute[:n], types.ScalarAttributeType(attribute[n+1:])
		}
		schema = append(schema, types.KeySchemaElement{AttributeName: ptr.String(name), KeyType: keyTypes[i]})
		known := false
		for _, d := range *definitions {
			known = known || *d.AttributeName == name
		}
		if !known {
			*definitions = append(*definitions, types.AttributeDefinition{AttributeName: ptr.String(name), AttributeType: kind})
		}
	}
	return schema
}

// do carries out a request that must succeed.
func do[Out any](t testing.TB, e *Engine, input any) Out {
	t.Helper()
	out, err := e.Do(t.Context(), input)
	require.NoError(t, err)
	return out.(Out)
}

// describe returns the description of a table that must be there.
func describe(t testing.TB, e *Engine, name string) *types.TableDescription {
	t.Helper()
	return do[*dynamodb.DescribeTableOutput](t, e, &dynamodb.DescribeTableInput{TableName: &name}).Table
}

// refused carries out a request that must fail with that error.
func refused(t testing.TB, e *Engine, input any, code, message string) {
	t.Helper()
	_, err := e.Do(t.Context(), input)
	var api smithy.APIError
	require.ErrorAs(t, err, &api)
	assert.Equal(t, code, api.ErrorCode())
	assert.Equal(t, message, api.ErrorMessage())
}

// invalidly is refused with a ValidationException.
func invalidly(t testing.TB, e *Engine, input any, message string) {
	t.Helper()
	refused(t, e, input, "ValidationException", message)
}
