package api

import (
	"errors"
	"fmt"
)

// DynamoDB's limits of a transaction, from "Service, account, and table quotas" in its developer guide.
const (
	maxTxActions = 100
	maxTxBytes   = 4 << 20
)

// checkActions finds what DynamoDB would refuse, and names the places. What is updated isn't known,
// so of the size it finds only what the actions themselves have too much.
func checkActions(actions []*txAction, zero string) error {
	switch {
	case len(actions) == 0:
		return errors.New("the transaction has no actions: pass at least one")
	case len(actions) > maxTxActions:
		return fmt.Errorf("the transaction has %d actions, and DynamoDB takes %d: split it, if its parts needn't be done together", len(actions), maxTxActions)
	}
	var errs []error
	bytes := 0
	for i, a := range actions {
		switch {
		case a.kind == "":
			errs = append(errs, fmt.Errorf("action %d is the zero value %s", i, zero))
		case a.err != nil:
			errs = append(errs, fmt.Errorf("action %d (%s on table %q): %w", i, a.kind, a.table, a.err))
		}
		bytes += a.bytes
	}
	if len(errs) == 0 {
		errs = repeatedItems(actions)
	}
	if bytes > maxTxBytes {
		errs = append(errs, fmt.Errorf("the transaction has %d bytes, and DynamoDB takes %d (4 MB): split it, if its parts needn't be done together", bytes, maxTxBytes))
	}
	return errors.Join(errs...)
}

// repeatedItems finds actions on one item. Numbers that are equal are one key however they're
// written. A table's name and its ARN aren't known to be one table here, which DynamoDB then finds.
func repeatedItems(actions []*txAction) (errs []error) {
	type place struct {
		table string
		hash  uint64
	}
	seen := make(map[place][]int, len(actions))
	for i, a := range actions {
		hash, ok := a.schema.Hash(a.key)
		if !ok {
			continue // not a key, as DynamoDB will say
		}
		at := place{a.table, hash}
		for _, j := range seen[at] {
			if a.schema.Equal(a.key, actions[j].key) {
				errs = append(errs, fmt.Errorf("actions %d and %d (%s and %s on table %q) are on one item: make one action of them", j, i, actions[j].kind, a.kind, a.table))
				break
			}
		}
		seen[at] = append(seen[at], i)
	}
	return errs
}
