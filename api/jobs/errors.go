package jobs

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrCancelled is what a job ends with that was cancelled, or whose ctx ended. What was settled is in its summary
	// and checkpoint.
	ErrCancelled = errors.New("cancelled: what was settled is in the checkpoint, if there's one")
	// ErrTooManyRejected is what a job ends with when more records were rejected than MaxErrors.
	ErrTooManyRejected = errors.New("too many records were rejected")
	// ErrMismatch says that the counts don't add up: a defect. The summary has them.
	ErrMismatch = errors.New("the counts don't add up")
)

// SpecError is a member of a job's description that can't be used. Nothing was read or written.
type SpecError struct {
	// Field is its name, as "From.Names".
	Field string
	// Reason says what is wrong and what to do.
	Reason string
	// Err is why, if something else has said so; nil if not.
	Err error
}

func (e *SpecError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Field, e.Reason, e.Err)
	}
	return e.Field + ": " + e.Reason
}

// Unwrap returns Err.
func (e *SpecError) Unwrap() error { return e.Err }

// ResumeError says that a checkpoint is not of this job as it is now. Nothing was read or written.
type ResumeError struct {
	// Checkpoint is the file.
	Checkpoint string
	// Changed are the names of what isn't what it was; nil if the file can't be used for another reason, which is Err.
	Changed []string
	// Err is that reason.
	Err error
}

func (e *ResumeError) Error() string {
	if len(e.Changed) == 0 {
		return fmt.Sprintf("checkpoint %s: %v", e.Checkpoint, e.Err)
	}
	return fmt.Sprintf("checkpoint %s is of another job: %s changed; give what it was begun with, or remove the file, or name another, to begin anew",
		e.Checkpoint, strings.Join(e.Changed, ", "))
}

// Unwrap returns Err.
func (e *ResumeError) Unwrap() error { return e.Err }
