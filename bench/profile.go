package main

import (
	"errors"
	"os"
	"runtime/pprof"
)

// startProfiles profiles this process, where a file has a name.
func startProfiles(cpu, memory string) (stop func() error, err error) {
	var stops []func() error
	if cpu != "" {
		f, err := os.Create(cpu)
		if err != nil {
			return nil, err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		stops = append(stops, func() error {
			pprof.StopCPUProfile()
			return f.Close()
		})
	}
	if memory != "" {
		f, err := os.Create(memory)
		if err != nil {
			return nil, errors.Join(err, stopAll(stops))
		}
		stops = append(stops, func() error { return errors.Join(pprof.Lookup("allocs").WriteTo(f, 0), f.Close()) })
	}
	return func() error { return stopAll(stops) }, nil
}

func stopAll(stops []func() error) error {
	var problems []error
	for _, stop := range stops {
		problems = append(problems, stop())
	}
	return errors.Join(problems...)
}
