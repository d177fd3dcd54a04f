package checkpoint

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// State is how far a job has come.
type State struct {
	// Version is the format's. Save sets it, Load returns it.
	Version int `json:"-"`
	// Identity is what must be the same when the job is resumed, by name: the verb, the arguments that
	// matter, each input (name, size, time or ETag), the table (ARN and creation time). A name may be shown to the
	// user, a value never is.
	Identity map[string]string `json:"identity"`
	// Positions are where to go on, by input file or segment. They're JSON that this package doesn't look into,
	// and may take out the spaces of.
	Positions map[string]json.RawMessage `json:"positions"`
	// Counts are those of tally, by name.
	Counts map[string]int64 `json:"counts"`
	// Done says that nothing is left to do.
	Done bool `json:"done"`
	// Saved is when the state was saved, in UTC. Save sets it where it's zero.
	Saved time.Time `json:"saved"`
}

// ChangedError says that a checkpoint belongs to another job than the one that's to be resumed.
type ChangedError struct {
	// What are the names of the members of the identity whose values are different, Gone those that only the
	// checkpoint has, New those that it doesn't have. They're sorted.
	What, Gone, New []string
}

// namesShown bounds the names that an error shows of a kind: an input may consist of thousands of files.
const namesShown = 5

func (e *ChangedError) Error() string {
	var parts []string
	for _, p := range []struct {
		is    string
		names []string
	}{{"changed", e.What}, {"no longer there", e.Gone}, {"new", e.New}} {
		if len(p.names) == 0 {
			continue
		}
		shown, more := p.names, ""
		if len(shown) > namesShown {
			shown, more = shown[:namesShown], fmt.Sprintf(" and %d more", len(p.names)-namesShown)
		}
		parts = append(parts, fmt.Sprintf("%s: %s%s", p.is, strings.Join(shown, ", "), more))
	}
	return fmt.Sprintf("the checkpoint is of another job (%s); run the job as it was, or start anew with another checkpoint",
		strings.Join(parts, "; "))
}

// Check compares the state's identity with that of the job that's to be resumed, and returns a *[ChangedError] that
// names each difference.
func (s *State) Check(identity map[string]string) error {
	var e ChangedError
	for name, was := range s.Identity {
		is, ok := identity[name]
		if !ok {
			e.Gone = append(e.Gone, name)
		} else if is != was {
			e.What = append(e.What, name)
		}
	}
	for name := range identity {
		if _, ok := s.Identity[name]; !ok {
			e.New = append(e.New, name)
		}
	}
	if e.What == nil && e.Gone == nil && e.New == nil {
		return nil
	}
	slices.Sort(e.What)
	slices.Sort(e.Gone)
	slices.Sort(e.New)
	return &e
}
