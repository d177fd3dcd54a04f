package peers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/magiconair/properties"
	_ "github.com/pingcap/go-ycsb/db/dynamodb" // registers the binding
	"github.com/pingcap/go-ycsb/pkg/ycsb"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// openGoYCSB is go-ycsb's own DynamoDB binding, as it is: a call for each item,
// with the SDK's HTTP client, which keeps 10 idle connections. Nothing of that
// can be set from outside. It doesn't heed the end of a context while a call is
// under way.
func openGoYCSB(_ context.Context, on Target) (*Opened, error) {
	output := log.Writer()
	log.SetOutput(withoutFailures{output})
	o := ycsbOpener{on: on, client: on.Client()}
	end := func(context.Context) error {
		log.SetOutput(output)
		return nil
	}
	return &Opened{Store: perTable[ycsbTable]{&tables[ycsbTable]{open: o.open}}, Close: end}, nil
}

// withoutFailures drops the log lines of the binding's failures: it returns them
// as well, and the lines have keys in them.
type withoutFailures struct{ io.Writer }

func (w withoutFailures) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("Couldn't ")) {
		return len(line), nil
	}
	return w.Writer.Write(line)
}

// ycsbTable is the binding for a table, for it knows only one. Each has an HTTP
// client of its own, which is why hundreds of them are too many.
type ycsbTable struct{ ycsb.DB }

func (t ycsbTable) Read(ctx context.Context, key string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	fields, err := t.DB.Read(ctx, "", key, nil)
	switch {
	case err != nil:
		return err
	case len(fields) == 0:
		return errAbsent
	case string(fields[items.PartitionKey]) != key:
		return errForeign
	}
	return nil
}

func (t ycsbTable) Put(ctx context.Context, item items.Item) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	key, err := items.KeyOf(item)
	if err != nil {
		return err
	}
	fields := make(map[string][]byte, len(item)+2)
	if err := flatten(fields, "", item); err != nil {
		return err
	}
	return t.Insert(ctx, "", key, fields)
}

func (t ycsbTable) Update(ctx context.Context, key, attribute, value string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return t.DB.Update(ctx, "", key, map[string][]byte{attribute: []byte(value)})
}

func (t ycsbTable) Scan(context.Context, string, int) (int, error) {
	return 0, errors.New("go-ycsb's binding has no scan")
}

type ycsbOpener struct {
	on     Target
	client *dynamodb.Client
}

// open makes the binding for a table. It asks for the table first, because the
// binding ends the process when there's none.
func (o ycsbOpener) open(ctx context.Context, table string) (t ycsbTable, err error) {
	if _, err := o.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table}); err != nil {
		return t, err
	}
	p := properties.NewProperties()
	for name, value := range map[string]string{
		"dynamodb.tablename":  table,
		"dynamodb.primarykey": items.PartitionKey,
		"dynamodb.endpoint":   numeric(o.on.Endpoint),
		"dynamodb.region":     o.on.Region,
	} {
		if _, _, err := p.Set(name, value); err != nil {
			return t, fmt.Errorf("go-ycsb's property %s: %w", name, err)
		}
	}
	err = o.withCredentials(ctx, func() (err error) {
		t.DB, err = ycsb.GetDBCreator("dynamodb").Create(p)
		return err
	})
	return t, err
}

// numeric is the endpoint without the name localhost, for which the binding has a
// region of its own.
func numeric(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil || u.Hostname() != "localhost" {
		return endpoint
	}
	u.Host = strings.Replace(u.Host, "localhost", "127.0.0.1", 1)
	return u.String()
}

// environment is the process's, which one database at a time may change.
var environment sync.Mutex

// withCredentials calls create with the credentials of the target's clients in
// the environment, where the binding looks for them. On AWS it finds them as they
// were found for the others.
func (o ycsbOpener) withCredentials(ctx context.Context, create func() error) (err error) {
	if o.on.Endpoint == "" {
		return create()
	}
	credentials, err := o.client.Options().Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	environment.Lock()
	defer environment.Unlock()
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID":     credentials.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY": credentials.SecretAccessKey,
		"AWS_SESSION_TOKEN":     credentials.SessionToken,
	} {
		before, was := os.LookupEnv(name)
		if e := os.Setenv(name, value); e != nil {
			return e
		}
		defer func() {
			if was {
				err = errors.Join(err, os.Setenv(name, before))
			} else {
				err = errors.Join(err, os.Unsetenv(name))
			}
		}()
	}
	return create()
}
