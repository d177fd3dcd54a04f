package report

import (
	"os"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThisMachineIsDescribed(t *testing.T) {
	m := ThisMachine()
	require.NotEmpty(t, m.CPU)
	require.Equal(t, runtime.GOMAXPROCS(0), m.Cores)
	require.Equal(t, runtime.Version(), m.Go)
	require.Equal(t, runtime.GOOS+"/"+runtime.GOARCH, m.OS)
	if runtime.GOOS == "linux" {
		require.Positive(t, m.MemoryBytes)
	}
}

func TestVersionsAreThoseOfThePeers(t *testing.T) {
	info := &debug.BuildInfo{
		Deps: []*debug.Module{
			{Path: "github.com/dynactor/dynactor", Version: "v0.0.0", Replace: &debug.Module{Path: "../"}},
			{Path: "github.com/guregu/dynamo/v2", Version: "v2.6.0"},
			{Path: "example.com/of/no/interest", Version: "v1.0.0"},
		},
	}
	require.Equal(t, map[string]string{
		"github.com/dynactor/dynactor": "0123456789ab",
		"github.com/guregu/dynamo/v2":  "v2.6.0",
	}, versions(info, "0123456789ab"))
}

func TestTheCommitIsOfThisRepositoryOnly(t *testing.T) {
	require.Equal(t, unknownCommit, commit(), "tests run in the package's folder, which has no go.mod")
	t.Chdir("../..")
	require.NotEmpty(t, commit())
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("go.mod", []byte("module example.com/other\n"), 0o600))
	require.Equal(t, unknownCommit, commit())
	require.NoError(t, os.WriteFile("go.mod", []byte(benchModule+"\n"), 0o600))
	require.Equal(t, unknownCommit, commit(), "a copy without its repository")
}

func TestWhatIsNotKnownOfAMachineIsLeftOut(t *testing.T) {
	require.Equal(t, "arm64, go1.26", Machine{CPU: "arm64", Go: "go1.26"}.String())
	require.Empty(t, Machine{}.String())
}
