package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"

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
		process, err := startSelf(ctx, "serve-local", "--latency="+f.Latency[0].String(), fmt.Sprint("--metered=", f.Capacity > 0))
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("local %v", f.Latency[0])
		if f.Capacity > 0 {
			name = fmt.Sprintf("%s, %d units/s", name, f.Capacity)
		}
		return target.NewLocal(name, process, f.Capacity), nil
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
