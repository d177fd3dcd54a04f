package binding

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Read reads a record. There are no fields, and no error, if it isn't there: go-ycsb's zipfian
// distribution asks for keys that were never inserted.
func (d *database) Read(ctx context.Context, _ string, key string, fields []string) (map[string][]byte, error) {
	out, err := d.ex.Sync().GetItem(ctx, d.getInput(key))
	if err != nil {
		return nil, d.note(err)
	}
	return d.row(out.Item, fields), nil
}

// Insert writes a record, in place of the one of its key if there's one.
func (d *database) Insert(ctx context.Context, _ string, key string, values map[string][]byte) error {
	_, err := d.ex.Sync().PutItem(ctx, d.putInput(key, values))
	return d.note(err)
}

// Update sets fields of a record.
func (d *database) Update(ctx context.Context, _ string, key string, values map[string][]byte) error {
	_, err := d.ex.Sync().UpdateItem(ctx, d.updateInput(key, values))
	return d.note(err)
}

// Delete deletes a record, if there's one.
func (d *database) Delete(ctx context.Context, _ string, key string) error {
	_, err := d.ex.Sync().DeleteItem(ctx, d.deleteInput(key))
	return d.note(err)
}

// Scan reads the record of the start key and those behind it, in DynamoDB's order, which is that
// of the keys' hashes. A DynamoDB scan begins behind its start key, so that record is read by itself,
// at the same time.
func (d *database) Scan(ctx context.Context, _ string, start string, count int, fields []string) ([]map[string][]byte, error) {
	if count < 1 {
		return nil, nil
	}
	first := d.ex.GetItem(ctx, d.getInput(start))
	var rows []map[string][]byte
	add := func(it item) {
		if row := d.row(it, fields); row != nil && len(rows) < count {
			rows = append(rows, row)
		}
	}
	// The first record may not be there, so the scan is for one more than have to be behind it.
	in := &dynamodb.ScanInput{TableName: &d.table, ConsistentRead: &d.consistent, ExclusiveStartKey: d.keyOf(start)}
	for more := true; more && len(rows) < count; more = len(in.ExclusiveStartKey) > 0 {
		in.Limit = aws.Int32(int32(count - len(rows)))
		scan := d.ex.Scan(ctx, in)
		if first != nil {
			out, err := first.Await(ctx)
			if err != nil {
				return nil, d.note(err)
			}
			add(out.Item)
			first = nil
		}
		out, err := scan.Await(ctx)
		if err != nil {
			return nil, d.note(err)
		}
		for _, it := range out.Items {
			add(it)
		}
		next := *in // an input belongs to the executor until it's done, and may for longer
		next.ExclusiveStartKey = out.LastEvaluatedKey
		in = &next
	}
	return rows, nil
}
