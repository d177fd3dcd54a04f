package truth

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// breach is a deliberate change of the engine that breaks one invariant, and the tests that must
// go red for it. A battery that stays green has a hole.
type breach struct {
	breaks   string
	file     string
	old, new string
	red      string // -run of the tests that notice
}

var breaches = []breach{
	{
		"order per key: nobody waits in a lane",
		"actors/lane.go", "waits := l != nil && (", "waits := l != nil && false && (",
		"TestPipelineOnAKeyTakesEffectAsTheProgramReads/schema_told",
	},
	{
		"order per key: gets wait for gets",
		"actors/lane.go", "l.asyncs > 0 && !r.Is(messages.Reads))", "l.asyncs > 0)",
		"TestGetsDoNotWaitForGets",
	},
	{
		"order per key: the sync face makes others wait",
		"actors/lane.go", "return r.Flags&(messages.Sync|messages.Unordered) == 0", "return r.Flags&messages.Unordered == 0",
		"TestSyncCallersOnAHotKeyMakeNobodyWait",
	},
	{
		"order per key: who leaves frees the lane while the call goes on",
		"actors/trouble.go", "	t.settle(r, cause)\n	b.Carrier.Askers--\n", "	t.settle(r, cause)\n	t.leaveLane(r)\n	b.Carrier.Askers--\n",
		"TestALaneIsHeldUntilTheCallHasEnded",
	},
	{
		"DynamoDB's rules: a key twice in a batch of writes",
		"actors/write_batch.go", "r.Hash, 0) >= 0 {\n			t.queues.lone", "r.Hash, 0) >= 1000 {\n			t.queues.lone",
		"TestAKeyIsNeverTwiceInABatch",
	},
	{
		"DynamoDB's rules: more keys in a batch of reads than allowed",
		"actors/read_batch.go", "== limit {", "== limit+5 {",
		"TestBatchesKeepTheirLimits",
	},
	{
		"no acknowledged write is lost: unprocessed items count as written",
		"actors/write_batch.go", "				back[i] = true\n", "",
		"TestPipelineOnAKeyTakesEffectAsTheProgramReads/unprocessed",
	},
	{
		"no acknowledged write is lost: what a call for several tables didn't process counts as written",
		"actors/mix.go", "c.takeWrites(a.writes.UnprocessedItems[c.t.name], ", "c.takeWrites(nil, ",
		"TestSoak/scattered_sound",
	},
	{
		"no acknowledged write is lost: a table is twice in a call for several",
		"actors/mix.go", " || hasTable(taken, c.t)", "",
		"TestSoak/scattered_sound",
	},
	{
		"every future completes: what should be tried again is dropped",
		"actors/trouble.go", "			g.queue.PushBack(r)\n", "",
		"TestACallWithoutAnswerIsMadeAgain",
	},
	{
		"every future completes: a stopped actor isn't replaced",
		"actors/root.go", "			a.spawn(ctx, t, path.Base(who.Id))\n", "			_ = path.Base\n",
		"TestAStoppedActorCostsNobodyAnything",
	},
	{
		"every future completes: a panic loses the call it came with",
		"actors/table.go", "		t.salvageCall(m, err)\n", "		_ = m\n",
		"TestAPanicCostsOnlyWhatItsMessageCarries",
	},
	{
		"exactly once: a promise can be settled again",
		"messages/promise.go", "	if !p.state.CompareAndSwap(pending, settling) {\n		return false\n	}\n", "	p.state.Store(settling)\n",
		"TestLeavingABatchInFlight",
	},
	{
		"right answer to the right asker: answers of a batch are swapped",
		"actors/read_batch.go", "found[i] = it", "found[len(found)-1-i] = it",
		"TestSoak/calm",
	},
	{
		"right answer to the right asker: two askers share one item",
		"actors/read_batch.go", "Item: item.Clone(it)", "Item: func() map[string]types.AttributeValue { _ = item.Clone; return it }()",
		"TestItemsOfTwoAskersShareNoMemory",
	},
	{
		"outcomes: a call in flight counts as answered",
		"actors/table.go", "case b.State == messages.InCall || b.MaybeApplied", "case b.MaybeApplied",
		"TestLeavingASecondAttempt",
	},
	{
		"outcomes: an answer that got lost is forgotten",
		"actors/trouble.go", "			r.Book.MaybeApplied = true\n		}\n	}\n	switch {", "			_ = r\n		}\n	}\n	switch {",
		"TestALostAnswerIsNotForgotten",
	},
	{
		"permits: given back twice for who left",
		"actors/trouble.go", "			case r.Book.Gone:\n				t.engine.gate.Release(1,", "			case r.Book.Gone:\n				t.engine.gate.Release(2,",
		"TestLeavingABatchThatFails",
	},
	{
		"permits: not given back for who left",
		"actors/trouble.go", "			case r.Book.Gone:\n				t.engine.gate.Release(1, int64(r.Bytes))\n", "			case r.Book.Gone:\n",
		"TestLeavingABatchThatFails",
	},
	{
		"cancellation: nobody watches the ctx",
		"actors/watch.go", "if done == nil || r.Is(messages.Sync) {", "if true || done == nil {",
		"TestLeavingBeforeDispatch",
	},
	{
		"cancellation: a call that nobody wants any more goes on",
		"actors/trouble.go", "if b.Carrier.Askers == 0 {", "if b.Carrier.Askers < 0 {",
		"TestACallIsCancelledWhenAllItsAskersHaveLeft",
	},
	{
		"trouble: a poison item takes its batch along",
		"actors/trouble.go", "		t.split(c, left)\n", "		for _, r := range left {\n			t.fail(r, c.err)\n		}\n",
		"TestOnePoisonItemFailsAlone",
	},
	{
		"trouble: denied batches aren't remembered",
		"actors/trouble.go", "		t.denied[c.class] = true\n", "",
		"TestDeniedBatchesFallBackAndAreRemembered",
	},
	{
		"close: what waits in lanes isn't counted",
		"actors/trouble.go", "		of(r).Waiting++\n	}\n	for _, c", "	_ = r\n	}\n	for _, c",
		"TestCloseInAHurry",
	},
	{
		"flush: doesn't wait",
		"actors/flush.go", "	f.current().waits = m\n", "	f.current().waits = m\n	m.done.Settle(nil, nil)\n",
		"TestFlushWaitsForWhatWasBefore",
	},
}

