package engine

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// target is which DynamoDB and which table the flags ask for.
type target struct {
	endpoint, region, table string
	keep                    bool
}

func addFlags(flags *flag.FlagSet, name string) *target {
	to := &target{}
	flags.StringVar(&to.endpoint, "endpoint", os.Getenv("DYNACTOR_ENDPOINT"),
		"`URL` of a DynamoDB that runs already, such as http://localhost:8000; without it and without -region,\n"+
			"the run has a DynamoDB in its own process (api/local). The default is $DYNACTOR_ENDPOINT")
	flags.StringVar(&to.region, "region", "",
		"AWS region, such as eu-west-1: without -endpoint it means AWS, with AWS's default credentials, and costs a few cents")
	flags.StringVar(&to.table, "table", "dynactor-"+name,
		"`name` of the table; one that is not there is made for this run, and deleted at its end")
	flags.BoolVar(&to.keep, "keep", false, "keep the table that was made for this run")
	return to
}

// validate finds what can't be meant, before anything is started.
func (to target) validate() error {
	if to.endpoint != "" {
		u, err := url.Parse(to.endpoint)
		if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return fmt.Errorf("-endpoint %q is no address: give a URL such as http://localhost:8000", to.endpoint)
		}
	}
	if to.keep && to.own() {
		return errors.New("-keep needs -endpoint or -region: the DynamoDB in this process ends with it, and the table too")
	}
	return nil
}

// own reports whether the run is to have a DynamoDB of its own.
func (to target) own() bool { return to.endpoint == "" && to.region == "" }

// onThisMachine reports whether the endpoint is on this machine, where no real credentials are wanted.
func (to target) onThisMachine() bool {
	u, err := url.Parse(to.endpoint)
	if err != nil {
		return false
	}
	return u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
}

// database is a DynamoDB that is ready.
type database struct {
	client *dynamodb.Client
	where  string // for people
	own    bool   // started for this run
	close  func(ctx context.Context) error
}

// open is the one place that decides what an example talks to.
func (to target) open(ctx context.Context) (*database, error) {
	switch {
	case to.own():
		return startLocal()
	case to.onThisMachine():
		return connectLocal(to.endpoint, to.region), nil
	default:
		return connectAWS(ctx, to.endpoint, to.region)
	}
}
