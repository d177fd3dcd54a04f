package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs/s3files"
)

const (
	// madeUp is what DynamoDB Local takes for a key: letters and digits.
	madeUp = "local"
	// localRegion is used with an endpoint where no Region is configured.
	localRegion = "us-east-1"
	// roleTimeout is how long an instance's role is looked for, where an endpoint is given that may be DynamoDB Local.
	roleTimeout = 2 * time.Second
)

// connect opens an executor as the AWS CLI would: Region, profile and credentials of flags, environment, files, or the
// machine's role.
func connect(ctx context.Context, to aim) (*connection, error) {
	cfg, err := load(ctx, to.aimFlags)
	if err != nil {
		return nil, err
	}
	client := dynamodb.NewFromConfig(cfg, func(o *dynamodb.Options) {
		if to.endpoint != "" {
			o.BaseEndpoint = aws.String(to.endpoint)
		}
	})
	options := to.options
	if to.hotKeyValues {
		options = append(options, api.WithHotKeyValues())
	}
	ex, err := api.Open(client, options...)
	if err != nil {
		return nil, err
	}
	return &connection{
		runner: newRunner(ex), executor: ex, stats: ex.Stats, close: ex.Close, files: s3files.Mixed(objects(cfg, to.s3Endpoint), nil),
		describe: func(ctx context.Context, table string) (tableInfo, error) { return describe(ctx, client, table) },
	}, nil
}

// objects are those of S3, with the same credentials.
func objects(cfg aws.Config, endpoint string) *s3files.Store {
	return s3files.New(s3.NewFromConfig(cfg, func(o *s3.Options) {
		if endpoint != "" {
			o.BaseEndpoint, o.UsePathStyle = &endpoint, true // what isn't AWS has no name for each bucket
		}
	}))
}

func load(ctx context.Context, to aimFlags) (aws.Config, error) {
	var options []func(*config.LoadOptions) error
	for flag, endpoint := range map[string]string{"endpoint": to.endpoint, "s3-endpoint": to.s3Endpoint} {
		if u, err := url.Parse(endpoint); endpoint != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
			return aws.Config{}, &usageError{fmt.Errorf("--%s %q: give a URL such as http://localhost:8000", flag, endpoint)}
		}
	}
	if to.region != "" {
		options = append(options, config.WithRegion(to.region))
	}
	if to.profile != "" {
		options = append(options, config.WithSharedConfigProfile(to.profile))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, fmt.Errorf("read the AWS configuration: %w", err)
	}
	if to.endpoint == "" {
		if cfg.Region == "" {
			return cfg, &usageError{errors.New("no Region is configured: give --region, or set AWS_REGION")}
		}
		return cfg, nil
	}
	if cfg.Region == "" {
		cfg.Region = localRegion
	}
	if !haveCredentials(ctx, cfg.Credentials, to.endpoint) {
		cfg.Credentials = credentials.NewStaticCredentialsProvider(madeUp, madeUp, "")
	}
	return cfg, nil
}

// haveCredentials tells whether there are any. The machine's role is what the SDK comes to where none are configured:
// only then is it looked whether there's a role, and not for this machine's own DynamoDB, which doesn't know it.
func haveCredentials(ctx context.Context, p aws.CredentialsProvider, endpoint string) bool {
	if p == nil {
		return false
	}
	if !aws.IsCredentialsProvider(p, (*ec2rolecreds.Provider)(nil)) {
		return true
	}
	if isThisMachine(endpoint) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, roleTimeout)
	defer cancel()
	_, err := p.Retrieve(ctx)
	return err == nil
}

func isThisMachine(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func describe(ctx context.Context, client *dynamodb.Client, table string) (tableInfo, error) {
	out, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		return tableInfo{}, fmt.Errorf("describe table %s: %w", table, err)
	}
	info := tableInfo{items: aws.ToInt64(out.Table.ItemCount)}
	// A table that was never on demand has no summary.
	info.provisioned = out.Table.BillingModeSummary == nil || out.Table.BillingModeSummary.BillingMode == types.BillingModeProvisioned
	if most := out.Table.OnDemandThroughput; most != nil {
		info.maxRead, info.maxWrite = aws.ToInt64(most.MaxReadRequestUnits) > 0, aws.ToInt64(most.MaxWriteRequestUnits) > 0
	}
	return info, nil
}
