package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

// order is what a child process is to do.
type order struct {
	URL, Verb  string
	Sync       bool // the face
	Checkpoint string
	Rejects    string

	// Source is what is read of a table, Files are the input or output.
	Source sourceOrder
	Files  fileOrder
	Table  string // that is written
	Set    string
	Count  int64
}

type sourceOrder struct {
	Table, KeyCondition, Filter string
	Segments                    int
	Limit                       int64
	Names                       map[string]string
	Texts                       map[string]string // values
	Numbers                     map[string]string
}

type fileOrder struct {
	Names        []string
	Format       jobs.Format
	Window       int
	MaxFileBytes int64
	OutputFiles  int
}

// answer is what a child process prints at its end.
type answer struct {
	Summary jobs.Summary
	Err     string
	Resume  bool // Err is a *jobs.ResumeError
	Changed []string
}

// opened is the line that a child prints before it begins.
const opened = "opened"

const checkpointEvery = 20 * time.Millisecond

// child is the whole of a child process.
func child(text string) int {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	fmt.Println(opened)
	summary, err := do(o)
	a := answer{Summary: summary}
	if err != nil {
		a.Err = err.Error()
		var e *jobs.ResumeError
		if errors.As(err, &e) {
			a.Resume, a.Changed = true, e.Changed
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(a); err != nil {
		return 2
	}
	return 0
}

func do(o order) (jobs.Summary, error) {
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: &o.URL, Region: "us-east-1", HTTPClient: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		Credentials: credentials.NewStaticCredentialsProvider("dynactor", "dynactor", ""),
	})
	ex, err := api.Open(client)
	if err != nil {
		return jobs.Summary{}, err
	}
	summary, err := run(jobs.New(ex), o)
	return summary, errors.Join(err, ex.Close(context.Background()))
}

func run(r *jobs.Runner, o order) (jobs.Summary, error) {
	options := jobs.Options{Checkpoint: o.Checkpoint, CheckpointEvery: checkpointEvery, Rejects: o.Rejects}
	src := jobs.Source{
		Table: o.Source.Table, KeyCondition: o.Source.KeyCondition, Filter: o.Source.Filter, Segments: o.Source.Segments,
		Limit: o.Source.Limit, Names: o.Source.Names,
	}
	for name, v := range o.Source.Texts {
		src.Values = with(src.Values, name, text(v))
	}
	for name, v := range o.Source.Numbers {
		src.Values = with(src.Values, name, number(v))
	}
	files := jobs.Files{Names: o.Files.Names, Format: o.Files.Format}
	switch o.Verb {
	case "import":
		return in(o.Sync, r, (*jobs.Runner).Import, (*jobs.SyncRunner).Import, jobs.Import{Options: options, From: files, Table: o.Table, Window: o.Files.Window})
	case "export":
		return in(o.Sync, r, (*jobs.Runner).Export, (*jobs.SyncRunner).Export,
			jobs.Export{Options: options, From: src, To: files, MaxFileBytes: o.Files.MaxFileBytes, OutputFiles: o.Files.OutputFiles})
	case "copy":
		return in(o.Sync, r, (*jobs.Runner).Copy, (*jobs.SyncRunner).Copy, jobs.Copy{Options: options, From: src, Table: o.Table})
	case "delete":
		return in(o.Sync, r, (*jobs.Runner).Delete, (*jobs.SyncRunner).Delete, jobs.Delete{Options: options, From: src})
	case "update":
		return in(o.Sync, r, (*jobs.Runner).Update, (*jobs.SyncRunner).Update, jobs.Update{Options: options, From: src, Set: o.Set})
	case "count":
		return in(o.Sync, r, (*jobs.Runner).Count, (*jobs.SyncRunner).Count, jobs.Count{Options: options, From: src})
	case "diff":
		return in(o.Sync, r, (*jobs.Runner).Diff, (*jobs.SyncRunner).Diff, jobs.Diff{Options: options, Left: src, Right: o.Table})
	case "fill":
		return in(o.Sync, r, (*jobs.Runner).Fill, (*jobs.SyncRunner).Fill, jobs.Fill{Options: options, Table: o.Table, Count: o.Count, Size: 100})
	}
	return jobs.Summary{}, fmt.Errorf("there's no verb %q", o.Verb)
}

// in runs a job in one of the faces.
func in[S any](sync bool, r *jobs.Runner, begin func(*jobs.Runner, context.Context, S) *jobs.Job, do func(*jobs.SyncRunner, context.Context, S) (jobs.Summary, error), spec S) (jobs.Summary, error) {
	if sync {
		return do(r.Sync(), context.Background(), spec)
	}
	return begin(r, context.Background(), spec).Await(context.Background())
}
