package report

import "slices"

// matched is a scenario that both reports have.
type matched struct{ a, b Scenario }

// match pairs the scenarios of two reports, in the order of the first. They
// match if they have the same name and are the same point of a sweep. If
// several do, those with the same target and load are paired first.
func match(a, b []Scenario) (pairs []matched, onlyA, onlyB []Scenario) {
	taken := make([]bool, len(b))
	partner := make([]int, len(a))
	for i := range partner {
		partner[i] = -1
	}
	for _, alike := range []func(a, b Scenario) bool{
		func(a, b Scenario) bool { return same(a, b) && a.Target == b.Target && a.Load == b.Load },
		same,
	} {
		for i, s := range a {
			if partner[i] >= 0 {
				continue
			}
			for j := range b {
				if !taken[j] && alike(s, b[j]) {
					partner[i], taken[j] = j, true
					break
				}
			}
		}
	}
	for i, s := range a {
		if partner[i] < 0 {
			onlyA = append(onlyA, s)
		} else {
			pairs = append(pairs, matched{s, b[partner[i]]})
		}
	}
	for j, s := range b {
		if !slices.Contains(partner, j) {
			onlyB = append(onlyB, s)
		}
	}
	return pairs, onlyA, onlyB
}

func same(a, b Scenario) bool { return a.Name == b.Name && a.Group == b.Group && a.X == b.X }
