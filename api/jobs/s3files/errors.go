package s3files

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

var (
	// ErrChanged is what errors wrap that tell of an object which is another one than was opened.
	ErrChanged = errors.New("the object has changed since it was opened")

	errStalled = errors.New("nothing arrived for too long")
	errClosed  = fmt.Errorf("it's closed: %w", fs.ErrClosed)
)

// hint says what to do about an error, and what of package fs it is.
type hint struct {
	is   error
	text string
}

var (
	// It's not fs.ErrNotExist: whoever looks for a file that may be missing would take a mistyped bucket for that.
	noBucket = hint{nil, "there's no bucket of this name: check it, and the account and endpoint you use"}
	noKey    = hint{fs.ErrNotExist, "there's no object of this name: check it with aws s3 ls"}
	denied   = hint{fs.ErrPermission, "access is denied: check the credentials' policy for s3:GetObject, s3:ListBucket, s3:PutObject and s3:AbortMultipartUpload, the bucket's policy, and that of its KMS key. Without s3:ListBucket S3 says so of objects that aren't there, too"}
	region   = hint{nil, "the bucket is in another region: use the bucket's region for S3 (aws s3api get-bucket-location)"}
	expired  = hint{fs.ErrPermission, "the credentials have expired: renew them (aws sso login), and resume the job"}
	badKeys  = hint{fs.ErrPermission, "S3 doesn't accept these credentials: check AWS_PROFILE, AWS_ACCESS_KEY_ID and the other settings"}
	noCreds  = hint{fs.ErrPermission, "there are no credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID, or log in (aws sso login)"}
	slow     = hint{nil, "S3 takes no more requests for these keys right now: use fewer workers, or wait and resume the job"}
	away     = hint{nil, "S3 can't be reached: check the network, the region and the endpoint, and resume the job"}
	archived = hint{nil, "the object is in an archive: restore it first (aws s3api restore-object)"}
	noUpload = hint{nil, "the unfinished upload is gone: another job that writes the same name, or a rule of the bucket, has removed it: start this output anew"}
	conflict = hint{nil, "something else writes the same name at the same time: choose another name, or wait for it"}
)

// hints are by S3's error codes, from its API reference, "Error responses".
var hints = map[string]hint{
	"NoSuchBucket": noBucket,
	"NoSuchKey":    noKey, "NotFound": noKey,
	"AccessDenied": denied, "AllAccessDisabled": denied, "Forbidden": denied,
	"PermanentRedirect": region, "MovedPermanently": region, "AuthorizationHeaderMalformed": region, "IllegalLocationConstraintException": region, "TemporaryRedirect": region,
	"ExpiredToken": expired, "ExpiredTokenException": expired, "TokenRefreshRequired": expired,
	"InvalidAccessKeyId": badKeys, "SignatureDoesNotMatch": badKeys, "InvalidToken": badKeys,
	"RequestTimeTooSkewed": {nil, "this machine's clock is wrong: set it"},
	"SlowDown":             slow, "ServiceUnavailable": slow,
	"InvalidObjectState":         archived,
	"NoSuchUpload":               noUpload,
	"ConditionalRequestConflict": conflict, "OperationAborted": conflict,
	"InvalidBucketName": {nil, "it's no valid name of a bucket: check it"},
	"EntityTooLarge":    {nil, "the object is too large: write several files"},
}

// failure is an error about an object: short, and still to be asked with errors.Is and errors.As. The SDK's own
// text names neither bucket nor key.
type failure struct {
	text string
	errs []error
	pass bool
}

func (f *failure) Error() string   { return f.text }
func (f *failure) Unwrap() []error { return f.errs }

// Temporary tells whether it may go by, so that a job may wait and go on: S3 or the network was away for longer than all
// attempts took.
func (f *failure) Temporary() bool { return f.pass }

// explain says what was being done to which object, what S3 said, and what to do. nil stays nil.
func explain(doing string, p place, err error) error {
	if err == nil || errors.As(err, new(*failure)) {
		return err
	}
	said, h := err.Error(), hint{}
	var api smithy.APIError
	switch {
	case errors.Is(err, ErrChanged):
		said, h.text = ErrChanged.Error(), "start the job anew"
	case errors.As(err, &api):
		said, h = answer(api, err), hints[api.ErrorCode()]
		if h.text == "" && status(err) == 301 {
			h = region
		}
	case strings.Contains(said, "get credentials") || strings.Contains(said, "get identity"):
		h = noCreds
	case transient(err):
		h = away
	}
	f := &failure{text: fmt.Sprintf("%s %s: %s", doing, p, said), errs: []error{err}, pass: transient(err)}
	if h.text != "" {
		f.text += " (" + h.text + ")"
	}
	if h.is != nil {
		f.errs = append(f.errs, h.is)
	}
	return f
}

// answer is what S3 has said.
func answer(api smithy.APIError, err error) string {
	said := api.ErrorCode()
	if m := api.ErrorMessage(); m != "" && m != said {
		said += ": " + m
	}
	if st := status(err); st != 0 {
		said = fmt.Sprintf("status %d, %s", st, said)
	}
	var resp *awshttp.ResponseError
	if errors.As(err, &resp) && resp.RequestID != "" {
		said += ", request " + resp.RequestID
	}
	return said
}

// code is S3's code for the error, "" if it's none of S3's.
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// status is the HTTP status, 0 if there was no answer.
func status(err error) int {
	var resp *awshttp.ResponseError
	if errors.As(err, &resp) {
		return resp.HTTPStatusCode()
	}
	return 0
}
