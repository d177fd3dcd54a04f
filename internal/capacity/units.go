package capacity

// Sizes of capacity units (developer guide, "DynamoDB read and write operations").
const (
	writeUnit = 1 << 10
	readUnit  = 4 << 10
)

// WriteUnits is what writing an item of that many bytes consumes: a unit for each 1 KB begun.
func WriteUnits(bytes int) float64 { return begun(bytes, writeUnit) }

// ReadUnits is what reading an item of that many bytes consumes: a unit for each 4 KB begun, half of that
// if it's read eventually consistently. An item that isn't there costs as much as the smallest.
func ReadUnits(bytes int, consistent bool) float64 {
	if consistent {
		return begun(bytes, readUnit)
	}
	return begun(bytes, readUnit) / 2
}

func begun(bytes, unit int) float64 { return float64(max(1, (bytes+unit-1)/unit)) }
