package checkpoint

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// saverEnv has the test binary, when it runs itself, save states to the path in it until it's killed.
const saverEnv = "CHECKPOINT_TEST_SAVES"

// saveForEver goes on from the state that's there, and prints the number of each state once it's saved.
func saveForEver(path string) {
	number := int64(0)
	s, err := Load(path)
	switch {
	case err == nil:
		number = s.Counts["number"]
	case !errors.Is(err, fs.ErrNotExist):
		fmt.Println("error:", err)
		os.Exit(1)
	}
	for {
		number++
		s := numbered(number)
		// Sizes that differ, so that one file written over the other would show.
		for i := range number % 50 {
			s.Positions[fmt.Sprint("file", i)] = json.RawMessage(`"` + strings.Repeat("x", 500) + `"`)
		}
		if err := Save(path, s); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		if _, err := fmt.Println(number); err != nil {
			os.Exit(1)
		}
	}
}

func numbered(n int64) *State {
	return &State{
		Identity:  map[string]string{"verb": "import"},
		Positions: map[string]json.RawMessage{"a": json.RawMessage(strconv.FormatInt(n, 10))},
		Counts:    map[string]int64{"number": n},
	}
}

func TestAProcessKilledWhileSavingLeavesTheLastAcknowledgedStateOrALaterOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "job")
	exe, err := os.Executable()
	require.NoError(t, err)
	rounds := 40
	if testing.Short() {
		rounds = 10
	}
	left := 0
	for range rounds {
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), saverEnv+"="+path)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for range 1 + rand.IntN(20) {
			require.True(t, lines.Scan())
		}
		// Into the midst of the next save: it takes some tenths of a millisecond.
		for begun, wait := time.Now(), time.Duration(rand.IntN(1_000_000)); time.Since(begun) < wait; {
		}
		require.NoError(t, cmd.Process.Kill())
		acknowledged := lines.Text()
		for lines.Scan() {
			acknowledged = lines.Text()
		}
		require.Error(t, cmd.Wait(), "it ended by itself")
		last, err := strconv.ParseInt(acknowledged, 10, 64)
		require.NoError(t, err)

		s, err := Load(path)
		require.NoError(t, err)
		require.GreaterOrEqual(t, s.Counts["number"], last)
		require.LessOrEqual(t, s.Counts["number"], last+1)
		if _, err := os.Stat(path + ".tmp"); err == nil {
			left++
		}
	}
	t.Logf("%d of %d kills came between the temporary file and the rename", left, rounds)
}
