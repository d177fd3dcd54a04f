package differential

import (
	"sync/atomic"
	"testing"
)

// families is the corpus.
var families = []family{malformed, creationFamily, adminFamily, transactWrites, transactGets, partiQL, queries, scans, batchWriteFamily, batchGetFamily, puts, gets, updateFamily, deletes, conditionFamily, foundFamily}

var faces = []struct {
	name string
	face face
}{{"wire", wire}, {"typed", typed}}

func TestDifferential(t *testing.T) {
	local, other := reference(t), subject(t)
	var played atomic.Int64
	t.Run("corpus", func(t *testing.T) {
		for _, f := range families {
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				for _, s := range f.scenarios {
					t.Run(s.name, func(t *testing.T) {
						for _, face := range faces {
							t.Run(face.name, func(t *testing.T) {
								where := f.name + "/" + s.name + "/" + face.name
								expectAlike(t, f.name, compare(t.Context(), where, face.face, local, other, s))
								played.Add(1)
							})
						}
					})
				}
			})
		}
		// Random tests come here.
	})
	found.write(t)
	if !self && played.Load() == scenarios() {
		noneStale(t)
	}
}

// scenarios is how many are played when none is left out by -run.
func scenarios() (count int64) {
	for _, f := range families {
		count += int64(len(f.scenarios) * len(faces))
	}
	return count
}

// expectAlike fails the test for each mismatch that is not meant.
func expectAlike(t *testing.T, family string, mismatches []mismatch) {
	t.Helper()
	for _, m := range mismatches {
		if len(m.spots()) > 0 {
			found.add(family, m)
			t.Errorf("- is DynamoDB Local, + the other engine\n%s", m)
		}
	}
}

// noneStale fails the suite for each listed difference that did not occur.
func noneStale(t *testing.T) {
	for _, d := range differences {
		if !d.seen.Load() {
			t.Errorf("this difference no longer occurs, so strike it off the list: %s %s\n local %s\n subject %s", d.where, d.path, d.local, d.subject)
		}
	}
}
