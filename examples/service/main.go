// Service is a short-link service whose handlers ask for single items, each for its own request, and
// yet share calls: the executor coalesces what concurrent requests ask for.
//
//	go run ./examples/service -listen localhost:8080
//	curl --data-binary 'https://go.dev' localhost:8080/links    # answers with a path
//	curl -i localhost:8080/PATH
//
// Without -listen it shows itself: it serves on a free port, asks itself for some hundred things at
// once, stops as it would in production, and exits.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/examples/internal/engine"
)

var listen = flag.String("listen", "", "`address` to serve on until Ctrl-C, such as localhost:8080; default: show itself and exit")

func main() { engine.Main("service", "id", run) }

func run(ctx context.Context, client *dynamodb.Client, table string) error {
	// One executor for the whole program. A service would rather refuse a request than have ever more
	// of them wait, so the executor fails when it is full, and does not block.
	ex, err := api.Open(client, api.WithFailWhenFull())
	if err != nil {
		return err
	}
	defer ex.Close(context.WithoutCancel(ctx))
	links := &service{ex: ex, table: table}

	if *listen == "" {
		return demonstrate(ctx, links, client)
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	fmt.Printf("serving on http://%s\n", listener.Addr())
	return serve(ctx, listener, links)
}
