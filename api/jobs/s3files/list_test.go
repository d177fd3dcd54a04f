package s3files

import (
	"context"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

func TestListNamesWhatThePatternMeans(t *testing.T) {
	f, s := small(t)
	f.page = 2 // so that everything takes several pages
	for _, key := range []string{"a.json", "b.json", "c.csv", ".hidden", "dir/", "dir/1.json", "dir/2.json", "dir/.h", "dir/deep/3.json",
		"dir2/1.json", "x[1].json", "x1.json", "odd//k", "star*", "start", "ünï/ö.json"} {
		f.put("s3://bucket/"+key, key)
	}
	for pattern, want := range map[string]string{
		"a.json":         "a.json",
		"":               "a.json b.json c.csv star* start x1.json x[1].json",
		"dir/":           "dir/1.json dir/2.json",
		"dir":            "dir/1.json dir/2.json",
		"dir/*":          "dir/1.json dir/2.json",
		"dir/.*":         "dir/.h",
		"*.json":         "a.json b.json x1.json x[1].json",
		"?.json":         "a.json b.json",
		"[a-b].json":     "a.json b.json",
		"[^a].json":      "b.json",
		"dir*/1.json":    "dir/1.json dir2/1.json",
		"*/1.json":       "dir/1.json dir2/1.json",
		"dir/*/*.json":   "dir/deep/3.json",
		"d[i]r/[12]*":    "dir/1.json dir/2.json",
		"x[1].json":      "x[1].json", // exists, so it's no glob
		"x[[]1].json":    "x[1].json",
		`x\[1].json`:     "x[1].json",
		"x[12].json":     "x1.json",
		"star*":          "star*",
		"sta[r]*":        "star* start",
		"odd//*":         "odd//k",
		"odd//":          "odd//k",
		"ün*/[ö].json":   "ünï/ö.json",
		"[!-a].json":     "a.json", // an ! isn't special
		"dir[/]1.json":   "!malformed",
		"[a":             "!malformed",
		"nothing":        "",
		"nothing/":       "",
		"nothing*":       "",
		"a.json/*":       "",
		"dir/deep?3*":    "",
		"dir/?deep*json": "",
	} {
		t.Run(pattern, func(t *testing.T) {
			infos, err := s.List(bg, "s3://bucket/"+pattern)
			switch {
			case want == "":
				require.ErrorIs(t, err, fs.ErrNotExist)
				require.ErrorContains(t, err, "s3://bucket/"+pattern)
			case want[0] == '!':
				require.ErrorContains(t, err, want[1:])
			default:
				require.NoError(t, err)
				require.Equal(t, "s3://bucket/"+strings.ReplaceAll(want, " ", " s3://bucket/"), strings.Join(names(infos), " "))
				for _, info := range infos {
					key := strings.TrimPrefix(info.Name, "s3://bucket/")
					require.Equal(t, int64(len(key)), info.Size)
					require.Equal(t, strings.Trim(quoted([]byte(key)), `"`), info.Identity)
				}
			}
		})
	}
	infos, err := s.List(bg, "s3://bucket")
	require.NoError(t, err)
	require.Len(t, infos, 7)
}

func TestGlobsAskForNothingBelowOtherFolders(t *testing.T) {
	f, s := small(t)
	for _, n := range numbered(0, 200, "s3://bucket/exp/1/data/%d") {
		f.put(n, "")
	}
	f.put("s3://bucket/exp/1/manifest", "")
	f.put("s3://bucket/exp/2/manifest", "")
	f.page = 10
	infos, err := s.List(bg, "s3://bucket/exp/*/manifest")
	require.NoError(t, err)
	require.Equal(t, []string{"s3://bucket/exp/1/manifest", "s3://bucket/exp/2/manifest"}, names(infos))
	require.Equal(t, 3, f.count("ListObjectsV2"))
}

func TestListRefusesUnfinishedOutputsAndTooMany(t *testing.T) {
	f, s := small(t)
	f.put("s3://bucket/d/a.json", "")
	f.put("s3://bucket/d/b.json.part", "")
	for _, pattern := range []string{"d/", "d/*"} {
		_, err := s.List(bg, "s3://bucket/"+pattern)
		require.ErrorContains(t, err, "s3://bucket/d/b.json.part is a copy of an output that isn't finished")
	}
	infos, err := s.List(bg, "s3://bucket/d/*.part")
	require.NoError(t, err)
	require.Len(t, infos, 1)

	c := &collector{at: place{"bucket", ""}, found: make([]files.Info, files.MaxFiles-1)}
	require.NoError(t, c.add(files.Info{Name: "s3://bucket/x"}))
	require.ErrorContains(t, c.add(files.Info{Name: "s3://bucket/y"}), "more than 100000 objects")

	// Directory buckets aren't listed in order.
	c = &collector{found: []files.Info{{Name: "b"}, {Name: "c"}, {Name: "a"}}}
	require.Equal(t, []string{"a", "b", "c"}, names(c.sorted()))

	ctx, cancel := context.WithCancel(bg)
	cancel()
	_, err = s.List(ctx, "s3://bucket/d/")
	require.ErrorIs(t, err, context.Canceled)
}

func TestListGoesOnAfterFaults(t *testing.T) {
	f, s := small(t)
	f.page = 3
	for _, n := range numbered(10, 20, "s3://bucket/d/%d") {
		f.put(n, "")
	}
	f.fail(&fault{op: "ListObjectsV2", skip: 1, status: 503, code: "SlowDown"}, &fault{op: "ListObjectsV2", skip: 1, status: 500, code: "InternalError"},
		&fault{op: "ListObjectsV2", status: 500, code: "InternalError"})
	infos, err := s.List(bg, "s3://bucket/d/")
	require.NoError(t, err)
	require.Equal(t, numbered(10, 20, "s3://bucket/d/%d"), names(infos))
	require.Equal(t, 4+3, f.count("ListObjectsV2"))
}

// The model matches every key by itself.
func TestGlobsMatchAsTheModelDoes(t *testing.T) {
	f, s := small(t)
	alphabet := []rune("ab/[*]\\é.")
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfNDistinct(rapid.StringOfN(rapid.RuneFrom(alphabet), 1, 6, -1), 1, 12, rapid.ID).Draw(t, "keys")
		pattern := rapid.StringOfN(rapid.RuneFrom([]rune("ab/*?[]^\\é.")), 1, 7, -1).Draw(t, "pattern")
		f.mu.Lock()
		f.buckets["bucket"] = map[string]*stored{}
		f.page = rapid.IntRange(1, 4).Draw(t, "page")
		f.mu.Unlock()
		want := map[string]bool{}
		segs := strings.Split(pattern, "/")
		if !strings.ContainsAny(pattern, `*?[\`) || strings.HasSuffix(pattern, "/") {
			t.Skip()
		}
		for _, seg := range segs {
			if _, err := path.Match(seg, ""); err != nil {
				t.Skip()
			}
		}
		for _, key := range keys {
			f.put("s3://bucket/"+key, "")
			parts := strings.Split(key, "/")
			ok := len(parts) == len(segs) && parts[len(parts)-1] != ""
			for i := 0; ok && i < len(segs); i++ {
				ok, _ = path.Match(segs[i], parts[i])
			}
			if ok && (!hidden(key) || strings.HasPrefix(segs[len(segs)-1], ".")) {
				want["s3://bucket/"+key] = true
			}
			if key == pattern {
				t.Skip()
			}
		}
		infos, err := s.List(bg, "s3://bucket/"+pattern)
		if len(want) == 0 {
			require.ErrorIs(t, err, fs.ErrNotExist)
			return
		}
		require.NoError(t, err)
		require.Len(t, infos, len(want))
		for _, info := range infos {
			require.True(t, want[info.Name], info.Name)
		}
	})
}
