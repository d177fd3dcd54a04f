package local

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// errorRate is the share of requests that fail, and with what.
type errorRate struct {
	p    float64
	errs []error
}

// SetErrorRate makes a share p of all requests fail, from 0 to 1, without being applied. Each fails
// with one of errs, at random; without errs, with the InternalServerError (HTTP 500) that the
// service has for its own failures, and that the SDK tries again. See [Fail] for what errs may be,
// and [Rate] for rates of single operations or of other faults.
//
// Whether a request fails is a matter of the seed and of its sequence number.
func (db *DB) SetErrorRate(p float64, errs ...error) error {
	if !(p >= 0 && p <= 1) {
		return fmt.Errorf("api/local: error rate is %v, give 0 to 1", p)
	}
	for _, err := range errs {
		if err == nil {
			return errors.New("api/local: one of the errors of the error rate is nil")
		}
	}
	if p == 0 {
		db.errorRate.Store(nil)
		return nil
	}
	if len(errs) == 0 {
		errs = []error{internalError()}
	}
	db.errorRate.Store(&errorRate{p: p, errs: append([]error(nil), errs...)})
	return nil
}

// draw returns what the n-th request fails with, nil if it doesn't.
func (r *errorRate) draw(seed int64, n uint64) error {
	bits := mix(uint64(seed), n)
	if unit(bits) >= r.p {
		return nil
	}
	return r.errs[mix(bits, n)%uint64(len(r.errs))]
}

func internalError() error {
	return &types.InternalServerError{Message: aws.String("Internal server error")}
}

// mix is a number that looks random, as a function of the seed and n alone, so that concurrent
// requests need no lock and a run can be repeated (the finalizer of SplitMix64).
func mix(seed, n uint64) uint64 {
	z := seed*0xd1342543de82ef95 + (n+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit maps bits to [0, 1).
func unit(bits uint64) float64 { return float64(bits>>11) / (1 << 53) }
