package peers

import "context"

// openSDK is the SDK alone: a call for each item, on the caller's goroutine.
func openSDK(_ context.Context, on Target) (*Opened, error) {
	return &Opened{Store: clientStore{on.Client()}, Close: nothing}, nil
}
