package s3files

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

func create(t require.TestingT, s *Store, overwrite bool) files.Output {
	o, err := s.Create(bg, name, 0, files.CreateOptions{Overwrite: overwrite})
	require.NoError(t, err)
	return o
}

func write(t require.TestingT, o files.Output, text string) {
	n, err := o.Write([]byte(text))
	require.NoError(t, err)
	require.Equal(t, len(text), n)
}

func holds(t require.TestingT, f *fakeS3, text string) {
	got, ok := f.get(name)
	require.True(t, ok)
	require.True(t, text == got)
	require.Zero(t, f.orphans())
}

func TestOutputsOfAllSizes(t *testing.T) {
	f, s := small(t)
	for size, requests := range map[int]map[string]int{
		0:   {"PutObject": 1},
		99:  {"PutObject": 1},
		100: {"CreateMultipartUpload": 1, "UploadPart": 1, "CompleteMultipartUpload": 1},
		101: {"CreateMultipartUpload": 1, "UploadPart": 2, "CompleteMultipartUpload": 1},
		950: {"CreateMultipartUpload": 1, "UploadPart": 10, "CompleteMultipartUpload": 1},
	} {
		before := map[string]int{}
		for _, op := range []string{"PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"} {
			before[op] = f.count(op)
		}
		o := create(t, s, true)
		write(t, o, noise(size))
		n, err := o.Commit()
		require.NoError(t, err)
		require.Equal(t, int64(size), n)
		require.False(t, o.CanResume())
		require.NoError(t, o.Close())
		holds(t, f, noise(size))
		for op, n := range before {
			require.Equal(t, requests[op], f.count(op)-n, op)
		}
		require.NoError(t, o.Close(), "twice")
		require.NoError(t, o.Abort())
		require.NoError(t, o.Discard())
		holds(t, f, noise(size))
		_, err = o.Write([]byte("x"))
		require.ErrorIs(t, err, fs.ErrClosed)
		_, err = o.Commit()
		require.ErrorIs(t, err, fs.ErrClosed)
	}
}

