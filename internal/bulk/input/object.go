package input

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// object is an open file that is the listed one.
type object struct {
	files.Object
	n atomic.Int64 // bytes read from front to back
}

func (o *object) Read(p []byte) (int, error) {
	n, err := o.Object.Read(p)
	o.n.Add(int64(n))
	return n, err
}

// openObject opens a listed file.
func openObject(ctx context.Context, store files.Store, info files.Info) (*object, error) {
	o, err := store.Open(ctx, info.Name)
	if err != nil {
		return nil, err
	}
	if info.Identity != "" && o.Identity() != info.Identity {
		err := fmt.Errorf("%s %w: what was read of it may be of another file, start the job anew", info.Name, ErrChanged)
		return nil, errors.Join(err, o.Close())
	}
	return &object{Object: o}, nil
}

// tap is a store that has package awsexport open files in the way of openObject.
type tap struct{ files.Store }

// opening is the value under openingKey of the context to open a data file with.
type opening struct {
	info files.Info
	got  *object
}

type openingKey struct{}

func (t tap) Open(ctx context.Context, name string) (files.Object, error) {
	o, ok := ctx.Value(openingKey{}).(*opening)
	if !ok {
		return t.Store.Open(ctx, name) // a manifest
	}
	var err error
	if o.got, err = openObject(ctx, t.Store, o.info); err != nil {
		return nil, err
	}
	return o.got, nil
}
