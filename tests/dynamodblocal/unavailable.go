package dynamodblocal

import "fmt"

// Unavailable says that this machine lacks something without which DynamoDB Local cannot run. It is
// nobody's bug, so a test may skip for it; every other error of [Start] is a failure.
type Unavailable struct {
	Missing string // what is missing: "java", "npm", or the release that npm could not fetch
	Remedy  string // what to do, such as what to install
	Err     error  // how it was noticed
}

func (e *Unavailable) Error() string {
	return fmt.Sprintf("dynamodblocal: %s is missing: %s (%v)", e.Missing, e.Remedy, e.Err)
}

func (e *Unavailable) Unwrap() error { return e.Err }
