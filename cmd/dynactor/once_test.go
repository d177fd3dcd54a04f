package main

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// What can't be read or written again waits for the table with each of its requests, as the job can't go back.
func TestStandardInputAndOutputOutliveAnOutage(t *testing.T) {
	for _, c := range []struct {
		args []string
		once bool
	}{
		{[]string{"import", "-", "--format", "json", "--table", "aaa"}, true},
		{[]string{"export", "--to", "-", "--table", "aaa"}, true},
		{[]string{"import", "file.json", "--table", "aaa"}, false},
		{[]string{"export", "--to", "out/", "--table", "aaa"}, false},
	} {
		s := newScript(t)
		s.run(c.args...)
		require.Len(t, s.aims, 1, s.stderr)
		synctest.Test(t, func(t *testing.T) {
			db, err := local.New()
			require.NoError(t, err)
			defer db.Close()
			ex, err := api.Open(db.Client(), s.aims[0].options...)
			require.NoError(t, err)
			defer ex.Close(context.Background())
			back := time.Now().Add(10 * time.Minute)
			defer db.Control(func(context.Context, *local.Request) error {
				if time.Now().Before(back) {
					return &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
				}
				return nil
			})()
			_, err = ex.ListTables(t.Context(), &dynamodb.ListTablesInput{}).Await(t.Context())
			require.Equal(t, c.once, err == nil, "%v: %v", c.args, err)
		})
	}
}
