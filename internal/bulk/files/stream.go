package files

import (
	"fmt"
	"io"
	"os"
)

// stream is an output that's visible at once: standard output, a pipe or a device.
type stream struct {
	name   string
	w      io.Writer
	c      io.Closer // nil if it isn't ours to close
	length int64
	done   bool
	err    error // the first, returned ever after
}

func (l *Local) createStdout(resumeAt int64) (Output, error) {
	const name = "standard output"
	if resumeAt > 0 {
		return nil, cantResume(name)
	}
	if l.stdoutTaken.Swap(true) {
		return nil, fmt.Errorf("create %s: it's being written already: name %q once only", name, Stdio)
	}
	var w io.Writer = os.Stdout
	if l.Stdout != nil {
		w = l.Stdout
	}
	return &stream{name: name, w: w}, nil
}

func (l *Local) createStream(name string, resumeAt int64) (Output, error) {
	if resumeAt > 0 {
		return nil, cantResume(name)
	}
	f, err := l.openFile(name, os.O_WRONLY)
	if err != nil {
		return nil, explain("create", name, err)
	}
	return &stream{name: name, w: f, c: f}, nil
}

func cantResume(name string) error {
	return fmt.Errorf("resume %s: what was written to a stream can't be gone on with: start the job anew, and write to a file to be able to resume", name)
}

func (s *stream) Write(p []byte) (int, error) {
	if err := s.usable(); err != nil {
		return 0, err
	}
	n, err := s.w.Write(p)
	s.length += int64(n)
	if err != nil {
		s.err = explain("write", s.name, err)
	}
	return n, s.err
}

func (s *stream) Commit() (int64, error) {
	if err := s.usable(); err != nil {
		return 0, err
	}
	return s.length, nil
}

func (s *stream) CanResume() bool { return false }

func (s *stream) Close() error {
	if s.done {
		return s.err
	}
	if err := s.Abort(); s.err == nil && err != nil {
		s.err = err
	}
	return s.err
}

func (s *stream) Abort() error {
	if s.done || s.c == nil {
		s.done = true
		return nil
	}
	s.done = true
	if err := s.c.Close(); err != nil {
		return explain("close", s.name, err)
	}
	return nil
}

// Discard can't take back what was written.
func (s *stream) Discard() error { return s.Abort() }

func (s *stream) usable() error {
	switch {
	case s.err != nil:
		return s.err
	case s.done:
		return fmt.Errorf("write %s: %w", s.name, errDone)
	}
	return nil
}
