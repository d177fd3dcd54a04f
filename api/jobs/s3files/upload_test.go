package s3files

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"
)

func TestPartsAreEnoughForTheLargestObject(t *testing.T) {
	var sum int64
	for n := 1; n <= maxParts; n++ {
		size := int64(partSize(n))
		require.GreaterOrEqual(t, size, int64(8<<20))
		require.LessOrEqual(t, size, int64(1<<30))
		sum += size
	}
	require.GreaterOrEqual(t, sum, int64(maxObject))
	require.Equal(t, 8<<20, partSize(1000))
	require.Equal(t, 16<<20, partSize(1001))
	require.Equal(t, 128<<20, partSize(5000))
	require.Equal(t, 1<<30, partSize(5001))
}

func TestAnOutputThatGetsTooLarge(t *testing.T) {
	f, s := small(t)
	o := create(t, s, false).(*output)
	write(t, o, "x")
	o.length = maxObject - 2
	n, err := o.Write([]byte("abc"))
	require.Equal(t, 2, n)
	require.ErrorContains(t, err, "write several files")
	require.ErrorContains(t, o.Close(), "write several files")

	o = create(t, s, false).(*output)
	write(t, o, noise(100))
	o.up.next = maxParts
	write(t, o, noise(100))
	_, err = o.Write([]byte(noise(100)))
	require.ErrorContains(t, err, "10000 parts")
	require.Error(t, o.Close())
	require.Zero(t, f.orphans())
}

func TestPartsOfTheirRealSize(t *testing.T) {
	f, srv := newFake(t)
	s := New(client(t, srv))
	want := noise(17 << 20)
	o := create(t, s, false)
	for i := 0; i < len(want); i += 300_000 {
		write(t, o, want[i:min(i+300_000, len(want))])
	}
	require.LessOrEqual(t, cap(o.(*output).buf), 8<<20)
	require.NoError(t, o.Close())
	holds(t, f, want)
	require.Equal(t, 3, f.count("UploadPart"))
}

func TestUploadsOverTLS(t *testing.T) {
	f, srv := newTLS(t)
	f.minPart = 100
	s := New(client(t, srv, func(o *s3.Options) { o.HTTPClient = srv.Client() }))
	s.maxDelay = time.Millisecond
	s.partSize = func(int) int { return 200_000 }
	f.fail(&fault{op: "UploadPart", skip: 1, status: 503, code: "SlowDown"}, &fault{op: "PutObject", status: 503, code: "SlowDown"})
	for _, size := range []int{0, 10, 950_000} {
		o := create(t, s, true)
		write(t, o, noise(size))
		require.NoError(t, o.Close())
		holds(t, f, noise(size))
	}
}

func TestServicesWithoutChecksums(t *testing.T) {
	f, srv := newFake(t)
	f.minPart = 100
	f.plain = true
	s := New(client(t, srv, func(o *s3.Options) {
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	}))
	s.partSize = func(int) int { return 100 }
	o := create(t, s, false)
	write(t, o, noise(1000))
	require.NoError(t, o.Close())
	holds(t, f, noise(1000))
	for _, r := range f.seen {
		for h := range r.Header {
			require.NotContains(t, strings.ToLower(h), "checksum")
		}
	}
}
