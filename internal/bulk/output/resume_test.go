package output_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/input"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/output"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

var zero output.Position

func columnsOf(names ...string) []column.Column {
	var out []column.Column
	for _, n := range names {
		out = append(out, column.Column{Name: n, Type: column.S})
	}
	return out
}

// A file that is committed, aborted and closed at any points, and gone on with from the last Commit each
// time, has what one has that was written at a stretch.
func TestAResumedFileIsWhatAnUninterruptedOneIs(t *testing.T) {
	for _, c := range resumables {
		t.Run(c.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				want := items(t, 12)
				store := newMemory()
				spec := c.spec(store, "dir", want)
				spec.Overwrite = rapid.Bool().Draw(t, "overwrite")

				o, at := begin(t, spec, zero), zero
				crash := func() {
					again := spec
					if at.Offset == 0 {
						again.Overwrite = true
					} else if rapid.Bool().Draw(t, "columns of the position") {
						again.Columns = nil
					}
					o = begin(t, again, at)
					require.Equal(t, at.Items, o.Items())
					require.Equal(t, at.Bytes, o.Bytes())
				}
				for next := int64(0); next < int64(len(want)); {
					switch rapid.IntRange(0, 6).Draw(t, "step") {
					case 0:
						at = commit(t, o)
						require.True(t, at.Resumable())
						require.Equal(t, o.Items(), at.Items)
						require.Equal(t, o.Bytes(), at.Bytes)
					case 1:
						require.NoError(t, o.Abort())
						crash()
						next = at.Items
					case 2:
						closed(t, o)
						crash()
						next = at.Items
					default:
						write(t, o, want[next])
						next++
					}
				}
				f := closed(t, o)
				require.Equal(t, want, readBack(t, spec))
				require.Equal(t, int64(len(store.visible[spec.Name])), f.Size)

				whole := c.spec(store, "whole", want)
				uninterrupted := begin(t, whole, zero)
				write(t, uninterrupted, want...)
				expected := closed(t, uninterrupted)
				require.Equal(t, expected.Bytes, f.Bytes)
				require.Equal(t, expected.Items, f.Items)
				if c.packed == format.Plain && c.format != format.CSV { // which doesn't sort the names in ANY
					require.Equal(t, store.visible[whole.Name], store.visible[spec.Name])
				}
			})
		})
	}
}

// What is in the file at a Commit is a complete file of its own.
func TestACommittedFileCanBeReadUpToThere(t *testing.T) {
	for _, c := range resumables {
		t.Run(c.String(), func(t *testing.T) {
			store := newMemory()
			spec := c.spec(store, "dir", nil)
			spec.Columns = columnsOf("pk")
			o := begin(t, spec, zero)
			write(t, o, text("a"), text("b"))
			at := commit(t, o)
			write(t, o, text("c"))
			store.visible["cut"] = store.parts[spec.Name][:at.Offset]
			require.Len(t, readAll(t, input.Spec{Store: store, Names: []string{"cut"}, Format: c.format}), 2)
			require.NoError(t, o.Discard())
			require.NotContains(t, store.parts, spec.Name)
		})
	}
}

// The same on a disk, where the store refuses what is gone or there already.
func TestAClosedLocalFileIsGoneOnWith(t *testing.T) {
	for _, overwrite := range []bool{false, true} {
		for _, c := range resumables {
			spec := c.spec(nil, t.TempDir()+"/new", nil)
			spec.Columns, spec.MakeDirs, spec.Overwrite = columnsOf("pk"), true, overwrite
			o := begin(t, spec, zero)
			write(t, o, text("a"))
			at := commit(t, o)
			write(t, o, text("lost"))
			closed(t, o)

			o = begin(t, spec, at)
			write(t, o, text("b"))
			at = commit(t, o)
			require.NoError(t, o.Abort())
			o = begin(t, spec, at)
			write(t, o, text("c"))
			f := closed(t, o)
			require.Equal(t, []record.Item{text("a"), text("b"), text("c")}, readBack(t, spec))
			info, err := os.Stat(spec.Name)
			require.NoError(t, err)
			require.Equal(t, info.Size(), f.Size)
			left, err := filepath.Glob(spec.Name + "?*")
			require.NoError(t, err)
			require.Empty(t, left)
		}
	}
}

// What was committed is complete, so that nothing need be written behind it.
func TestAFileThatIsGoneOnWithMayEndThere(t *testing.T) {
	for _, c := range resumables {
		store := newMemory()
		spec := c.spec(store, "dir", nil)
		spec.Columns = columnsOf("pk")
		o := begin(t, spec, zero)
		write(t, o, text("a"))
		at := commit(t, o)
		require.NoError(t, o.Abort())
		f := closed(t, begin(t, spec, at))
		require.Equal(t, at.Offset, f.Size)
		require.Equal(t, at.Items, f.Items)
		require.Equal(t, at.Bytes, f.Bytes)
	}
}
