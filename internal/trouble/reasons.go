package trouble

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Reason is why the service refused a request for lack of capacity, as it says itself.
type Reason struct {
	// Reason is the service's word, such as TableWriteProvisionedThroughputExceeded.
	Reason string
	// Table and Index are the names of what lacks it; Index is empty if it's the table itself, Table if
	// the service doesn't name it.
	Table, Index string
	// Write says whether it's for writes.
	Write bool
	// KeyRange says that it's one partition that lacks it, and not the whole.
	KeyRange bool
}

// Reasons lists the reasons that an error gives; none if it gives none.
func Reasons(err error) []Reason {
	var (
		provisioned *types.ProvisionedThroughputExceededException
		onDemand    *types.ThrottlingException
		account     *types.RequestLimitExceeded
		given       []types.ThrottlingReason
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &provisioned):
		given = provisioned.ThrottlingReasons
	case errors.As(err, &onDemand):
		given = onDemand.ThrottlingReasons
	case errors.As(err, &account):
		given = account.ThrottlingReasons
	}
	var all []Reason
	for _, g := range given {
		if why, ok := reason(aws.ToString(g.Reason), aws.ToString(g.Resource)); ok {
			all = append(all, why)
		}
	}
	return all
}

// reason reads {Table|Index}{Read|Write}{limit} and the ARN of the table or index.
func reason(word, arn string) (Reason, bool) {
	rest, ofIndex := strings.CutPrefix(word, "Index")
	if !ofIndex {
		var ofTable bool
		if rest, ofTable = strings.CutPrefix(word, "Table"); !ofTable {
			return Reason{}, false
		}
	}
	limit, writes := strings.CutPrefix(rest, "Write")
	if !writes {
		var reads bool
		if limit, reads = strings.CutPrefix(rest, "Read"); !reads {
			return Reason{}, false
		}
	}
	r := Reason{Reason: word, Write: writes, KeyRange: strings.HasPrefix(limit, "KeyRange")}
	of, index, _ := strings.Cut(arn, "/index/")
	if _, name, ok := strings.Cut(of, ":table/"); ok {
		r.Table = name
	}
	if ofIndex {
		if r.Index = index; index == "" {
			return Reason{}, false // of an index that isn't named
		}
	}
	return r, true
}

// expiredCodes say that credentials were good and no longer are.
var expiredCodes = map[string]bool{"ExpiredTokenException": true, "ExpiredToken": true}

// Expired says whether new credentials are what it takes.
func Expired(err error) bool {
	var api interface{ ErrorCode() string }
	return errors.As(err, &api) && expiredCodes[api.ErrorCode()]
}
