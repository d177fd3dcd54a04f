package codec

// kind is a data type of DynamoDB.
type kind uint8

const (
	kindNone kind = iota // no type that is known
	kindS
	kindN
	kindB
	kindBOOL
	kindNULL
	kindSS
	kindNS
	kindBS
	kindL
	kindM
)

// kindOf returns the data type that is called name on the wire.
func kindOf(name []byte) kind {
	switch string(name) {
	case "S":
		return kindS
	case "N":
		return kindN
	case "B":
		return kindB
	case "BOOL":
		return kindBOOL
	case "NULL":
		return kindNULL
	case "SS":
		return kindSS
	case "NS":
		return kindNS
	case "BS":
		return kindBS
	case "L":
		return kindL
	case "M":
		return kindM
	}
	return kindNone
}
