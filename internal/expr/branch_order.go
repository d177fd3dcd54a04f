package expr

import (
	"cmp"
	"slices"
)

// The service keeps the paths of an expression in a tree of hash maps, to judge by DynamoDB
// Local, and the order in which it goes through them shows where several things are wrong
// at once: in which error is told, and in which path is told to be the other of two. The
// order here was found by experiment.

// treeBucket returns the place of the element among n siblings. Siblings of one bucket are
// in the order in which they were added, the last of the text first.
func (e element) treeBucket(n int) uint32 {
	const offset = 8190
	h := uint32(e.index) // as Java's Integer.hashCode
	if e.name != "" {
		h = javaHash(e.name)
	}
	return javaBucket(offset-h, n)
}

// firstLeaf returns the first path below b, while paths are being added to it.
func (b *branch) firstLeaf() int {
	for b.leaf < 0 {
		first, least := 0, ^uint32(0)
		for i := range b.children {
			if bucket := b.children[i].treeBucket(len(b.children)); bucket < least {
				first, least = i, bucket
			}
		}
		b = &b.children[first]
	}
	return b.leaf
}

// evaluationOrder returns the order in which the actions of an update are evaluated, by the
// paths of n of them.
func evaluationOrder(root *branch, n int) []int {
	return appendOrder(make([]int, 0, n), root)
}

func appendOrder(dst []int, b *branch) []int {
	if b.leaf >= 0 {
		return append(dst, b.leaf)
	}
	n := len(b.children)
	if n == 1 {
		return appendOrder(dst, &b.children[0])
	}
	type place struct {
		bucket uint32
		child  *branch
	}
	var few [8]place
	places := few[:0]
	for i := range b.children {
		places = append(places, place{b.children[i].treeBucket(n), &b.children[i]})
	}
	slices.SortFunc(places, func(x, y place) int {
		return cmp.Or(cmp.Compare(x.bucket, y.bucket), y.child.first-x.child.first)
	})
	for _, p := range places {
		dst = appendOrder(dst, p.child)
	}
	return dst
}
