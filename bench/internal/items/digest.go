package items

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Digest is an order-free fingerprint of whole items: how many, and the wrapping sum of their hashes. The
// zero value is that of none.
type Digest struct {
	Items int
	Sum   Sum
}

// Add counts an item in.
func (d *Digest) Add(item Item) {
	d.Items++
	d.Sum.Add(mix(hashMap(item)))
}

// Join counts the items of another Digest in.
func (d *Digest) Join(other Digest) {
	d.Items += other.Items
	d.Sum += other.Sum
}

// Check tells whether these are the items that are wanted.
func (d Digest) Check(want Digest) error {
	switch {
	case d.Items != want.Items:
		return fmt.Errorf("there are %d items, not %d", d.Items, want.Items)
	case d.Sum != want.Sum:
		return fmt.Errorf("there are %d items, as there should be, but not the same ones", d.Items)
	}
	return nil
}

// hashMap is the same for the same attributes in any order: a sum. Each is mixed before, so that what two attributes
// exchange doesn't cancel out.
func hashMap(m Item) uint64 {
	sum := uint64(len(m))
	for name, value := range m {
		sum += mix(Hash(name)*3 + hashValue(value))
	}
	return sum
}

// hashValue hashes type and content of the types that the benchmark's items have.
func hashValue(value types.AttributeValue) uint64 {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return mix(Hash(v.Value) ^ 'S')
	case *types.AttributeValueMemberN:
		return mix(Hash(v.Value) ^ 'N')
	case *types.AttributeValueMemberB:
		return mix(Hash(v.Value) ^ 'B')
	case *types.AttributeValueMemberM:
		return mix(hashMap(v.Value) ^ 'M')
	default:
		panic(fmt.Sprintf("no digest for %T: the benchmark's items have none", value))
	}
}
