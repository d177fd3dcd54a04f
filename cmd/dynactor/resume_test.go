package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSafeWordsStandAsTheyAre(t *testing.T) {
	require.Equal(t, "dynactor export --table orders --to dir/ --max-rcu 50%", resumeLine([]string{"dynactor", "export", "--table", "orders", "--to", "dir/", "--max-rcu", "50%"}))
	require.Equal(t, "./bin/dynactor ''", resumeLine([]string{"bin/dynactor", ""}))
	require.Equal(t, "../dynactor", resumeLine([]string{"../dynactor"}))
	require.Equal(t, "dynactor '~/x' '*' 'a b' '$HOME' '#s=:s'", resumeLine([]string{"dynactor", "~/x", "*", "a b", "$HOME", "#s=:s"}))
}

// A shell is asked what it makes of the line.
func TestAShellReadsTheWordsBack(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there's no sh")
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[ -~\n\té]{0,8}`), 20, 20).Draw(t, "words")
		out, err := exec.Command(shell, "-c", "printf '%s\\0' "+resumeLine(append([]string{"printf"}, words...))[len("printf "):]).Output()
		require.NoError(t, err)
		require.Equal(t, strings.Join(words, "\x00")+"\x00", string(out))
	})
}
