package localdb

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// Nothing is encrypted here, since nothing leaves the process. A table's description says what was asked for.

// encrypts reports whether the request asks for another key than the one that every table has: Enabled,
// or just a type of key.
func encrypts(s *types.SSESpecification) bool {
	return s != nil && (ptr.ToBool(s.Enabled) || s.Enabled == nil && s.SSEType != "")
}

// encryptionError says what is wrong with an SSESpecification.
func encryptionError(s *types.SSESpecification) error {
	switch {
	case s == nil:
		return nil
	case s.Enabled != nil && !*s.Enabled && s.SSEType != "":
		return invalid("SSEType can not be specified if Enabled is false")
	case s.Enabled != nil && !*s.Enabled && s.KMSMasterKeyId != nil:
		return invalid("KMSMasterKeyId can not be specified if Enabled is false")
	case s.SSEType == types.SSETypeAes256:
		return invalid("SSEType AES256 is not supported")
	case s.KMSMasterKeyId != nil && s.SSEType != types.SSETypeKms:
		return invalid("SSEType KMS is required if KMSMasterKeyId is specified")
	}
	return nil
}

// encryption is the ARN of the key that the request asks for: the account's own key for DynamoDB, if it
// names none; "" for the key that every table has.
func (e *Engine) encryption(s *types.SSESpecification) string {
	if !encrypts(s) {
		return ""
	}
	key := ptr.ToString(s.KMSMasterKeyId)
	if key == "" {
		key = "alias/aws/dynamodb"
	}
	if strings.HasPrefix(key, "arn:") {
		return key
	}
	if !strings.HasPrefix(key, "alias/") {
		key = "key/" + key
	}
	return "arn:aws:kms:" + e.Region + ":" + e.Account + ":" + key
}

// encryptionChangeError refuses a change that is none.
func encryptionChangeError(s *types.SSESpecification, now string) error {
	switch {
	case !encrypts(s) && now == "":
		return invalid("Table is already encrypted by default")
	case encrypts(s) && now != "" && ptr.ToString(s.KMSMasterKeyId) == now:
		return invalid("Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key")
	}
	return nil
}

func encryptionDescription(key string) *types.SSEDescription {
	if key == "" {
		return nil
	}
	return &types.SSEDescription{Status: types.SSEStatusEnabled, SSEType: types.SSETypeKms, KMSMasterKeyArn: &key}
}
