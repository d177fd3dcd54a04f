package s3files

import (
	"context"
	"fmt"
	"strings"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/internal/bulk/files"
)

// Mixed returns a store that has names that begin with s3:// in S3, and all others in the local store. It's what
// a program gives to its jobs whose users name their files. Without a local store it's the local file system;
// without one for S3, names in S3 are an error.
func Mixed(s3 *Store, local jobs.Store) jobs.Store {
	if local == nil {
		local = new(files.Local)
	}
	return mixed{s3: s3, local: local}
}

type mixed struct {
	s3    *Store
	local files.Store
}

func (m mixed) of(name string) (files.Store, error) {
	switch {
	case !strings.HasPrefix(name, Scheme):
		return m.local, nil
	case m.s3 == nil:
		return nil, fmt.Errorf("%s: S3 isn't set up here: use a local file", name)
	}
	return m.s3, nil
}

func (m mixed) List(ctx context.Context, pattern string) ([]files.Info, error) {
	s, err := m.of(pattern)
	if err != nil {
		return nil, err
	}
	return s.List(ctx, pattern)
}

func (m mixed) Open(ctx context.Context, name string) (files.Object, error) {
	s, err := m.of(name)
	if err != nil {
		return nil, err
	}
	return s.Open(ctx, name)
}

func (m mixed) Create(ctx context.Context, name string, resumeAt int64, o files.CreateOptions) (files.Output, error) {
	s, err := m.of(name)
	if err != nil {
		return nil, err
	}
	return s.Create(ctx, name, resumeAt, o)
}

func (m mixed) Remove(ctx context.Context, name string) error {
	s, err := m.of(name)
	if err != nil {
		return err
	}
	return s.Remove(ctx, name)
}
