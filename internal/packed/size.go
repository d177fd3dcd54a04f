package packed

import "github.com/dynactor/dynactor/internal/item"

// valueSize returns what DynamoDB charges for a value without its name.
func valueSize(raw string) int {
	payload := raw[1:]
	switch raw[0] {
	case kindS, kindB:
		return len(payload)
	case kindN:
		return item.NumberSize(payload)
	case kindBOOL, kindNULL:
		return 1
	case kindSS, kindBS:
		return sum(payload, func(e string) int { return len(e) })
	case kindNS:
		return sum(payload, item.NumberSize)
	case kindL:
		count, _ := uvarint(payload)
		return item.ContainerOverhead + item.ElementOverhead*int(count) + sum(payload, valueSize)
	case kindM:
		count, rest := uvarint(payload)
		size := item.ContainerOverhead + item.ElementOverhead*int(count)
		for range count {
			var name, value string
			name, rest = chunk(rest)
			value, rest = chunk(rest)
			size += len(name) + valueSize(value)
		}
		return size
	}
	panic("packed: not a packed item")
}

func sum(elements string, size func(string) int) (total int) {
	count, rest := uvarint(elements)
	for range count {
		var e string
		e, rest = chunk(rest)
		total += size(e)
	}
	return total
}
