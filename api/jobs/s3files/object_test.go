package s3files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

const name = "s3://bucket/d/data.json"

func open(t testing.TB, s *Store) files.Object {
	o, err := s.Open(bg, name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, o.Close()) })
	return o
}

func TestReadStreamsTheObject(t *testing.T) {
	f, s := small(t)
	for _, n := range []int{0, 1, 100_000} {
		f.put(name, noise(n))
		o := open(t, s)
		require.Equal(t, int64(n), o.Size())
		infos, err := s.List(bg, name)
		require.NoError(t, err)
		require.Equal(t, infos[0].Identity, o.Identity())
		before := f.count("GetObject")
		require.NoError(t, iotest.TestReader(o, []byte(noise(n))))
		require.LessOrEqual(t, f.count("GetObject")-before, 2*min(n, 1), "one for Read and one for ReadAt, and none for an empty object")
	}
}

func TestReadGoesOnWhereTheConnectionBroke(t *testing.T) {
	f, s := small(t)
	want := noise(300_000)
	f.put(name, want)
	o := open(t, s)
	f.fail(&fault{op: "GetObject", cut: 1000}, &fault{op: "GetObject", cut: 100_000}, &fault{op: "GetObject", status: 503, code: "SlowDown"},
		&fault{op: "GetObject", status: 500, code: "InternalError"}, &fault{op: "GetObject", lost: true}, &fault{op: "GetObject", cut: 1})
	got, err := io.ReadAll(o)
	require.NoError(t, err)
	require.True(t, want == string(got))
	require.Equal(t, 7, f.count("GetObject"))
	f.mu.Lock()
	defer f.mu.Unlock()
	last := f.seen[len(f.seen)-1]
	require.Equal(t, "bytes=101001-299999", last.Header.Get("Range"))
	require.Equal(t, quoted([]byte(want)), last.Header.Get("If-Match"))
}

func TestReadGivesUpAfterEnoughAttempts(t *testing.T) {
	f, s := small(t, Attempts(3))
	f.put(name, noise(5000))
	o := open(t, s)
	for range 5 {
		f.fail(&fault{op: "GetObject", status: 503, code: "SlowDown"})
	}
	_, err := o.Read(make([]byte, 10))
	require.ErrorContains(t, err, name)
	require.ErrorContains(t, err, "status 503, SlowDown")
	require.ErrorContains(t, err, "use fewer workers")
	require.Equal(t, 3, f.count("GetObject"))
	require.True(t, temporary(err))
	_, again := o.Read(make([]byte, 10))
	require.Equal(t, err, again)
}

