package fastpath

import (
	"context"
	"net"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"
)

// piped returns a server, and a transport that reaches it through memory, so that time may be that
// of a bubble.
func piped(t testing.TB, answer func(r received, w net.Conn) bool) (*server, *http.Transport) {
	s := &server{answer: answer}
	tr := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		own, theirs := net.Pipe()
		s.mu.Lock()
		defer s.mu.Unlock()
		number := len(s.conns)
		s.conns = append(s.conns, theirs)
		s.done.Go(func() { s.serve(theirs, number) })
		return own, nil
	}}
	t.Cleanup(func() {
		s.hangUp()
		s.done.Wait()
	})
	t.Cleanup(tr.CloseIdleConnections)
	return s, tr
}

func pipedPair(t testing.TB, client dynamodb.HTTPClient, changes ...func(*dynamodb.Options)) *pair {
	o := dynamodb.Options{BaseEndpoint: aws.String("http://memory.example"), HTTPClient: client}
	for _, change := range changes {
		change(&o)
	}
	p := newPair(t, o)
	require.NotNil(t, p.fast)
	return p
}
