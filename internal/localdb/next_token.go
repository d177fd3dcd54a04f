package localdb

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/store"
)

// A NextToken is where a SELECT goes on: a version, the fingerprint of the statement, and the position of
// the entry that was the last one, in base64. It tells nothing that its owner doesn't know, and whoever
// makes one up gets no further than with a condition on the key.
const (
	nextTokenVersion = 1
	// maxNextToken is the longest one in bytes ("NextToken", API reference of ExecuteStatement). Keys are
	// too short for that.
	maxNextToken = 32768
)

var nextTokenEncoding = base64.RawURLEncoding

func errNextToken() error { return validation("Invalid NextToken") }

// statementFingerprint is what a NextToken is bound to.
func statementFingerprint(in *dynamodb.ExecuteStatementInput) fingerprint {
	w := digest{sha256.New()}
	w.text("select")
	w.parameterized(in.Statement, in.Parameters)
	return w.sum()
}

// nextToken makes the token of the statement's next page.
func nextToken(statement fingerprint, at store.Position) string {
	b := append([]byte{nextTokenVersion}, statement[:]...)
	for _, part := range [...]string{at.Key.Partition, at.Key.Sort, at.Owner.Partition, at.Owner.Sort} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return nextTokenEncoding.EncodeToString(b)
}

// readNextToken returns the position of a token. A token of another statement isn't one of this.
// (DynamoDB Local doesn't bind them: it goes on from any key that the table could have.)
func readNextToken(token string, statement fingerprint) (*store.Position, error) {
	b, err := nextTokenEncoding.DecodeString(token)
	if err != nil || len(b) < 1+len(statement) || b[0] != nextTokenVersion {
		return nil, errNextToken()
	}
	if subtle.ConstantTimeCompare(b[1:1+len(statement)], statement[:]) == 0 {
		return nil, validation("NextToken does not match request")
	}
	b = b[1+len(statement):]
	var parts [4]string
	for i := range parts {
		length, n := binary.Uvarint(b)
		if n <= 0 || length > uint64(len(b)-n) {
			return nil, errNextToken()
		}
		parts[i], b = string(b[n:n+int(length)]), b[n+int(length):]
	}
	if len(b) > 0 {
		return nil, errNextToken()
	}
	at := &store.Position{Key: store.NewKey(parts[0], parts[1])}
	if parts[2] != "" {
		at.Owner = store.NewKey(parts[2], parts[3])
	}
	return at, nil
}
