package localdb

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// stream is a table's stream, which is described and cannot be read: the Streams API is another service's.
type stream struct {
	view  types.StreamViewType // "": disabled
	label string               // of the latest one, which stays when it is disabled; "": there never was one
}

// newStreamError says what is wrong with the stream of a new table.
func newStreamError(s *types.StreamSpecification) error {
	switch {
	case s == nil:
	case *s.StreamEnabled && s.StreamViewType == "":
		return invalid("Table is being created with a stream enabled, UpdateViewType is required")
	case !*s.StreamEnabled && s.StreamViewType != "":
		return invalid("Table is being created with a stream disabled, UpdateViewType should not be specified")
	}
	return nil
}

// streamUpdateError is the same for UpdateTable.
func streamUpdateError(s *types.StreamSpecification) error {
	switch {
	case s == nil:
	case *s.StreamEnabled && s.StreamViewType == "":
		return invalid("If stream is being enabled then UpdateViewType is required")
	case !*s.StreamEnabled && s.StreamViewType != "":
		return invalid("If stream is being disabled, then UpdateViewType must not be specified")
	}
	return nil
}

// changeError refuses a change that is none: a stream's view is for ever.
func (s stream) changeError(to *types.StreamSpecification, table string) error {
	switch {
	case to == nil:
	case *to.StreamEnabled && s.view != "":
		return validation("Table already has an enabled stream: TableName: %s", table)
	case !*to.StreamEnabled && s.view == "":
		return validation("Table has no stream to disable: TableName: %s", table)
	}
	return nil
}

// change enables or disables the stream.
func (s *stream) change(to *types.StreamSpecification, now time.Time) {
	switch {
	case to == nil:
	case *to.StreamEnabled:
		s.view, s.label = to.StreamViewType, now.UTC().Format("2006-01-02T15:04:05.000")
	default:
		s.view = ""
	}
}
