package report

import (
	"cmp"
	"fmt"
	"slices"
)

// section is what is shown together: a scenario, or all points of a sweep.
type section struct {
	Name, Title string
	Slug        string // the name for files and links, no other section's
	Points      []Scenario
}

// sections are those of a report in the order of their first scenarios.
func sections(r Report) []section {
	var all []section
	for _, s := range r.Scenarios {
		if s.Group != "" {
			at := slices.IndexFunc(all, func(c section) bool { return c.sweep() && c.Name == s.Group })
			if at >= 0 {
				all[at].Points = append(all[at].Points, s)
				continue
			}
			all = append(all, section{Name: s.Group, Title: s.Title, Points: []Scenario{s}})
			continue
		}
		all = append(all, section{Name: s.Name, Title: s.Title, Points: []Scenario{s}})
	}
	taken := map[string]bool{}
	for i := range all {
		c := &all[i]
		slices.SortStableFunc(c.Points, func(a, b Scenario) int { return cmp.Compare(a.X, b.X) })
		c.Slug = slug(c.Name)
		for n := 2; taken[c.Slug]; n++ {
			c.Slug = fmt.Sprintf("%s-%d", slug(c.Name), n)
		}
		taken[c.Slug] = true
	}
	return all
}

func (c section) sweep() bool { return c.Points[0].Group != "" }

// conditions say where and how the work was done: what differs between the
// points of a sweep is its axis, and isn't named.
func (c section) conditions(r Report) string {
	target, load := c.Points[0].Target, c.Points[0].Load
	for _, point := range c.Points {
		if point.Target != target {
			target = ""
		}
		if point.Load != load {
			load = ""
		}
	}
	if target == "" && !c.sweep() && len(c.Points[0].Peers) > 0 {
		target = r.Target // where there are no peers there are no requests
	}
	if target != "" {
		target = "target " + target
	}
	return join(", ", target, load)
}

// at says which point of its sweep a scenario is: "callers = 64".
func (s Scenario) at() string {
	if s.Group == "" {
		return ""
	}
	return s.XName + " = " + number(s.X)
}

// notes are those of all points, each once.
func (c section) notes() []string {
	var all []string
	for _, point := range c.Points {
		for _, note := range point.Notes {
			if !slices.Contains(all, note) {
				all = append(all, note)
			}
		}
	}
	return all
}

// peerNames are those of the scenarios, each once, in order.
func peerNames(scenarios []Scenario) []string {
	var names []string
	for _, s := range scenarios {
		for _, p := range s.Peers {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// peer is the scenario's peer of that name, or nil.
func (s Scenario) peer(name string) *Peer {
	for i := range s.Peers {
		if s.Peers[i].Name == name {
			return &s.Peers[i]
		}
	}
	return nil
}
