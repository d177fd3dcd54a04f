package expr

import (
	"errors"

	"github.com/aws/smithy-go"
)

// message returns the text of one of this package's errors, without the code.
func message(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return err.Error()
}
