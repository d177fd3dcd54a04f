package actors

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// facts are what DescribeTable says of a table's capacity and its global secondary indexes.
type facts struct {
	known   bool
	table   supply
	indexes map[string]supply
}

// supply is what's reported of one table or index, in units per second; 0 if nothing is.
type supply struct {
	// reported is what was set: the provisioned units, or the maximum on demand.
	reported [accesses]float64
	// warm is what the service says that it can serve at once.
	warm [accesses]float64
	// keys are an index's key attributes: an item without one of them isn't in it.
	keys []string
}

// start is what to begin with.
func (s supply) start(a access) float64 {
	if s.reported[a] > 0 {
		return s.reported[a]
	}
	return s.warm[a]
}

func factsOf(d *types.TableDescription) facts {
	f := facts{known: true, indexes: map[string]supply{}}
	onDemand := d.BillingModeSummary != nil && d.BillingModeSummary.BillingMode == types.BillingModePayPerRequest
	f.table = supplyOf(onDemand, d.ProvisionedThroughput, d.OnDemandThroughput)
	if w := d.WarmThroughput; w != nil {
		f.table.warm = [accesses]float64{reading: units(w.ReadUnitsPerSecond), writing: units(w.WriteUnitsPerSecond)}
	}
	for _, ix := range d.GlobalSecondaryIndexes {
		if len(f.indexes) == maxIndexes {
			break
		}
		s := supplyOf(onDemand, ix.ProvisionedThroughput, ix.OnDemandThroughput)
		for _, k := range ix.KeySchema {
			s.keys = append(s.keys, aws.ToString(k.AttributeName))
		}
		f.indexes[aws.ToString(ix.IndexName)] = s
	}
	return f
}

func supplyOf(onDemand bool, p *types.ProvisionedThroughputDescription, most *types.OnDemandThroughput) (s supply) {
	switch {
	case onDemand && most != nil:
		s.reported = [accesses]float64{reading: units(most.MaxReadRequestUnits), writing: units(most.MaxWriteRequestUnits)}
	case !onDemand && p != nil:
		s.reported = [accesses]float64{reading: units(p.ReadCapacityUnits), writing: units(p.WriteCapacityUnits)}
	}
	return s
}

// units is a number of units per second; what is absent or negative says nothing.
func units(n *int64) float64 { return float64(max(0, aws.ToInt64(n))) }
