package peers

import (
	"bytes"
	"log"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func contestantNamed(t *testing.T, name string) Contestant {
	all := Contestants()
	i := slices.IndexFunc(all, func(c Contestant) bool { return c.Name == name })
	require.NotEqual(t, -1, i)
	return all[i]
}

func TestGoYCSBHasNoScan(t *testing.T) {
	_, err := open(t, contestantNamed(t, "go-ycsb")).scan(t.Context(), "", 1)
	require.ErrorContains(t, err, "no scan")
}

func TestGoYCSBSaysThatATableIsMissing(t *testing.T) {
	r := open(t, contestantNamed(t, "go-ycsb"))
	require.ErrorContains(t, r.readFrom(t.Context(), "nowhere", "item-1"), "ResourceNotFoundException")
}

func TestGoYCSBsCredentialsDontStayInTheEnvironment(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "mine")
	t.Setenv("AWS_SESSION_TOKEN", "") // so that it's restored
	require.NoError(t, os.Unsetenv("AWS_SESSION_TOKEN"))
	r := open(t, contestantNamed(t, "go-ycsb"))
	require.NoError(t, r.put(t.Context(), "item-1"))
	require.Equal(t, "mine", os.Getenv("AWS_ACCESS_KEY_ID"))
	_, set := os.LookupEnv("AWS_SESSION_TOKEN")
	require.False(t, set)
}

func TestOnlyGoYCSBsFailuresAreKeptOutOfTheLog(t *testing.T) {
	var lines bytes.Buffer
	logger := log.New(withoutFailures{&lines}, "", 0)
	logger.Print("Couldn't get info about item-1. Here's why: gone")
	logger.Print("dynamo table named t does not exist")
	require.Equal(t, "dynamo table named t does not exist\n", lines.String())
}

func TestGoYCSBsEndpointIsNumericForThisMachine(t *testing.T) {
	for endpoint, want := range map[string]string{
		"http://localhost:8000":         "http://127.0.0.1:8000",
		"https://localhost":             "https://127.0.0.1",
		"http://127.0.0.1:8000":         "http://127.0.0.1:8000",
		"https://localhost.example.com": "https://localhost.example.com",
		"":                              "",
	} {
		require.Equal(t, want, numeric(endpoint))
	}
}
