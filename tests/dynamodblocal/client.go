package dynamodblocal

import (
	"net/http"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// localRegion and localKey are what clients on loopback sign with. DynamoDB Local checks no signature,
// but refuses an access key with anything else than letters and digits in it.
const (
	localRegion = "us-east-1"
	localKey    = "dynactor"
)

// newLocalClient makes a client from nothing but its arguments: no profile, no variable and no
// instance role of the machine can send a test's requests to a real account.
func newLocalClient(endpoint string, transport http.RoundTripper, optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &endpoint,
		Region:       localRegion,
		Credentials:  credentials.NewStaticCredentialsProvider(localKey, localKey, ""),
		HTTPClient:   &http.Client{Transport: transport},
	}, optFns...)
}
