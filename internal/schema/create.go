package schema

import (
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// CreateTableInput returns the request that makes the table: keys and indexes in the order of the
// Spec, attribute definitions in the order in which keys first need them. TTL isn't part of it:
// DynamoDB enables that on an existing table.
//
// It fails if the type of a key attribute isn't known, since DynamoDB asks for it.
func (s *Spec) CreateTableInput(table string) (*dynamodb.CreateTableInput, error) {
	in := &dynamodb.CreateTableInput{
		TableName:             aws.String(table),
		BillingMode:           s.Billing,
		KeySchema:             keySchema(s.Partition, s.Sort),
		ProvisionedThroughput: s.throughput(),
	}
	for _, ix := range s.Indexes {
		projection := &types.Projection{ProjectionType: ix.Projection, NonKeyAttributes: slices.Clone(ix.Include)}
		if ix.Local {
			in.LocalSecondaryIndexes = append(in.LocalSecondaryIndexes, types.LocalSecondaryIndex{
				IndexName: aws.String(ix.Name), KeySchema: keySchema(ix.Partition, ix.Sort), Projection: projection,
			})
			continue
		}
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(ix.Name), KeySchema: keySchema(ix.Partition, ix.Sort), Projection: projection,
			ProvisionedThroughput: s.throughput(),
		})
	}
	definitions, err := s.definitions()
	if err != nil {
		return nil, err
	}
	in.AttributeDefinitions = definitions
	return in, nil
}

func keySchema(partition, sort Attribute) []types.KeySchemaElement {
	elements := []types.KeySchemaElement{{AttributeName: aws.String(partition.Name), KeyType: types.KeyTypeHash}}
	if sort.Name != "" {
		elements = append(elements, types.KeySchemaElement{AttributeName: aws.String(sort.Name), KeyType: types.KeyTypeRange})
	}
	return elements
}

func (s *Spec) throughput() *types.ProvisionedThroughput {
	if s.Billing != types.BillingModeProvisioned {
		return nil
	}
	return &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(s.Read), WriteCapacityUnits: aws.Int64(s.Write)}
}

// definitions returns each attribute of a key once: DynamoDB refuses one that is defined twice, and
// one that no key needs.
func (s *Spec) definitions() ([]types.AttributeDefinition, error) {
	var (
		out      []types.AttributeDefinition
		seen     = map[string]bool{}
		problems []error
	)
	for _, a := range s.keyAttributes() {
		if a.Name == "" || seen[a.Name] {
			continue
		}
		seen[a.Name] = true
		if a.Type == "" {
			problems = append(problems, s.unknownType(a))
			continue
		}
		out = append(out, types.AttributeDefinition{AttributeName: aws.String(a.Name), AttributeType: a.Type})
	}
	return out, errors.Join(problems...)
}

// keyAttributes returns the attributes of all keys, some of them several times.
func (s *Spec) keyAttributes() []Attribute {
	all := []Attribute{s.Partition, s.Sort}
	for _, ix := range s.Indexes {
		all = append(all, ix.Partition, ix.Sort)
	}
	return all
}

func (s *Spec) unknownType(a Attribute) error {
	if a.Field == "" {
		return fmt.Errorf("the type of the %s %q can't be told from %s: create the table from a struct type with tags, or with the executor's CreateTable", a.role, a.Name, s.Go)
	}
	return fmt.Errorf("the type of the %s %q can't be told from field %s of %s: no value made up for it could be marshalled; name the type in its tag, `dynactor:\"...,type:S\"` (or N, or B)", a.role, a.Name, a.Field, s.Go)
}
