package s3files

// Limits of multipart uploads, from S3's user guide, "Amazon S3 multipart upload limits".
const (
	maxParts  = 10_000
	maxObject = 5 << 40
)

// Parts are 8 MiB as long as that's enough. From the 1,001st on their size doubles with each 1,000, and the last
// 5,000 are as large as it takes: 242 GiB in front of these and 4,883 GiB in them, together 5 TiB. The price is
// memory, but only for objects of that size.
const (
	firstPart   = 8 << 20
	partStep    = 1000
	lastDoubled = 5000
	lastPart    = 1 << 30
)

// partSize is how many bytes part number n has, from 1.
func partSize(n int) int {
	if n > lastDoubled {
		return lastPart
	}
	return firstPart << ((n - 1) / partStep)
}
