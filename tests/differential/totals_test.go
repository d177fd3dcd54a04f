package differential

// dropTotals takes out of a ConsumedCapacity the totals that are the sums of its parts: what differs in a
// part is told once, and a total that is no sum is left, and told.
func dropTotals(capacity map[string]any) {
	table, is := capacity["Table"].(map[string]any)
	if !is {
		return
	}
	parts := []map[string]any{table}
	for _, kind := range []string{"LocalSecondaryIndexes", "GlobalSecondaryIndexes"} {
		indexes, _ := capacity[kind].(map[string]any)
		for _, index := range indexes {
			if units, is := index.(map[string]any); is {
				parts = append(parts, units)
			}
		}
	}
	for _, unit := range []string{"CapacityUnits", "ReadCapacityUnits", "WriteCapacityUnits"} {
		sum := 0.0
		for _, part := range parts {
			sum += number(part[unit])
		}
		if total, is := capacity[unit].(float64); is && total == sum {
			delete(capacity, unit)
		}
	}
}