// Any writes, with any faults that pass, give the bytes that were written.
func TestOutputsHoldWhatWasWritten(t *testing.T) {
	f, s := small(t)
	rapid.Check(t, func(t *rapid.T) {
		s.parallel = rapid.IntRange(1, 4).Draw(t, "parallel")
		s.partSize = func(n int) int { return 100 + n/4*50 }
		f.mu.Lock()
		f.plan = nil
		f.mu.Unlock()
		for _, op := range rapid.SliceOfN(rapid.SampledFrom([]string{"PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "HeadObject"}), 0, 5).Draw(t, "faults") {
			x := &fault{op: op, skip: rapid.IntRange(0, 3).Draw(t, "skip")}
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				x.lost = op != "CreateMultipartUpload" // it would leave an upload that nobody knows of
				x.short = !x.lost
			case 1:
				x.status, x.code = 503, "SlowDown"
			case 2:
				x.status, x.code = 500, "InternalError"
			}
			f.fail(x)
		}
		overwrite := rapid.Bool().Draw(t, "overwrite")
		f.mu.Lock()
		delete(f.buckets["bucket"], "d/data.json")
		f.mu.Unlock()
		if overwrite {
			f.put(name, "old")
		}
		o := create(t, s, overwrite)
		all := noise(rapid.IntRange(0, 3000).Draw(t, "size"))
		for rest := all; rest != ""; {
			n := min(rapid.IntRange(1, 700).Draw(t, "n"), len(rest))
			write(t, o, rest[:n])
			rest = rest[n:]
		}
		require.NoError(t, o.Close())
		holds(t, f, all)
	})
}

func TestNothingIsToBeSeenBeforeClose(t *testing.T) {
	f, s := small(t)
	o := create(t, s, false)
	write(t, o, noise(1000))
	_, ok := f.get(name)
	require.False(t, ok)
	require.NoError(t, o.Close())
	holds(t, f, noise(1000))

	o = create(t, s, true)
	write(t, o, "new")
	holds(t, f, noise(1000))
	require.NoError(t, o.Close())
	holds(t, f, "new")
}

func TestAbortAndDiscardLeaveNothing(t *testing.T) {
	for _, size := range []int{10, 1000} {
		for _, end := range []func(files.Output) error{files.Output.Abort, files.Output.Discard} {
			f, s := small(t, Parallel(3))
			o := create(t, s, false)
			write(t, o, noise(size))
			require.NoError(t, end(o))
			require.NoError(t, end(o))
			require.NoError(t, o.Close())
			_, ok := f.get(name)
			require.False(t, ok)
			require.Zero(t, f.orphans())
			_, err := o.Write([]byte("x"))
			require.ErrorIs(t, err, fs.ErrClosed)
		}
	}
}

func TestDiscardTellsOfPartsThatStay(t *testing.T) {
	f, s := small(t, Attempts(2))
	o := create(t, s, false)
	write(t, o, noise(1000))
	f.fail(&fault{op: "AbortMultipartUpload", status: 403, code: "AccessDenied"})
	err := o.Discard()
	require.ErrorContains(t, err, "abort-multipart-upload --upload-id upload-1")
	require.ErrorContains(t, err, name)
	require.ErrorIs(t, err, fs.ErrPermission)
	require.Equal(t, 1, f.orphans())

	// The next output of the name clears up, and only there.
	other, err := s.Create(bg, name+"2", 0, files.CreateOptions{})
	require.NoError(t, err)
	write(t, other, noise(1000))
	f.page = 1
	f.mu.Lock()
	for i := range 3 {
		id := fmt.Sprintf("old-%d", i)
		f.uploads[id] = &pending{bucket: "bucket", key: "d/data.json", id: id}
	}
	f.mu.Unlock()
	require.Equal(t, 5, f.orphans())
	o = create(t, s, false)
	require.Equal(t, 1, f.orphans())
	require.Equal(t, 1+4, f.count("AbortMultipartUpload"))
	require.NoError(t, other.Close())
	require.NoError(t, o.Discard())
	got, _ := f.get(name + "2")
	require.Equal(t, noise(1000), got)
}

// A part that came in after the upload was removed would stay.
func TestDiscardWaitsForThePartsUnderWay(t *testing.T) {
	f, s := small(t)
	o := create(t, s, false)
	f.fail(&fault{op: "UploadPart", hang: make(chan struct{})})
	write(t, o, noise(100))
	require.NoError(t, o.Discard())
	require.True(t, o.(*output).up.group.TryGo(func() error { return nil }), "there's room: none is under way")
	require.Zero(t, f.orphans())
}

func TestDiscardOfWhatIsGoneAlready(t *testing.T) {
	f, s := small(t)
	o := create(t, s, false)
	write(t, o, noise(1000))
	f.mu.Lock()
	clear(f.uploads) // as a rule of the bucket does
	f.mu.Unlock()
	require.NoError(t, o.Discard())

	o = create(t, s, false)
	write(t, o, noise(100))
	f.mu.Lock()
	clear(f.uploads)
	f.mu.Unlock()
	_, _ = o.Write([]byte(noise(250)))
	require.ErrorContains(t, o.Close(), "the unfinished upload is gone")
}

// S3 takes minutes to put large objects together, and sends nothing meanwhile.
func TestCloseHasPatience(t *testing.T) {
	f, s := small(t, Stall(50*time.Millisecond))
	o := create(t, s, false)
	write(t, o, noise(1000))
	hold := make(chan struct{})
	f.fail(&fault{op: "CompleteMultipartUpload", hang: hold})
	timer := time.AfterFunc(200*time.Millisecond, func() { close(hold) })
	defer timer.Stop()
	require.NoError(t, o.Close())
	holds(t, f, noise(1000))
	require.Equal(t, 1, f.count("CompleteMultipartUpload"))
}

func TestAnObjectThatExistsIsKept(t *testing.T) {
	for _, size := range []int{3, 1000} {
		f, s := small(t)
		f.put(name, "old")
		_, err := s.Create(bg, name, 0, files.CreateOptions{})
		require.ErrorIs(t, err, fs.ErrExist)
		require.ErrorContains(t, err, name)
		require.NoError(t, s.Remove(bg, name))

		o := create(t, s, false)
		write(t, o, noise(size))
		appeared := strings.Repeat("a", size) // as long as the output
		f.put(name, appeared)
		err = o.Close()
		require.ErrorIs(t, err, fs.ErrExist)
		require.ErrorContains(t, err, name+": an object of that name has appeared")
		require.Equal(t, err, o.Close())
		holds(t, f, appeared)
	}
}

func TestCloseWhoseAnswerIsLost(t *testing.T) {
	for _, overwrite := range []bool{false, true} {
		for _, size := range []int{3, 1000} {
			f, s := small(t)
			o := create(t, s, overwrite)
			write(t, o, noise(size))
			f.fail(&fault{op: "PutObject", lost: true}, &fault{op: "CompleteMultipartUpload", lost: true})
			require.NoError(t, o.Close())
			holds(t, f, noise(size))
		}
	}
}

func TestAFailedPartEndsTheOutput(t *testing.T) {
	f, s := small(t, Parallel(2))
	o := create(t, s, false)
	f.fail(&fault{op: "UploadPart", skip: 2, status: 403, code: "AccessDenied"})
	var err error
	for range 1000 {
		if _, err = o.Write([]byte(noise(100))); err != nil {
			break
		}
	}
	require.ErrorIs(t, err, fs.ErrPermission)
	require.ErrorContains(t, err, "upload part ")
	require.ErrorContains(t, err, " of "+name+": status 403, AccessDenied")
	_, cerr := o.Commit()
	require.Equal(t, err, cerr)
	require.Equal(t, err, o.Close())
	_, ok := f.get(name)
	require.False(t, ok)
	require.Zero(t, f.orphans())
}

func TestAFailedCloseLeavesNothing(t *testing.T) {
	for op, size := range map[string]int{"PutObject": 10, "CreateMultipartUpload": 100, "UploadPart": 150, "CompleteMultipartUpload": 150} {
		f, s := small(t)
		o := create(t, s, false)
		f.fail(&fault{op: op, skip: 0, status: 400, code: "InvalidRequest"})
		_, err := o.Write([]byte(noise(size)))
		if cerr := o.Close(); err == nil {
			err = cerr
		}
		require.ErrorContains(t, err, "InvalidRequest", op)
		require.ErrorContains(t, err, name)
		_, ok := f.get(name)
		require.False(t, ok)
		require.Zero(t, f.orphans(), op)
	}
}

func TestUploadsGoOnAfterFaults(t *testing.T) {
	f, s := small(t, Stall(100*time.Millisecond))
	o := create(t, s, false)
	f.fail(&fault{op: "CreateMultipartUpload", status: 503, code: "SlowDown"}, &fault{op: "UploadPart", lost: true}, &fault{op: "UploadPart", skip: 1, status: 500, code: "InternalError"},
		&fault{op: "UploadPart", hang: make(chan struct{}), status: 500, code: "InternalError"}, &fault{op: "CompleteMultipartUpload", short: true})
	write(t, o, noise(550))
	require.NoError(t, o.Close())
	holds(t, f, noise(550))
	require.GreaterOrEqual(t, f.count("UploadPart"), 6+3)
	require.GreaterOrEqual(t, f.count("CompleteMultipartUpload"), 2)
}

// A job that was cancelled still finishes its output.
func TestOutputsOutliveTheContext(t *testing.T) {
	f, s := small(t)
	ctx, cancel := context.WithCancel(bg)
	o, err := s.Create(ctx, name, 0, files.CreateOptions{})
	require.NoError(t, err)
	write(t, o, noise(500))
	cancel()
	write(t, o, noise(500))
	require.NoError(t, o.Close())
	holds(t, f, noise(500)+noise(500))
	_, err = s.Create(ctx, name, 0, files.CreateOptions{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestNoMorePartsUnderWayThanAsked(t *testing.T) {
	for _, n := range []int{1, 3} {
		f, s := small(t, Parallel(n))
		o := create(t, s, false)
		hold := make(chan struct{})
		arrived := make(chan struct{}, 100)
		for range 10 {
			f.fail(&fault{op: "UploadPart", hang: hold, before: func(*fakeS3) { arrived <- struct{}{} }})
		}
		done := make(chan error)
		go func() {
			_, err := o.Write([]byte(noise(1000)))
			done <- err
		}()
		for range n {
			<-arrived
		}
		select {
		case <-arrived:
			t.Error("one more than asked for")
		case <-done:
			t.Error("nobody waited")
		case <-time.After(30 * time.Millisecond):
		}
		close(hold)
		require.NoError(t, <-done)
		require.NoError(t, o.Close())
		holds(t, f, noise(1000))
	}
}

func TestCreateRefuses(t *testing.T) {
	f, s := small(t)
	for bad, want := range map[string]string{
		"data.json": "write s3://bucket/key", "s3://": "no bucket", "s3:///x": "no bucket", "s3://bucket": "names no object", "s3://bucket/d/": "names no object",
		"s3://b*/x": "can't be a pattern", "s3://bucket/" + strings.Repeat("x", 1025): "1025 bytes", "s3://nowhere/x": "there's no bucket of this name",
	} {
		_, err := s.Create(bg, bad, 0, files.CreateOptions{Overwrite: true})
		require.ErrorContains(t, err, want, bad)
	}
	for _, at := range []int64{-1, 5} {
		_, err := s.Create(bg, name, at, files.CreateOptions{})
		require.ErrorContains(t, err, "can't be gone on with")
	}
	require.Zero(t, f.orphans())
}

// Credentials that may do no more than write are enough.
func TestCredentialsThatMayOnlyWrite(t *testing.T) {
	f, s := small(t)
	for _, op := range []string{"HeadObject", "GetObject", "ListMultipartUploads"} {
		f.fail(&fault{op: op, status: 403, code: "AccessDenied"})
	}
	o := create(t, s, false)
	write(t, o, noise(1000))
	require.NoError(t, o.Close())
	holds(t, f, noise(1000))
}

// Services that can't list uploads, or say that there are none by an error, are written to all the same.
func TestServicesWithoutAListOfUploads(t *testing.T) {
	for code, status := range map[string]int{"NotImplemented": 501, "NoSuchUpload": 404} {
		f, s := small(t)
		f.fail(&fault{op: "ListMultipartUploads", status: status, code: code})
		o := create(t, s, false)
		write(t, o, noise(1000))
		require.NoError(t, o.Close(), code)
		holds(t, f, noise(1000))
	}
}
