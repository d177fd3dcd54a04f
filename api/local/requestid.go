package local

// Request ids look like the service's: 52 letters and digits, the second half of which is always the
// same. The first half is a matter of the DB's seed and the sequence number of the request, so that
// logs of two runs can be compared.
const (
	idLength = 52
	idTail   = "VV4KQNSO5AEMVJF66Q9ASUAAJG"
	idDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
)

func requestID(seed int64, n uint64) string {
	var id [idLength]byte
	copy(id[idLength-len(idTail):], idTail)
	// 26 digits of 5 bits need three words of 12.
	for i := range 3 {
		bits := mix(uint64(seed)^0x9d4c0b5e, n*3+uint64(i))
		for j := i * 12; j < min(i*12+12, idLength-len(idTail)); j++ {
			id[j] = idDigits[bits&31]
			bits >>= 5
		}
	}
	return string(id[:])
}
