package snippets

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/jobs"
)

func formatsJobAsync(ctx context.Context, ex *api.Executor) error {
	// region async
	summary, err := jobs.New(ex).Import(ctx, jobs.Import{
		From: jobs.Files{
			Names:     []string{"orders.txt.zst", "more-orders.txt"}, // looked into, whatever they're called
			Format:    jobs.CSV,
			Delimiter: ';',
			NoHeader:  true,
			Columns:   []jobs.Column{{Name: "id", Type: jobs.TypeS}, {Name: "total", Type: jobs.TypeN}, {Name: "zip"}}, // the zip code by its cell
		},
		Table: "orders",
	}).Await(ctx)
	// endregion
	return told(summary, err)
}

func formatsJobSync(ctx context.Context, ex *api.Executor) error {
	// region sync
	summary, err := jobs.New(ex).Sync().Import(ctx, jobs.Import{
		From: jobs.Files{
			Names:     []string{"orders.txt.zst", "more-orders.txt"},
			Format:    jobs.CSV,
			Delimiter: ';',
			NoHeader:  true,
			Columns:   []jobs.Column{{Name: "id", Type: jobs.TypeS}, {Name: "total", Type: jobs.TypeN}, {Name: "zip"}},
		},
		Table: "orders",
	})
	// endregion
	return told(summary, err)
}

func TestJobsFormats(t *testing.T) {
	for name, code := range map[string]shown{"Async": formatsJobAsync, "Sync": formatsJobSync} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			writeGzip(t, "orders.txt.zst", "a;12.50;01067\n") // gzip, in spite of its name
			require.NoError(t, os.WriteFile("more-orders.txt", []byte("b;;\n"), 0o600))
			db := newDatabase(t)
			require.Equal(t, "2 read, 2 written, 0 skipped, 0 rejected\n", printed(t, func() { run(t, db.client, code) }))
			require.Equal(t, map[string]item{"a": {"id": text("a"), "total": decimal("12.5"), "zip": text("01067")}, "b": {"id": text("b")}}, db.items(t))
		})
	}
}
