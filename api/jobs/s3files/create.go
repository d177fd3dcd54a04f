package s3files

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// Create begins an output. It can't go on with one: resumeAt must be 0. Uploads of the same name that weren't
// finished are removed, if the credentials allow to list them.
func (s *Store) Create(ctx context.Context, name string, resumeAt int64, o files.CreateOptions) (files.Output, error) {
	p, err := parseObject(name)
	if err != nil {
		return nil, fmt.Errorf("create: %w", err)
	}
	if resumeAt != 0 {
		return nil, fmt.Errorf("resume %s: an object in S3 can't be gone on with: write this file anew, from its first record on: %w", p, errors.ErrUnsupported)
	}
	// Also with Overwrite: a bucket that isn't there should be told of now, not after the first part.
	switch _, err := s.stat(ctx, p); {
	case err == nil && !o.Overwrite:
		return nil, exists(p)
	case err != nil && !missing(err) && !mayNotLook(err):
		return nil, explain("create", p, err)
	}
	if err := s.removeUploads(ctx, p); err != nil {
		return nil, explain("create", p, err)
	}
	return newOutput(ctx, s, p, o.Overwrite, rand.Text()), nil
}

// removeUploads removes what runs that crashed have left: parts of unfinished uploads aren't seen, and cost money.
func (s *Store) removeUploads(ctx context.Context, p place) error {
	in := &s3.ListMultipartUploadsInput{Bucket: &p.bucket, Prefix: &p.key}
	for {
		var out *s3.ListMultipartUploadsOutput
		err := s.try(ctx, 0, func(ctx context.Context, o func(*s3.Options)) (err error) {
			out, err = s.client.ListMultipartUploads(ctx, in, o)
			return err
		})
		// doc.go says how to have the bucket do it. Some services that are like S3 say NoSuchUpload when there are none.
		if mayNotLook(err) || status(err) == 501 || code(err) == "NoSuchUpload" {
			return nil
		}
		if err != nil {
			return err
		}
		for _, u := range out.Uploads {
			if aws.ToString(u.Key) != p.key {
				return nil // sorted by key, so that this one's are first
			}
			if err := s.abort(ctx, p, aws.ToString(u.UploadId)); err != nil && !mayNotLook(err) {
				return err
			}
		}
		if !aws.ToBool(out.IsTruncated) {
			return nil
		}
		if in.KeyMarker, in.UploadIdMarker = out.NextKeyMarker, out.NextUploadIdMarker; aws.ToString(in.KeyMarker) == "" {
			return errors.New("the listing of unfinished uploads goes on, but S3 doesn't say where")
		}
	}
}

// abort removes an upload and its parts. One that is gone already is no error.
func (s *Store) abort(ctx context.Context, p place, id string) error {
	err := s.try(ctx, 0, func(ctx context.Context, o func(*s3.Options)) error {
		_, err := s.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &p.bucket, Key: &p.key, UploadId: &id}, o)
		return err
	})
	if code(err) == "NoSuchUpload" {
		return nil
	}
	return err
}
