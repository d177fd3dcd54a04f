package projection

import (
	"maps"

	"github.com/dynactor/dynactor/internal/key"
)

// Placeholders are used for every key attribute that is added, because its name may be
// a reserved word or hold a dot, which written out would mean something else.
const (
	partitionPlaceholder = "#dynactor_pk"
	sortPlaceholder      = "#dynactor_sk"
)

const (
	// maxExpression is DynamoDB's limit on an expression, in bytes.
	maxExpression = 4096

	// maxPaths is our own limit, because every path is compared with every other.
	maxPaths = 256
)

// Plan is how a batch asks for what one get asked for.
type Plan struct {
	// Expression is the caller's, with the missing key attributes behind it.
	Expression string

	// Names is what Expression's placeholders stand for. It is the caller's own map if
	// nothing had to be added, so it must not be changed; nil if there are none.
	Names map[string]string

	// Strip lists the attributes to delete from each item before its asker gets it,
	// nil if the asker had asked for the whole key.
	Strip []string
}

// WithKeys returns the Plan for a get with this projection from a table with schema s.
//
// It returns ok=false whenever it isn't certain that the batch would answer as GetItem
// does:
//   - expr isn't a list of paths by scanner's grammar, has more than 256 of them, or is
//     longer than 4 KB, alone or with what is added;
//   - two of its paths overlap, or one goes into a key attribute, which DynamoDB refuses
//     with errors in which the added attributes would show;
//   - names lacks a placeholder, has one that isn't used, one that stands for an empty
//     name, or one of ours; or it is empty but not nil, which DynamoDB refuses.
func WithKeys(expr string, names map[string]string, s key.Schema) (Plan, bool) {
	if s.Partition == "" || len(expr) > maxExpression || names != nil && len(names) == 0 {
		return Plan{}, false
	}
	if taken(names, partitionPlaceholder) || taken(names, sortPlaceholder) {
		return Plan{}, false
	}

	var (
		few   [24]path
		paths = few[:0]
		used  nameSet
		sc    = scanner{expr: expr}
	)
	partition, sort := false, false // named by a path so far
	inKey := false                  // the present path is rooted in a key attribute
	for {
		e, r := sc.next()
		switch r {
		case malformed:
			return Plan{}, false
		case end:
			if used.len() != len(names) || overlapping(expr, names, paths) {
				return Plan{}, false
			}
			return plan(expr, names, s, !partition, s.Sort != "" && !sort)
		}
		if e.name != "" && e.name[0] == '#' {
			used.add(e.name)
			if names[e.name] == "" {
				return Plan{}, false
			}
		}
		if !e.root {
			if inKey {
				return Plan{}, false
			}
			continue
		}
		if len(paths) == maxPaths {
			return Plan{}, false
		}
		root := resolve(e.name, names)
		paths = append(paths, path{root: root, rest: sc.pos})
		inKey = root == s.Partition || root == s.Sort
		partition = partition || root == s.Partition
		sort = sort || root == s.Sort // never if it is "", since no root is empty
	}
}

func taken(names map[string]string, placeholder string) bool {
	_, ok := names[placeholder]
	return ok
}

func plan(expr string, names map[string]string, s key.Schema, addPartition, addSort bool) (Plan, bool) {
	if !addPartition && !addSort {
		return Plan{Expression: expr, Names: names}, true
	}
	p := Plan{Names: make(map[string]string, len(names)+2)}
	maps.Copy(p.Names, names)
	switch {
	case addPartition && addSort:
		p.Expression = expr + "," + partitionPlaceholder + "," + sortPlaceholder
		p.Strip = []string{s.Partition, s.Sort}
	case addPartition:
		p.Expression = expr + "," + partitionPlaceholder
		p.Strip = []string{s.Partition}
	default:
		p.Expression = expr + "," + sortPlaceholder
		p.Strip = []string{s.Sort}
	}
	if addPartition {
		p.Names[partitionPlaceholder] = s.Partition
	}
	if addSort {
		p.Names[sortPlaceholder] = s.Sort
	}
	return p, len(p.Expression) <= maxExpression
}