// Every test that a breach names is there.
func TestBreachesNameTestsThatExist(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for _, b := range breaches {
		for _, name := range strings.Split(b.red, "|") {
			name, _, _ = strings.Cut(name, "/")
			if !strings.Contains(all.String(), "\nfunc "+name+"(t *testing.T)") {
				t.Errorf("%s: there is no test %s", b.breaks, name)
			}
		}
	}
}

// With DYNACTOR_BREACHES set, every breach is made in a copy of the module, in which its tests
// must then fail, after they have passed without it. It takes some minutes, and fails too when a
// breach no longer finds the code that it breaks.
func TestBreachesAreNoticed(t *testing.T) {
	if os.Getenv("DYNACTOR_BREACHES") == "" {
		t.Skip("set DYNACTOR_BREACHES=1 to break the engine on purpose")
	}
	dir := t.TempDir()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"go.mod", "go.sum", "messages", "actors", "api", "internal", "tests/truth"} {
		copyTree(t, filepath.Join(root, part), filepath.Join(dir, part))
	}
	passes := map[string]bool{}
	for _, b := range breaches {
		t.Run(b.breaks, func(t *testing.T) {
			if _, known := passes[b.red]; !known {
				out, ok := runTests(t, dir, b.red)
				if passes[b.red] = ok; !ok {
					t.Errorf("%s fails by itself, so it proves nothing:\n%.1000s", b.red, out)
				}
			}
			if !passes[b.red] {
				t.SkipNow()
			}
			path := filepath.Join(dir, b.file)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(text), b.old); n != 1 {
				t.Fatalf("%s holds %d times\n%s\nwhich is to be broken", b.file, n, b.old)
			}
			if err := os.WriteFile(path, []byte(strings.Replace(string(text), b.old, b.new, 1)), 0o666); err != nil {
				t.Fatal(err)
			}
			out, ok := runTests(t, dir, b.red)
			if err := os.WriteFile(path, text, 0o666); err != nil {
				t.Fatal(err)
			}
			switch {
			case ok:
				t.Errorf("%s stays green", b.red)
			case strings.Contains(out, "[build failed]"):
				t.Errorf("doesn't compile:\n%.1000s", out)
			default:
				t.Logf("noticed:\n%.600s", out)
			}
		})
	}
}

func runTests(t *testing.T, dir, run string) (out string, ok bool) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var parts []string
	for _, part := range strings.Split(run, "/") {
		parts = append(parts, "^("+part+")")
	}
	command := exec.CommandContext(ctx, "go", "test", "-count=1", "-timeout=2m", "-run="+strings.Join(parts, "/"), "./tests/truth")
	command.Dir = dir
	text, err := command.CombinedOutput()
	return string(text), err == nil
}

func copyTree(t *testing.T, from, to string) {
	err := filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if relative == "." {
			target = to
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}
