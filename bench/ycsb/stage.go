package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/magiconair/properties"
	_ "github.com/pingcap/go-ycsb/db/dynamodb" // registers go-ycsb's own binding
	"github.com/pingcap/go-ycsb/pkg/client"
	"github.com/pingcap/go-ycsb/pkg/measurement"
	"github.com/pingcap/go-ycsb/pkg/prop"
	_ "github.com/pingcap/go-ycsb/pkg/workload" // registers the core workload
	"github.com/pingcap/go-ycsb/pkg/ycsb"

	_ "github.com/dynactor/dynactor/bench/ycsb/binding" // registers dynactor
)

// stage is a command's line. Its flags are go-ycsb's.
type stage struct {
	Database string `arg:"" help:"The database: ${enum}." enum:"dynactor,dynamodb"`

	Files      []string          `name:"property_file" short:"P" help:"Read properties from this file, such as ycsb/workloads/workloada. Of several, later ones win." type:"existingfile" placeholder:"FILE"`
	Properties map[string]string `name:"prop" short:"p" help:"Set a property, over the files'. Once for each." mapsep:"none" placeholder:"NAME=VALUE"`
	Threads    int               `help:"How many threads call, over the property threadcount." placeholder:"N"`
	Target     int               `help:"Attempt so many operations per second, over the property target." placeholder:"N"`
	Interval   int               `help:"Print the figures so far every so many seconds, over the property measurement.interval." placeholder:"SECONDS"`
}

// do runs the stage until it's done or ctx ends.
func (s *stage) do(ctx context.Context, command string, stdout io.Writer) (err error) {
	p, err := s.properties(command)
	if err != nil {
		return err
	}
	measurement.InitMeasure(p)
	creator := ycsb.GetWorkloadCreator(p.GetString(prop.Workload, "core"))
	if creator == nil {
		return fmt.Errorf("property %s: there's no workload of that name, use core", prop.Workload)
	}
	workload, err := creator.Create(p)
	if err != nil {
		return fmt.Errorf("the workload: %w", err)
	}
	defer func() { err = errors.Join(err, workload.Close()) }()
	db, err := ycsb.GetDBCreator(s.Database).Create(p)
	if err != nil {
		return fmt.Errorf("the database %s: %w", s.Database, err)
	}
	measured := client.DbWrapper{DB: db}
	defer func() { err = errors.Join(err, measured.Close()) }()

	fmt.Fprintf(stdout, "%s %s, properties:\n", command, s.Database)
	if _, err := p.WriteComment(stdout, "# ", properties.UTF8); err != nil {
		return err
	}
	start := time.Now()
	client.NewClient(p, workload, measured).Run(ctx)
	fmt.Fprintf(stdout, "%s took %s\n", command, time.Since(start))
	measurement.Output()
	return ctx.Err()
}

// properties are those of the files and of the command line.
func (s *stage) properties(command string) (*properties.Properties, error) {
	p := properties.NewProperties()
	if len(s.Files) > 0 {
		var err error
		if p, err = properties.LoadFiles(s.Files, properties.UTF8, false); err != nil {
			return nil, err
		}
	}
	set := map[string]string{}
	for name, value := range s.Properties {
		set[name] = value
	}
	for name, n := range map[string]int{prop.ThreadCount: s.Threads, prop.Target: s.Target, prop.LogInterval: s.Interval} {
		if n != 0 {
			set[name] = strconv.Itoa(n)
		}
	}
	set[prop.Command] = command
	set[prop.DoTransactions] = strconv.FormatBool(command == "run")
	for name, value := range set {
		if _, _, err := p.Set(name, value); err != nil {
			return nil, fmt.Errorf("property %s: %w", name, err)
		}
	}
	return p, check(p, command)
}

// check refuses what go-ycsb would end the process for, without closing anything.
func check(p *properties.Properties, command string) error {
	count := prop.OperationCount
	if command == "load" {
		count = prop.RecordCount
		if _, ok := p.Get(prop.InsertCount); ok {
			count = prop.InsertCount
		}
	}
	operations, threads := p.GetInt64(count, 0), p.GetInt64(prop.ThreadCount, 1)
	switch {
	case threads < 1:
		return fmt.Errorf("property %s is %d: it takes at least 1", prop.ThreadCount, threads)
	case operations < threads:
		return fmt.Errorf("property %s is %d, and there are %d threads: give each of them an operation", count, operations, threads)
	case p.GetInt(prop.BatchSize, 1) > 1 && (p.GetFloat64(prop.ScanProportion, 0) > 0 || p.GetFloat64(prop.ReadModifyWriteProportion, 0) > 0):
		return fmt.Errorf("property %s: go-ycsb has no batches of scans and of read-modify-writes, take a workload without them", prop.BatchSize)
	case p.GetInt64(prop.LogInterval, 10) < 1:
		return fmt.Errorf("property %s: it takes at least 1 second", prop.LogInterval)
	}
	return nil
}
