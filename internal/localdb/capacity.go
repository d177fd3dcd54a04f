package localdb

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/packed"
)

// Units of capacity ("Read and write operations" in DynamoDB's developer guide): a write unit is 1 KB,
// a read unit 4 KB, each begun one counts; eventually consistent reads cost half, transactional ones
// double. A write is charged for the larger of the item before and after it.
const (
	writeUnit = 1024
	readUnit  = 4096
)

// writeUnits is what writing an item costs that was old and became new bytes long. A write that finds
// nothing to do costs one unit.
func writeUnits(old, new int) float64 {
	return float64(max(1, (max(old, new)+writeUnit-1)/writeUnit))
}

// readUnits is what reading that many bytes costs. Reading an item that is not there costs as much as
// the smallest one.
func readUnits(bytes int, consistent bool) float64 {
	units := float64(max(1, (bytes+readUnit-1)/readUnit))
	if !consistent {
		units /= 2
	}
	return units
}

// units is what was consumed of one resource.
type units struct{ read, write float64 }

func (u units) total() float64 { return u.read + u.write }

// usage sums what a request consumes of one table and its indexes.
type usage struct {
	table   *table
	named   *string // as the request has it, nil for the table's name
	own     units
	indexes map[string]units // by index name
}

// read and write charge the table, or the index if one is named, and their meters.
func (u *usage) read(ix *index, hash uint64, n float64)  { u.charge(ix, hash, units{read: n}) }
func (u *usage) write(ix *index, hash uint64, n float64) { u.charge(ix, hash, units{write: n}) }

// written charges for a write that made new of old, in the table and in its indexes. factor is 2 for a
// transaction, which writes everything twice: to prepare and to commit.
func (u *usage) written(hash uint64, old, new packed.Item, factor float64) {
	u.write(nil, hash, factor*writeUnits(old.Size(), new.Size()))
	u.table.eachIndexWrite(old, new, func(ix *index, hash uint64, units float64) {
		u.write(ix, hash, factor*units)
	})
}

// failed charges for a write that was refused: one whose condition is false costs as much as writing
// the present item ("Condition expressions" consume capacity all the same), any other costs nothing.
func (u *usage) failed(hash uint64, old packed.Item, err error) {
	var failed *types.ConditionalCheckFailedException
	var duplicate *types.DuplicateItemException // what an INSERT makes of it
	if errors.As(err, &failed) || errors.As(err, &duplicate) {
		u.write(nil, hash, writeUnits(old.Size(), 0))
	}
}

func (u *usage) charge(ix *index, hash uint64, n units) {
	meter := u.table.meter
	if ix == nil {
		u.own.read += n.read
		u.own.write += n.write
	} else {
		if u.indexes == nil {
			u.indexes = map[string]units{}
		}
		sum := u.indexes[ix.Name]
		sum.read += n.read
		sum.write += n.write
		u.indexes[ix.Name] = sum
		if ix.Global {
			meter = ix.meter
		}
	}
	if meter != nil {
		meter.Charge(hash, n.write > 0, n.total())
	}
}

// report is the ConsumedCapacity of an answer at the level that was asked for, nil for NONE. Only
// transactions tell read and write units apart.
func (u *usage) report(level types.ReturnConsumedCapacity, transaction bool) *types.ConsumedCapacity {
	if level != types.ReturnConsumedCapacityTotal && level != types.ReturnConsumedCapacityIndexes {
		return nil
	}
	total := u.own
	for _, n := range u.indexes {
		total.read += n.read
		total.write += n.write
	}
	name := u.table.name
	if u.named != nil {
		name = *u.named // an ARN is answered with an ARN
	}
	sum := total.total()
	report := &types.ConsumedCapacity{TableName: &name, CapacityUnits: &sum}
	if transaction {
		report.ReadCapacityUnits, report.WriteCapacityUnits = total.split()
	}
	if level == types.ReturnConsumedCapacityTotal {
		return report
	}
	own := u.own.capacity(transaction)
	report.Table = &own
	for name, n := range u.indexes {
		kind := &report.LocalSecondaryIndexes
		if ix := u.table.index(name); ix == nil || ix.Global {
			kind = &report.GlobalSecondaryIndexes
		}
		if *kind == nil {
			*kind = map[string]types.Capacity{}
		}
		(*kind)[name] = n.capacity(transaction)
	}
	return report
}

func (u units) capacity(transaction bool) types.Capacity {
	sum := u.total()
	c := types.Capacity{CapacityUnits: &sum}
	if transaction {
		c.ReadCapacityUnits, c.WriteCapacityUnits = u.split()
	}
	return c
}

// split leaves out the kind that was not used, as DynamoDB does.
func (u units) split() (read, write *float64) {
	if u.read > 0 {
		read = &u.read
	}
	if u.write > 0 {
		write = &u.write
	}
	return read, write
}
