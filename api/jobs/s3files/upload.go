package s3files

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"
)

// markKey is the name of the user metadata that has an output's mark: x-amz-meta-dynactor-output.
const markKey = "dynactor-output"

// upload is a multipart upload.
type upload struct {
	o      *output
	id     string
	next   int // number of the part that's being filled
	ctx    context.Context
	cancel context.CancelCauseFunc
	group  *errgroup.Group // of the parts that are under way
	spare  chan []byte

	mu    sync.Mutex
	parts []types.CompletedPart
	err   error // the first of a part
}

func beginUpload(o *output) (*upload, error) {
	in := &s3.CreateMultipartUploadInput{
		Bucket: &o.at.bucket, Key: &o.at.key, Metadata: map[string]string{markKey: o.mark}, ChecksumAlgorithm: o.s.checksum(),
	}
	var out *s3.CreateMultipartUploadOutput
	err := o.s.try(o.ctx, 0, func(ctx context.Context, opt func(*s3.Options)) (err error) {
		out, err = o.s.client.CreateMultipartUpload(ctx, in, opt)
		return err
	})
	if err != nil {
		return nil, err
	}
	u := &upload{o: o, id: aws.ToString(out.UploadId), next: 1, group: new(errgroup.Group), spare: make(chan []byte, o.s.parallel+1)}
	u.ctx, u.cancel = context.WithCancelCause(o.ctx)
	u.group.SetLimit(o.s.parallel)
	return u, nil
}

// checksum is what S3 compares the bytes with that arrive: none if the client was told to send what is required
// only, as services need that are like S3 but don't know them.
func (s *Store) checksum() types.ChecksumAlgorithm {
	if s.client.Options().RequestChecksumCalculation == aws.RequestChecksumCalculationWhenRequired {
		return ""
	}
	return types.ChecksumAlgorithmCrc32
}

// send uploads a part behind the caller's back and returns the memory for the next one.
func (u *upload) send(data []byte) ([]byte, error) {
	if u.next > maxParts {
		return nil, fmt.Errorf("S3 takes no more than %d parts: write several files", maxParts)
	}
	n := u.next
	u.next++
	u.group.Go(func() error {
		err := u.sendPart(n, data)
		u.spare <- data[:0] // there's room for all
		if err != nil {
			u.cancel(err) // the others needn't go on
		}
		return err
	})
	if err := u.failed(); err != nil {
		return nil, err
	}
	select {
	case b := <-u.spare:
		return b, nil
	default:
		return nil, nil
	}
}

func (u *upload) sendPart(n int, data []byte) error {
	o := u.o
	var out *s3.UploadPartOutput
	err := o.s.try(u.ctx, uploadTime(len(data)), func(ctx context.Context, opt func(*s3.Options)) (err error) {
		out, err = o.s.client.UploadPart(ctx, &s3.UploadPartInput{
			Bucket: &o.at.bucket, Key: &o.at.key, UploadId: &u.id, PartNumber: aws.Int32(int32(n)), //nolint:gosec // at most maxParts
			Body: bytes.NewReader(data), ChecksumAlgorithm: o.s.checksum(),
		}, opt)
		return err
	})
	u.mu.Lock()
	defer u.mu.Unlock()
	if err != nil {
		if u.err == nil {
			u.err = explain(fmt.Sprintf("upload part %d of", n), o.at, err)
		}
		return u.err
	}
	u.parts = append(u.parts, types.CompletedPart{
		PartNumber: aws.Int32(int32(n)), ETag: out.ETag, ChecksumCRC32: out.ChecksumCRC32, //nolint:gosec // as above
	})
	return nil
}

func (u *upload) failed() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.err
}

// wait waits for the parts that are under way.
func (u *upload) wait() error { return u.group.Wait() }

// stop breaks off the parts that are under way and waits for them: one that came after the upload was removed
// would stay.
func (u *upload) stop() {
	u.cancel(errAborted)
	_ = u.wait() // that's what was asked for
}

// complete makes the object of the parts.
func (u *upload) complete() error {
	defer u.cancel(nil)
	o := u.o
	slices.SortFunc(u.parts, func(a, b types.CompletedPart) int { return cmp.Compare(*a.PartNumber, *b.PartNumber) })
	in := &s3.CompleteMultipartUploadInput{
		Bucket: &o.at.bucket, Key: &o.at.key, UploadId: &u.id, MpuObjectSize: &o.length,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: u.parts}, IfNoneMatch: o.condition(),
	}
	err := o.s.try(o.ctx, completeTime, func(ctx context.Context, opt func(*s3.Options)) error {
		_, err := o.s.client.CompleteMultipartUpload(ctx, in, opt)
		return err
	})
	return o.settle(err)
}

// put makes the object of the one part there is.
func (o *output) put() error {
	err := o.s.try(o.ctx, uploadTime(len(o.buf)), func(ctx context.Context, opt func(*s3.Options)) error {
		_, err := o.s.client.PutObject(ctx, &s3.PutObjectInput{
			Bucket: &o.at.bucket, Key: &o.at.key, Body: bytes.NewReader(o.buf), ChecksumAlgorithm: o.s.checksum(),
			Metadata: map[string]string{markKey: o.mark}, IfNoneMatch: o.condition(),
		}, opt)
		return err
	})
	return o.settle(err)
}

func (o *output) condition() *string {
	if o.overwrite {
		return nil
	}
	return aws.String("*")
}

// settle looks at what has become of an object whose making has failed. If an attempt succeeded but its answer
// was lost, the next attempt is told that the object exists, or that the upload is gone; the mark says whether
// it's ours.
func (o *output) settle(err error) error {
	if err == nil || status(err) != 0 && status(err) != 404 && status(err) != 412 && status(err) < 500 {
		return err
	}
	ctx, cancel := context.WithTimeout(o.ctx, abortTime)
	defer cancel()
	var head *s3.HeadObjectOutput
	herr := o.s.try(ctx, 0, func(ctx context.Context, opt func(*s3.Options)) (err error) {
		head, err = o.s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &o.at.bucket, Key: &o.at.key}, opt)
		return err
	})
	switch {
	case herr == nil && head.Metadata[markKey] == o.mark && aws.ToInt64(head.ContentLength) == o.length:
		return nil
	case status(err) == 412:
		return appeared(o.at, err)
	}
	return err
}