func TestReadNeverMixesTwoObjects(t *testing.T) {
	f, s := small(t)
	f.put(name, noise(50_000))
	change := func(f *fakeS3) { f.store("bucket", "d/data.json", bytes.Repeat([]byte("x"), 50_000), "", nil) }

	o := open(t, s)
	f.fail(&fault{op: "GetObject", cut: 20_000}, &fault{op: "GetObject", before: change})
	got, err := io.ReadAll(o)
	require.ErrorIs(t, err, ErrChanged)
	require.ErrorContains(t, err, name+": the object has changed since it was opened (start the job anew)")
	require.Equal(t, noise(20_000), string(got))
	_, err = o.ReadAt(make([]byte, 10), 0)
	require.ErrorIs(t, err, ErrChanged)

	// A service that ignores If-Match is found out by the answer's ETag, one that ignores ranges by the answer's range.
	o = open(t, s)
	f.fail(&fault{op: "GetObject", forget: func(h http.Header) { h.Set("ETag", `"another"`) }})
	_, err = o.Read(make([]byte, 10))
	require.ErrorIs(t, err, ErrChanged)
	o = open(t, s)
	f.fail(&fault{op: "GetObject", cut: 100}, &fault{op: "GetObject", whole: true})
	got, err = io.ReadAll(o)
	require.ErrorContains(t, err, "doesn't send the range")
	require.Len(t, got, 100)

	o = open(t, s)
	f.fail(&fault{op: "GetObject", before: func(f *fakeS3) { delete(f.buckets["bucket"], "d/data.json") }})
	_, err = o.Read(make([]byte, 10))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestReadNoticesDamage(t *testing.T) {
	f, s := small(t)
	f.put(name, noise(5000))
	o := open(t, s)
	f.fail(&fault{op: "GetObject", forget: func(h http.Header) { h.Set("x-amz-checksum-crc32", crc(nil)) }})
	_, err := io.ReadAll(o)
	require.ErrorContains(t, err, "checksum")
	require.ErrorContains(t, err, name)
}

func TestReadAtOfAnyPlace(t *testing.T) {
	f, s := small(t)
	want := noise(2_500_000)
	f.put(name, want)
	o := open(t, s)
	rapid.Check(t, func(t *rapid.T) {
		off := rapid.Int64Range(0, int64(len(want))+10).Draw(t, "off")
		p := make([]byte, rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(0, 2_600_000)).Draw(t, "n"))
		n, err := o.ReadAt(p, off)
		rest := want[min(off, int64(len(want))):]
		require.Equal(t, min(len(p), len(rest)), n)
		require.True(t, rest[:n] == string(p[:n]))
		if n < len(p) {
			require.Equal(t, io.EOF, err)
		} else if off < int64(len(want)) {
			require.NoError(t, err)
		}
		held := 0
		for _, w := range o.(*object).win.wins {
			held += len(w.data)
		}
		require.Equal(t, held, o.(*object).win.held)
		require.LessOrEqual(t, held, windowBytes)
	})
	_, err := o.ReadAt(nil, -1)
	require.ErrorContains(t, err, "no byte -1")
}

func TestReadAtAsksSeldom(t *testing.T) {
	f, s := small(t)
	want := noise(4 << 20)
	f.put(name, want)
	o := open(t, s)
	// A footer is read backwards.
	p := make([]byte, 8)
	for _, back := range []int64{8, 1000, 20_000, 100_000} {
		_, err := o.ReadAt(p, int64(len(want))-back)
		require.NoError(t, err)
	}
	require.Equal(t, 1, f.count("GetObject"))
	// Two columns side by side: 128, 256, 512 KiB, 1 MiB, the rest.
	for i := int64(0); i < 1500<<10; i += 16 << 10 {
		for _, col := range []int64{0, 2 << 20} {
			p := make([]byte, 16<<10)
			_, err := o.ReadAt(p, col+i)
			require.NoError(t, err)
			require.True(t, want[col+i:col+i+16<<10] == string(p))
		}
	}
	require.LessOrEqual(t, f.count("GetObject"), 1+2*4)
}

func TestReadAtIsSafeForConcurrentUse(t *testing.T) {
	f, s := small(t)
	want := noise(2_100_000)
	f.put(name, want)
	o := open(t, s)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 20 {
				off := (g*7 + i*13) % 20 * 40_000
				p := make([]byte, 50_000+i%5*300_000)
				n, err := o.ReadAt(p, int64(off))
				if err != nil || n != len(p) || want[off:off+n] != string(p) {
					t.Error("wrong bytes", off, n, err)
				}
			}
		})
	}
	got, err := io.ReadAll(o)
	require.NoError(t, err)
	require.True(t, want == string(got))
	wg.Wait()
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	f, s := small(t)
	f.put(name, noise(4<<20))
	o := open(t, s)
	for i := range int64(20) {
		_, err := o.ReadAt(make([]byte, 10), i*150_000)
		require.NoError(t, err)
	}
	_, err := io.Copy(io.Discard, o)
	require.NoError(t, err)
	require.LessOrEqual(t, f.conns.Load(), int32(3))
}

