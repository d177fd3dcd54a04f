package differential

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// mismatch is two answers to one request that should be alike.
type mismatch struct {
	where   string // family/scenario/face
	request request
	local   answer
	subject answer
}

// spotsTold bounds what is told of two answers that have nothing in common.
const spotsTold = 12

// spots are where the answers differ and are not meant to.
func (m mismatch) spots() []spot {
	where := m.where + ": " + m.request.String()
	if meantVerdict(where, m.local, m.subject) {
		return nil
	}
	return slices.DeleteFunc(difference(m.local.tree(), m.subject.tree()), func(s spot) bool { return meant(where, s) })
}

// parting is whether the engines may go separate ways from there: not when both do it, or neither does,
// and the answers differ as they are meant to.
func (m mismatch) parting() bool {
	return m.local.failed() != m.subject.failed() || !alike(m.local, m.subject) && len(m.spots()) > 0
}

func (m mismatch) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", m.where, abridged(m.request.String(), 300))
	if m.request.name != "" {
		fmt.Fprintf(&b, "  %s\n", abridged(m.request.body, 600))
	}
	spots := m.spots()
	for _, s := range spots[:min(len(spots), spotsTold)] {
		fmt.Fprintf(&b, "  %s\n", s)
	}
	return b.String()
}

// compare plays a scenario on both engines and returns where they differ.
func compare(ctx context.Context, where string, f face, local, other *engine, s scenario) (found []mismatch) {
	want, wantErr := newRun(local, f).play(ctx, s)
	got, gotErr := newRun(other, f).play(ctx, s)
	if wantErr != nil || gotErr != nil {
		found = append(found, mismatch{where: where, request: request{op: "(setup)"},
			local: answer{Message: fmt.Sprint(wantErr)}, subject: answer{Message: fmt.Sprint(gotErr)}})
	}
	for i := range min(len(want), len(got)) {
		if s.steps[i].tidying || !want[i].made && !got[i].made {
			continue
		}
		m := mismatch{where, s.steps[i], want[i].answer, got[i].answer}
		if !alike(m.local, m.subject) {
			found = append(found, m)
		}
		if s.story && m.parting() {
			break // all that follows follows from that
		}
	}
	return found
}

// alike compares two answers. DynamoDB Local fails with a 500 where it meets what it did not expect, and
// then is no reference: all that is asked of the other engine is not to do the same.
func alike(local, subject answer) bool {
	if local.Status == 500 {
		return self || subject.Status < 500
	}
	return self && subject.Status == 500 || local.String() == subject.String()
}
