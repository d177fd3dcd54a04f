// Package token makes idempotency tokens: random UUIDs, version 4, in the form that DynamoDB's
// ClientRequestToken takes (36 characters at the most).
package token

import "github.com/google/uuid"

// New returns a token that nobody had before.
func New() string { return uuid.NewString() }
