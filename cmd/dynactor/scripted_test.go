package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

// script is an app whose runner takes down what it's asked for, and answers as told.
type script struct {
	app            *app
	stdout, stderr *buffer
	signals        chan os.Signal
	exits          []int

	aims []aim
	spec any
	// The answer. hold, if set, has the job run until it's closed, or it's cancelled.
	summary  jobs.Summary
	err      error
	hold     chan struct{}
	onCancel func()
	progress jobs.Progress
	events   []jobs.Event
	stats    api.Stats
	info     tableInfo
	infoErr  error
	closed   int
}

func newScript(t *testing.T) *script {
	t.Chdir(t.TempDir())
	s := &script{stdout: &buffer{}, stderr: &buffer{}, signals: make(chan os.Signal, 2), info: tableInfo{items: 1234567}}
	s.app = &app{
		stdin: strings.NewReader(""), stdout: s.stdout, stderr: s.stderr, signals: s.signals,
		exit: func(code int) { s.exits = append(s.exits, code) },
		now:  func() time.Time { return time.Unix(1_700_000_000, 0).UTC() },
		connect: func(_ context.Context, to aim) (*connection, error) {
			s.aims = append(s.aims, to)
			return &connection{
				runner: s, stats: func() api.Stats { return s.stats },
				executor: new(api.Executor),
				describe: func(context.Context, string) (tableInfo, error) { return s.info, s.infoErr },
				close:    func(context.Context) error { s.closed++; return nil },
			}, nil
		},
	}
	return s
}

// run carries out a command line.
func (s *script) run(args ...string) int {
	s.app.args = append([]string{"dynactor"}, args...)
	return s.app.run(context.Background(), args)
}

func (s *script) start(spec any, o *jobs.Options) job {
	for _, e := range s.events {
		o.OnEvent(e)
	}
	// Functions can't be compared.
	o.OnEvent = nil
	s.spec = spec
	j := &scriptedJob{s: s, done: make(chan struct{}), cancelled: make(chan struct{})}
	if s.hold == nil {
		close(j.done)
		return j
	}
	go func() {
		select {
		case <-s.hold:
		case <-j.cancelled:
		}
		close(j.done)
	}()
	return j
}

func (s *script) Import(_ context.Context, x jobs.Import) job { return s.start(&x, &x.Options) }
func (s *script) Export(_ context.Context, x jobs.Export) job { return s.start(&x, &x.Options) }
func (s *script) Copy(_ context.Context, x jobs.Copy) job     { return s.start(&x, &x.Options) }
func (s *script) Delete(_ context.Context, x jobs.Delete) job { return s.start(&x, &x.Options) }
func (s *script) Update(_ context.Context, x jobs.Update) job { return s.start(&x, &x.Options) }
func (s *script) Count(_ context.Context, x jobs.Count) job   { return s.start(&x, &x.Options) }
func (s *script) Diff(_ context.Context, x jobs.Diff) job     { return s.start(&x, &x.Options) }
func (s *script) Fill(_ context.Context, x jobs.Fill) job     { return s.start(&x, &x.Options) }

type scriptedJob struct {
	s               *script
	done, cancelled chan struct{}
}

func (j *scriptedJob) Done() <-chan struct{}   { return j.done }
func (j *scriptedJob) Progress() jobs.Progress { return j.s.progress }

func (j *scriptedJob) Cancel() {
	if j.s.onCancel != nil {
		j.s.onCancel()
		return
	}
	close(j.cancelled)
}

func (j *scriptedJob) Await(ctx context.Context) (jobs.Summary, error) {
	select {
	case <-j.done:
		return j.s.summary, j.s.err
	case <-ctx.Done():
		return jobs.Summary{}, errors.New("the test gave up")
	}
}

// buffer is safe for several goroutines. onWrite, if set, is shown what's written.
type buffer struct {
	onWrite func(text string)
	mu      sync.Mutex
	b       bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	if b.onWrite != nil {
		b.onWrite(string(p))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func (s *script) copied() *jobs.Copy { return s.spec.(*jobs.Copy) }

// limitsOf has the options tell what they set, an index's behind a slash.
func limitsOf(options []api.Option) map[string]api.Limits {
	config := actors.DefaultConfig()
	for _, o := range options {
		o(&config)
	}
	out := map[string]api.Limits{}
	for table, t := range config.Tables {
		if t.Limits != (api.Limits{}) {
			out[table] = t.Limits
		}
		for index, l := range t.Indexes {
			out[table+"/"+index] = l
		}
	}
	return out
}
