package plainjson

// tag is what a map of one member may be instead of a map.
type tag uint8

const (
	noTag tag = iota
	tagB
	tagSS
	tagNS
	tagBS
	tagM
)

func tagOf(name string) tag {
	if len(name) < 2 || name[0] != '$' {
		return noTag
	}
	switch name[1:] {
	case "B":
		return tagB
	case "SS":
		return tagSS
	case "NS":
		return tagNS
	case "BS":
		return tagBS
	case "M":
		return tagM
	}
	return noTag
}
