package differential

import (
	"regexp"
	"sync"
	"sync/atomic"
)

// deliberate is a difference that is meant. All its patterns have to match; an empty one always does.
type deliberate struct {
	// where matches the step: family/scenario/face: operation name-or-body.
	where string
	// path matches the place in the answer, such as Output.Items[0].n.N or Message.
	path string
	// verdict, instead of a path, matches what came out on both sides, as in OK/ValidationException. Such
	// an entry covers all that follows: where one refuses and the other does not, nothing is alike.
	verdict string
	// local and subject match the values at the path, as JSON; (absent) is none. With a verdict, they
	// match the errors' messages.
	local, subject string
	// reason says what the service does, and where that is documented.
	reason string

	seen    atomic.Bool
	compile sync.Once
	regexps [4]*regexp.Regexp
}

// meant is whether two answers are meant to differ there. An error of another type is never covered by
// an entry for its message.
func meant(where string, s spot) bool {
	return anyCovers(func(d *deliberate) bool { return d.verdict == "" && d.matches(where, s.path, s.left, s.right) })
}

// meantVerdict is whether one answer is meant to be an error, or to be of another type.
func meantVerdict(where string, local, subject answer) bool {
	verdict := outcome(local) + "/" + outcome(subject)
	return anyCovers(func(d *deliberate) bool {
		return d.verdict != "" && d.matches(where, verdict, local.Message, subject.Message)
	})
}

func outcome(a answer) string {
	if a.failed() {
		return a.Code
	}
	return "OK"
}

func anyCovers(covers func(*deliberate) bool) bool {
	for _, d := range differences {
		if covers(d) {
			d.seen.Store(true)
			return true
		}
	}
	return false
}

func (d *deliberate) matches(texts ...string) bool {
	d.compile.Do(func() {
		for i, pattern := range []string{d.where, d.path + d.verdict, d.local, d.subject} {
			d.regexps[i] = regexp.MustCompile(pattern)
		}
	})
	for i, text := range texts {
		if !d.regexps[i].MatchString(text) {
			return false
		}
	}
	return true
}
