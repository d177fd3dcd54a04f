package localdb

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// usages sums what a request consumes of several tables, in the order in which it names them.
type usages []*usage

// of returns the usage of a table that the request names so.
func (us *usages) of(t *table, named *string) *usage {
	for _, u := range *us {
		if u.table == t {
			return u
		}
	}
	u := &usage{table: t, named: named}
	*us = append(*us, u)
	return u
}

// report is the ConsumedCapacity of an answer: one for each table, nil for NONE.
func (us usages) report(level types.ReturnConsumedCapacity, transaction bool) []types.ConsumedCapacity {
	var reports []types.ConsumedCapacity
	for _, u := range us {
		if r := u.report(level, transaction); r != nil {
			reports = append(reports, *r)
		}
	}
	return reports
}

// collections is the ItemCollectionMetrics of several writes: one for each item collection, by table.
type collections map[string][]types.ItemCollectionMetrics

func collectionsOf(level types.ReturnItemCollectionMetrics, written []*action) collections {
	if level != types.ReturnItemCollectionMetricsSize {
		return nil
	}
	var all collections
	for i, a := range written {
		if a.verb == verbCheck || repeatsCollection(written[:i], a) {
			continue
		}
		metrics := a.table.collectionMetrics(level, a.key, a.attributes)
		if metrics == nil {
			continue
		}
		if all == nil {
			all = collections{}
		}
		all[a.table.name] = append(all[a.table.name], *metrics)
	}
	return all
}

func repeatsCollection(before []*action, a *action) bool {
	for _, b := range before {
		if b.verb != verbCheck && b.table == a.table && b.key.Partition == a.key.Partition {
			return true
		}
	}
	return false
}

// repeats reports whether one of the actions before is on the same item. There are at most 100, so
// comparing each with each is cheaper than a map.
func repeats(before []*action, a *action) bool {
	for _, b := range before {
		if b.table == a.table && b.key == a.key {
			return true
		}
	}
	return false
}
