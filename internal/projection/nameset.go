package projection

// nameSet counts the distinct placeholders that an expression uses. Most use a few, so a
// few are kept in place, and only more of them cost a map.
type nameSet struct {
	few  [8]string
	n    int
	many map[string]struct{}
}

func (s *nameSet) add(name string) {
	if s.many != nil {
		s.many[name] = struct{}{}
		return
	}
	for _, f := range s.few[:s.n] {
		if f == name {
			return
		}
	}
	if s.n < len(s.few) {
		s.few[s.n] = name
		s.n++
		return
	}
	s.many = make(map[string]struct{}, 4*len(s.few))
	for _, f := range s.few {
		s.many[f] = struct{}{}
	}
	s.many[name] = struct{}{}
}

func (s *nameSet) len() int {
	if s.many != nil {
		return len(s.many)
	}
	return s.n
}