func TestReadAtForgetsTheOldest(t *testing.T) {
	f, s := small(t)
	f.put(name, noise(21<<20))
	o := open(t, s)
	p := make([]byte, 1)
	for i := range 160 { // the places don't follow on one another
		_, err := o.ReadAt(p, int64(i)*(firstWindow+1))
		require.NoError(t, err)
		_, err = o.ReadAt(p, 0) // is always the one that was used last
		require.NoError(t, err)
	}
	require.Equal(t, 160, f.count("GetObject"))
	held := 0
	for _, w := range o.(*object).win.wins {
		held += len(w.data)
	}
	require.Equal(t, windowBytes, held)
	_, err := o.ReadAt(p, 159*(firstWindow+1))
	require.NoError(t, err)
	require.Equal(t, 160, f.count("GetObject"))
	_, err = o.ReadAt(p, firstWindow+1)
	require.NoError(t, err)
	require.Equal(t, 161, f.count("GetObject"))
}

func TestReadAtGoesOnAfterFaults(t *testing.T) {
	f, s := small(t, Attempts(3))
	want := noise(3 << 20)
	f.put(name, want)
	o := open(t, s)
	for _, n := range []int{1000, 2 << 20} {
		f.fail(&fault{op: "GetObject", cut: 100_000}, &fault{op: "GetObject", status: 500, code: "InternalError"}, &fault{op: "GetObject", cut: 5},
			&fault{op: "GetObject", lost: true})
		p := make([]byte, n)
		_, err := o.ReadAt(p, 1<<20)
		require.NoError(t, err)
		require.True(t, want[1<<20:1<<20+n] == string(p))
	}
	for range 3 {
		f.fail(&fault{op: "GetObject", status: 500, code: "InternalError"})
	}
	_, err := o.ReadAt(make([]byte, 10), 0)
	require.ErrorContains(t, err, "read "+name)
}

func TestAConnectionThatStandsStillIsGivenUp(t *testing.T) {
	f, s := small(t, Stall(50*time.Millisecond))
	f.put(name, noise(1000))
	f.fail(&fault{op: "HeadObject", hang: make(chan struct{})})
	o := open(t, s)
	f.fail(&fault{op: "GetObject", hang: make(chan struct{})})
	got, err := io.ReadAll(o)
	require.NoError(t, err)
	require.Equal(t, noise(1000), string(got))
	// More if the machine is busy.
	require.GreaterOrEqual(t, f.count("HeadObject"), 2)
	require.GreaterOrEqual(t, f.count("GetObject"), 2)

	_, s = small(t, Stall(-1))
	require.Equal(t, DefaultStall, s.stall)
}

func TestReadingEndsWithTheContextAndWithClose(t *testing.T) {
	f, s := small(t)
	f.put(name, noise(100_000))
	ctx, cancel := context.WithCancel(bg)
	o, err := s.Open(ctx, name)
	require.NoError(t, err)
	p := make([]byte, 10)
	_, err = o.Read(p)
	require.NoError(t, err)
	cancel()
	_, err = o.Read(p)
	require.ErrorIs(t, err, context.Canceled)
	_, err = o.ReadAt(p, 0)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, o.Close())
	_, err = s.Open(ctx, name)
	require.ErrorIs(t, err, context.Canceled)

	o = open(t, s)
	_, err = o.Read(p)
	require.NoError(t, err)
	require.NoError(t, o.Close())
	_, err = o.Read(p)
	require.ErrorIs(t, err, fs.ErrClosed)
	_, err = o.ReadAt(p, 0)
	require.ErrorIs(t, err, fs.ErrClosed)

	// The end of the job ends the wait between two attempts.
	ctx, cancel = context.WithCancel(bg)
	defer cancel()
	s.maxDelay = time.Hour
	o, err = s.Open(ctx, name)
	require.NoError(t, err)
	for range 10 {
		f.fail(&fault{op: "GetObject", status: 500, code: "InternalError", before: func(*fakeS3) { cancel() }})
	}
	_, err = o.Read(p)
	require.True(t, errors.Is(err, context.Canceled), err)
	require.NoError(t, o.Close())
}
