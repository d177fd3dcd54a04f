package output_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// memory is a Store without a disk's fsync, which has tests wait. Commit has a copy made, which is what Abort leaves.
type memory struct {
	visible, parts map[string][]byte
	streams        bool  // nothing can be resumed
	full           error // what writing fails with
	room           int   // bytes that may be written before that
}

func newMemory() *memory {
	return &memory{visible: map[string][]byte{}, parts: map[string][]byte{}}
}

func (m *memory) List(_ context.Context, name string) ([]files.Info, error) {
	if b, ok := m.visible[name]; ok {
		return []files.Info{{Name: name, Size: int64(len(b)), Identity: fmt.Sprintf("%p", b)}}, nil
	}
	return nil, fmt.Errorf("list %s: %w", name, fs.ErrNotExist)
}

type memoryObject struct {
	*bytes.Reader
	identity string
}

func (memoryObject) Close() error       { return nil }
func (o memoryObject) Identity() string { return o.identity }

func (m *memory) Open(ctx context.Context, name string) (files.Object, error) {
	infos, err := m.List(ctx, name)
	if err != nil {
		return nil, err
	}
	return memoryObject{bytes.NewReader(m.visible[name]), infos[0].Identity}, nil
}

func (m *memory) Remove(_ context.Context, name string) error {
	delete(m.visible, name)
	return nil
}

func (m *memory) Create(_ context.Context, name string, at int64, o files.CreateOptions) (files.Output, error) {
	if _, ok := m.visible[name]; ok && !o.Overwrite {
		return nil, fmt.Errorf("create %s: %w", name, fs.ErrExist)
	}
	part, ok := m.parts[name]
	if at > 0 && (!ok || int64(len(part)) < at) {
		return nil, fmt.Errorf("resume %s: %w", name, fs.ErrNotExist)
	}
	m.parts[name] = bytes.Clone(part[:at])
	return &memoryOutput{m: m, name: name, text: bytes.Clone(part[:at])}, nil
}

type memoryOutput struct {
	m    *memory
	name string
	text []byte
	done bool
}

func (o *memoryOutput) Write(p []byte) (int, error) {
	if o.done {
		panic("written after its end")
	}
	if o.m.full != nil {
		if o.m.room -= len(p); o.m.room < 0 {
			return 0, o.m.full
		}
	}
	o.text = append(o.text, p...)
	return len(p), nil
}

func (o *memoryOutput) Commit() (int64, error) {
	if o.done {
		return 0, errors.New("committed after its end")
	}
	// A crash may leave more than what was committed, so that resuming has to cut it off.
	o.m.parts[o.name] = append(bytes.Clone(o.text), "garbage"...)
	return int64(len(o.text)), nil
}

func (o *memoryOutput) CanResume() bool { return !o.m.streams }

func (o *memoryOutput) Close() error {
	o.m.visible[o.name] = o.text
	delete(o.m.parts, o.name)
	o.done = true
	return nil
}

func (o *memoryOutput) Abort() error { o.done = true; return nil }

func (o *memoryOutput) Discard() error {
	if !o.done {
		delete(o.m.parts, o.name)
	}
	o.done = true
	return nil
}

// stdin is a Store that has one text on its standard input.
func stdin(text string) files.Store {
	return &files.Local{Stdin: strings.NewReader(text), Stdout: io.Discard}
}
