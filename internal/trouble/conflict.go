package trouble

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// conflictCodes say that an item was busy, and that nothing was done. DynamoDB documents both as
// passing; the SDK leaves them to its caller.
var conflictCodes = map[string]bool{
	"TransactionConflictException":     true, // with a transaction, of a single-item operation
	"ReplicatedWriteConflictException": true, // with a write in another Region, of a table with strong consistency across Regions
}

// passing are the cancellation reasons that say nothing against the transaction itself, by what
// they mean for it. Unlike an answer of that name, InternalServerError among the reasons leaves no
// doubt: the transaction was cancelled.
var passing = map[string]Kind{
	"TransactionConflict":           Conflict,
	"InternalServerError":           Conflict,
	"ThrottlingError":               Throttle,
	"ProvisionedThroughputExceeded": Throttle,
	"RequestLimitExceeded":          Throttle,
}

// cancellation finds a cancelled transaction, and what its reasons mean together. One that
// won't pass decides, since with it another attempt fails as well; lack of capacity comes before
// conflicts. Without any reason there's no reason to hope.
func cancellation(err error) (kind Kind, found bool) {
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return Item, false
	}
	for _, reason := range cancelled.CancellationReasons {
		code := aws.ToString(reason.Code)
		if code == "None" || code == "" { // an action that nothing was wrong with
			continue
		}
		of, passes := passing[code]
		if !passes {
			return Item, true
		}
		if kind != Throttle {
			kind = of
		}
	}
	return kind, true
}

// ThrottledActions says which of a cancelled transaction's actions lacked capacity; nil for another error.
func ThrottledActions(err error) []bool {
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return nil
	}
	throttled := make([]bool, len(cancelled.CancellationReasons))
	for i, reason := range cancelled.CancellationReasons {
		throttled[i] = passing[aws.ToString(reason.Code)] == Throttle
	}
	return throttled
}
