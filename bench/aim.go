package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/target"
	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// aim starts the target that the flags name, or finds it.
func aim(ctx context.Context, f runFlags) (*target.Target, error) {
	switch f.Target {
	case targetFixed:
		process, err := startSelf(ctx, "serve", "--latency="+f.Latency[0].String())
		if err != nil {
			return nil, err
		}
		return target.NewFixed(process, f.Latency[0]), nil
	case targetLocal:
		process, err := startSelf(ctx, "serve-local", "--latency="+f.Latency[0].String(), fmt.Sprint("--capacity=", f.Capacity))
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("local %v", f.Latency[0])
		if f.Capacity > 0 {
			name = fmt.Sprintf("%s, %d units/s", name, f.Capacity)
		}
		return target.NewEndpoint(name, process.URL, f.Capacity, process.Stop), nil
	case targetEngine:
		engine, err := dynamodblocal.Start(ctx)
		if err != nil {
			return nil, err
		}
		return target.NewEndpoint("DynamoDB Local", engine.Endpoint(), f.Capacity, engine.Close), nil
	case targetAWS:
		found, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return nil, err
		}
		return target.NewAWS(found)
	default:
		return target.NewEndpoint(f.Target, f.Target, f.Capacity, nil), nil
	}
}

// startSelf runs this same program as a target. An interrupt, which the
// terminal sends to both, is only for this one.
func startSelf(ctx context.Context, arguments ...string) (*server.Process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return server.Start(ctx, program, arguments...)
}

// tail is how much longer than the median one of a hundred calls of the local
// target takes at least: a lognormal distribution as wide as that of the
// service, whose p99 is a few times its median.
const tail = 4

// serveLocal is api/local on a free loopback port until stdin ends.
func serveLocal(stdin io.Reader, stdout io.Writer, f serveLocalFlags) (err error) {
	options := []local.Option{local.WithLatency(local.Latency{Median: f.Latency, P99: tail * f.Latency}, served...)}
	if f.Capacity > 0 {
		options = append(options, local.WithCapacity(local.Capacity{}))
	}
	db, err := local.New(options...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	listening, err := db.Listen("")
	if err != nil {
		return err
	}
	if err := server.Greet(stdout, listening.Addr()); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, stdin)
	return listening.Close()
}

// served are the operations that take their time. Those around a measurement
// take none.
var served = []string{
	"PutItem", "GetItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "BatchGetItem", "Query", "Scan",
	"TransactWriteItems", "TransactGetItems", "ExecuteStatement", "BatchExecuteStatement",
}
