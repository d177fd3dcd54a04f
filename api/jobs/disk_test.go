package jobs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/internal/bulk/files"
)

// fullDisk is a store whose outputs take so many bytes together.
type fullDisk struct {
	files.Local
	left int
}

type fullOutput struct {
	files.Output
	disk *fullDisk
}

func (d *fullDisk) Create(ctx context.Context, name string, at int64, o files.CreateOptions) (files.Output, error) {
	out, err := d.Local.Create(ctx, name, at, o)
	if err != nil {
		return nil, err
	}
	return &fullOutput{out, d}, nil
}

func (o *fullOutput) Write(p []byte) (int, error) {
	if o.disk.left -= len(p); o.disk.left < 0 {
		return 0, fmt.Errorf("write: %w", syscall.ENOSPC)
	}
	return o.Output.Write(p)
}

func TestAFullDiskEndsAnExportThatGoesOnWhenThereIsRoom(t *testing.T) {
	for _, name := range []string{"out.json", "out/"} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			inBubbles(t, func(t *testing.T, w *world, sync bool) {
				w.small(t, "aaa", 3000)
				disk := &fullDisk{left: 100_000}
				spec := jobs.Export{
					Options: jobs.Options{Checkpoint: w.file("checkpoint")},
					From:    jobs.Source{Table: "aaa", Segments: 20, Workers: 1},
					To:      jobs.Files{Store: disk, Names: []string{w.folder + "/" + name}, Compression: jobs.Plain}, MaxFileBytes: 10_000, OutputFiles: 1,
				}
				_, err := exporting.do(w, t.Context(), sync, spec)
				require.ErrorIs(t, err, syscall.ENOSPC)
				require.ErrorContains(t, err, "out")
				disk.left = 1 << 30
				s, err := exporting.do(w, t.Context(), sync, spec)
				require.NoError(t, err)
				require.True(t, s.Resumed)
				require.Equal(t, jobs.Counts{Read: 3000, Written: 3000}, s.Counts)
				got := map[string]bool{}
				for _, f := range s.Files {
					for _, l := range readLines(t, f) {
						require.False(t, got[l])
						got[l] = true
					}
				}
				require.Len(t, got, 3000)
			})
		})
	}
}

func TestPlacesThatCannotBeWrittenTo(t *testing.T) {
	for name, set := range map[string]func(w *world, o *jobs.Options){
		"checkpoint in a missing directory": func(w *world, o *jobs.Options) { o.Checkpoint = w.file("missing/checkpoint") },
		"checkpoint is a directory":         func(w *world, o *jobs.Options) { o.Checkpoint = w.file("directory") },
		"checkpoint in a file":              func(w *world, o *jobs.Options) { o.Checkpoint = w.file("file/checkpoint") },
		"rejects in a missing directory":    func(w *world, o *jobs.Options) { o.Rejects = w.file("missing/rejects") },
		"rejects are a directory":           func(w *world, o *jobs.Options) { o.Rejects = w.file("directory") },
		"rejects are there already":         func(w *world, o *jobs.Options) { o.Rejects = w.file("file") },
	} {
		t.Run(name, func(t *testing.T) {
			onEachVerb(t, func(t *testing.T, w *world, sync bool, v verb) {
				w.write(t, "file", "what was there\n")
				require.NoError(t, os.Mkdir(w.file("directory"), 0o700))
				before := w.items(t, "aaa")
				var o jobs.Options
				set(w, &o)
				_, err := v.do(w, t.Context(), sync, o)
				require.Error(t, err)
				require.ErrorContains(t, err, o.Checkpoint+o.Rejects)
				require.Empty(t, w.items(t, "bbb"))
				require.Equal(t, before, w.items(t, "aaa"))
				require.Equal(t, []string{"what was there"}, readLines(t, w.file("file")))
				require.NoDirExists(t, w.file("out"))
				require.NoFileExists(t, w.file("diff.jsonl.part"))
			})
		})
	}
}

func TestARejectFileOnADiskThatFillsUpEndsTheJob(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there's no /dev/full here")
	}
	inBothFaces(t, func(t *testing.T, sync bool) {
		w := newWorld(t, "aaa")
		in := w.write(t, "in.jsonl", lines(3)+"bad\n")
		_, err := importing.do(w, t.Context(), sync, jobs.Import{Options: jobs.Options{Rejects: "/dev/full"}, From: plain(in), Table: "aaa"})
		require.ErrorContains(t, err, "/dev/full")
		_, err = exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa"}, To: jobs.Files{Names: []string{"/dev/full"}, Format: jobs.PlainJSON}})
		require.NoError(t, err) // an empty table: nothing is written
		w.small(t, "aaa", 10)
		_, err = exporting.do(w, t.Context(), sync, jobs.Export{From: jobs.Source{Table: "aaa"}, To: jobs.Files{Names: []string{"/dev/full"}, Format: jobs.PlainJSON}})
		require.ErrorIs(t, err, syscall.ENOSPC)
		require.ErrorContains(t, err, "/dev/full")
	})
}
