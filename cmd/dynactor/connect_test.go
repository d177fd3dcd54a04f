package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// withoutAWS hides what's configured on this machine.
func withoutAWS(t *testing.T) {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
		"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	// Otherwise a machine with a role would have credentials.
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

func TestCredentialsAreMadeUpOnlyForAnEndpointAndIfThereAreNone(t *testing.T) {
	for name, test := range map[string]struct {
		to     aimFlags
		key    string // configured
		region string
		want   string // the key used
	}{
		"local":                     {aimFlags{endpoint: "http://localhost:8000"}, "", localRegion, madeUp},
		"local by address":          {aimFlags{endpoint: "http://127.0.0.1:8000", region: "r"}, "", "r", madeUp},
		"local by address, version": {aimFlags{endpoint: "http://[::1]:8000"}, "", localRegion, madeUp},
		"another machine":           {aimFlags{endpoint: "http://dynamodb.test:8000"}, "", localRegion, madeUp},
		"configured":                {aimFlags{endpoint: "http://localhost:8000"}, "AKID", localRegion, "AKID"},
		"AWS":                       {aimFlags{region: "r"}, "AKID", "r", "AKID"},
	} {
		t.Run(name, func(t *testing.T) {
			withoutAWS(t)
			t.Setenv("AWS_ACCESS_KEY_ID", test.key)
			t.Setenv("AWS_SECRET_ACCESS_KEY", test.key)
			cfg, err := load(t.Context(), test.to)
			require.NoError(t, err)
			require.Equal(t, test.region, cfg.Region)
			got, err := cfg.Credentials.Retrieve(t.Context())
			require.NoError(t, err)
			require.Equal(t, test.want, got.AccessKeyID)
		})
	}
	withoutAWS(t)
	cfg, err := load(t.Context(), aimFlags{region: "r"})
	require.NoError(t, err)
	_, err = cfg.Credentials.Retrieve(t.Context())
	require.Error(t, err, "none are made up for AWS")
}
