package main

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/internal/bulk/column"
)

func usual(name string) jobs.Options {
	return jobs.Options{Checkpoint: ".dynactor-" + name + ".json", Rejects: "rejects-" + name + ".jsonl"}
}

func TestFlagsBecomeTheSpec(t *testing.T) {
	active := jobs.Item{":s": &types.AttributeValueMemberS{Value: "active"}}
	status := map[string]string{"#s": "status"}
	for name, test := range map[string]struct {
		args []string
		want any
	}{
		"import": {[]string{"import", "a.json", "b.json", "--table", "orders"},
			&jobs.Import{Options: usual("import-orders"), From: jobs.Files{Names: []string{"a.json", "b.json"}}, Table: "orders"}},
		"import with all": {[]string{"import", "--table", "orders", "a", "--format", "csv", "--compression", "zstd", "--columns", "id:S,n:n,\"a,b:any\",x",
			"--no-header", "--delimiter", ";", "--window", "-1", "--checkpoint", "c", "--rejects", "none", "--max-errors", "7", "--wait", "10m"},
			&jobs.Import{Options: jobs.Options{Checkpoint: "c", MaxErrors: 7, GiveUpAfter: 10 * time.Minute}, Table: "orders", Window: -1,
				From: jobs.Files{Names: []string{"a"}, Format: jobs.CSV, Compression: jobs.Zstd, NoHeader: true, Delimiter: ';',
					Columns: []jobs.Column{{Name: "id", Type: column.S}, {Name: "n", Type: column.N}, {Name: "a,b", Type: column.ANY}, {Name: "x"}}}}},
		"import of stdin can't be resumed": {[]string{"import", "-", "--table", "t", "--delimiter", "tab"},
			&jobs.Import{Options: jobs.Options{Rejects: "rejects-import-t.jsonl"}, From: jobs.Files{Names: []string{"-"}, Delimiter: '\t'}, Table: "t"}},
		"a dry run has no checkpoint": {[]string{"import", "x", "--table", "t", "--dry-run"},
			&jobs.Import{Options: jobs.Options{Rejects: "rejects-import-t.jsonl", DryRun: true}, From: jobs.Files{Names: []string{"x"}}, Table: "t"}},
		"unless it's named": {[]string{"import", "x", "--table", "t", "--dry-run", "--checkpoint", "c"},
			&jobs.Import{Options: jobs.Options{Checkpoint: "c", Rejects: "rejects-import-t.jsonl", DryRun: true}, From: jobs.Files{Names: []string{"x"}}, Table: "t"}},
		"an ARN in a file's name": {[]string{"fill", "--table", "arn:aws:dynamodb:eu-west-1:1:table/t", "--count", "1"},
			&jobs.Fill{Options: usual("fill-arn_aws_dynamodb_eu-west-1_1_table_t"), Table: "arn:aws:dynamodb:eu-west-1:1:table/t", Count: 1}},
		"export": {[]string{"export", "--table", "orders", "--to", "dir/", "--overwrite", "--max-file-bytes", "5", "--output-files", "6", "--checkpoint", "none"},
			&jobs.Export{Options: jobs.Options{Rejects: "rejects-export-orders.jsonl"}, From: jobs.Source{Table: "orders"},
				To: jobs.Files{Names: []string{"dir/"}, Overwrite: true}, MaxFileBytes: 5, OutputFiles: 6}},
		"export of a part": {[]string{"export", "--table", "o", "--to", "-", "--filter", "#s = :s", "--name", "#s=status", "--value", ":s=active", "--project", "pk,#s",
			"--consistent", "--segments", "8", "--workers", "2", "--limit", "9", "--index", "i"},
			&jobs.Export{Options: jobs.Options{Rejects: "rejects-export-o.jsonl"}, To: jobs.Files{Names: []string{"-"}},
				From: jobs.Source{Table: "o", Index: "i", Filter: "#s = :s", Project: "pk,#s", Names: status, Values: active, Consistent: true, Segments: 8, Workers: 2, Limit: 9}}},
		"copy": {[]string{"copy", "--table", "a", "--to-table", "b"},
			&jobs.Copy{Options: usual("copy-a-b"), From: jobs.Source{Table: "a"}, Table: "b"}},
		"delete": {[]string{"delete", "--table", "a", "--key-condition", "#s = :s", "--name", "#s=status", "--value", ":s=active", "--yes"},
			&jobs.Delete{Options: usual("delete-a"), From: jobs.Source{Table: "a", KeyCondition: "#s = :s", Names: status, Values: active}}},
		"update": {[]string{"update", "--table", "a", "--set", "#s = :s", "--name", "#s=status", "--value", ":s=active", "--condition", "c", "--repeatable", "--yes"},
			&jobs.Update{Options: usual("update-a"), From: jobs.Source{Table: "a", Names: status, Values: active}, Set: "SET #s = :s", Condition: "c", Repeatable: true}},
		"update by a clause": {[]string{"update", "--table", "a", "--set", "remove\told", "--yes"},
			&jobs.Update{Options: usual("update-a"), From: jobs.Source{Table: "a"}, Set: "remove\told"}},
		"count": {[]string{"count", "--table", "a"}, &jobs.Count{Options: usual("count-a"), From: jobs.Source{Table: "a"}}},
		"diff": {[]string{"diff", "--table", "a", "--with", "b", "--out", "d.jsonl", "--compression", "gzip", "--overwrite"},
			&jobs.Diff{Options: jobs.Options{Rejects: "rejects-diff-a-b.jsonl"}, Left: jobs.Source{Table: "a"}, Right: "b", To: jobs.Files{Names: []string{"d.jsonl"}, Compression: jobs.Gzip, Overwrite: true}}},
		"diff without a file": {[]string{"diff", "--table", "a", "--with", "b"},
			&jobs.Diff{Options: usual("diff-a-b"), Left: jobs.Source{Table: "a"}, Right: "b"}},
		"diff to stdout": {[]string{"diff", "--table", "a", "--with", "b", "--out", "-"},
			&jobs.Diff{Options: jobs.Options{Rejects: "rejects-diff-a-b.jsonl"}, Left: jobs.Source{Table: "a"}, Right: "b", To: jobs.Files{Names: []string{"-"}}}},
		"fill": {[]string{"fill", "--table", "a", "--count", "1000", "--size", "50"},
			&jobs.Fill{Options: usual("fill-a"), Table: "a", Count: 1000, Size: 50}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			require.Equal(t, exitDone, s.run(test.args...), s.stderr)
			require.Equal(t, test.want, s.spec)
			require.Equal(t, len(s.aims), s.closed)
		})
	}
}

func TestExpressionsBecomeFunctions(t *testing.T) {
	item := jobs.Item{"n": &types.AttributeValueMemberN{Value: "1"}}
	for _, args := range [][]string{
		{"import", "x", "--table", "t"}, {"export", "--table", "t", "--to", "x"}, {"copy", "--table", "t", "--to-table", "t"}, {"count", "--table", "t"},
	} {
		t.Run(args[0], func(t *testing.T) {
			s := newScript(t)
			require.Equal(t, exitDone, s.run(append(args, "--transform", `{"n": item.n + 1}`)...), s.stderr)
			var o jobs.Options
			switch spec := s.spec.(type) {
			case *jobs.Import:
				o = spec.Options
			case *jobs.Export:
				o = spec.Options
			case *jobs.Copy:
				o = spec.Options
			case *jobs.Count:
				o = spec.Options
			}
			got, err := o.Transform(item)
			require.NoError(t, err)
			require.Equal(t, jobs.Item{"n": &types.AttributeValueMemberN{Value: "2"}}, got)
		})
	}
	s := newScript(t)
	require.Equal(t, exitDone, s.run("fill", "--table", "t", "--count", "2", "--item", `{"n": n}`), s.stderr)
	got, err := s.spec.(*jobs.Fill).Generate(1)
	require.NoError(t, err)
	require.Equal(t, item, got)
}

func TestBadFlagsAreNamedAndNothingIsDone(t *testing.T) {
	imp := func(more ...string) []string { return append([]string{"import", "x", "--table", "t"}, more...) }
	exp := func(more ...string) []string { return append([]string{"export", "--table", "t", "--to", "x"}, more...) }
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"unknown verb":            {[]string{"improt"}, `unknown command "improt"`},
		"unknown flag":            {imp("--tabel", "x"), "--tabel"},
		"no table":                {[]string{"import", "x"}, `"table" not set`},
		"empty table":             {[]string{"count", "--table", ""}, "--table"},
		"no files":                {[]string{"import", "--table", "t"}, "requires at least 1 arg"},
		"empty file":              {[]string{"import", "", "--table", "t"}, "FILES"},
		"stdin and files":         {[]string{"import", "-", "x", "--table", "t"}, "FILES: - is standard input"},
		"files for a count":       {[]string{"count", "x", "--table", "t"}, "x"},
		"format":                  {imp("--format", "xml"), "--format"},
		"compression":             {imp("--compression", "lz4"), "--compression"},
		"column type":             {imp("--columns", "a:S,b:T"), "--columns: column 2"},
		"column twice":            {imp("--columns", "a:S,a:N"), "--columns: columns 1 and 2"},
		"column quote":            {imp("--columns", `a"b`), "--columns: not a list"},
		"delimiter":               {imp("--delimiter", ";;"), "--delimiter"},
		"window":                  {imp("--window", "-2"), "--window is -2"},
		"max errors":              {imp("--max-errors", "-2"), "--max-errors is -2"},
		"wait":                    {imp("--wait", "-1s"), "--wait is -1s"},
		"wait without a unit":     {imp("--wait", "10"), "--wait"},
		"transform":               {imp("--transform", "item."), "--transform: expression"},
		"max rcu":                 {exp("--max-rcu", "fast"), `--max-rcu "fast"`},
		"max wcu at 0":            {imp("--max-wcu", "0"), `--max-wcu "0"`},
		"max wcu above 100 %":     {imp("--max-wcu", "101%"), `--max-wcu "101%"`},
		"max wcu not a number":    {imp("--max-wcu", "NaN"), `--max-wcu "NaN"`},
		"progress":                {imp("--progress", "loud"), "--progress"},
		"price":                   {imp("--read-price", "-1"), "--read-price"},
		"no output":               {[]string{"export", "--table", "t", "--to", ""}, "--to:"},
		"segments":                {exp("--segments", "1000001"), "--segments is 1000001"},
		"workers":                 {exp("--workers", "-1"), "--workers is -1"},
		"limit":                   {exp("--limit", "-1"), "--limit is -1"},
		"segments of a query":     {exp("--segments", "2", "--key-condition", "a = :a"), "--segments"},
		"max file bytes":          {exp("--max-file-bytes", "-1"), "--max-file-bytes is -1"},
		"output files":            {exp("--output-files", "-1"), "--output-files is -1"},
		"value without a colon":   {exp("--value", "s=secret"), "--value, number 1"},
		"value without =":         {exp("--value", ":secret"), "--value, number 1"},
		"value twice":             {exp("--value", ":a=secret", "--value", ":a=secret"), "--value :a"},
		"value's JSON":            {exp("--value", `:a={"secret`), "--value :a"},
		"value's DynamoDB JSON":   {exp("--value", `:a={"N":"secret"}`), "--value :a"},
		"value's number":          {exp("--value", `:a=1e200`), "--value :a"},
		"name":                    {exp("--name", "s=status"), "--name, number 1"},
		"empty name":              {exp("--name", "#s="), "--name #s"},
		"copy onto itself":        {[]string{"copy", "--table", "t", "--to-table", "t"}, "--to-table"},
		"copy to nothing":         {[]string{"copy", "--table", "t", "--to-table", ""}, "--to-table"},
		"update with nothing":     {[]string{"update", "--table", "t", "--set", "", "--yes"}, "--set"},
		"diff with itself":        {[]string{"diff", "--table", "t", "--with", "t"}, "--with"},
		"diff with nothing":       {[]string{"diff", "--table", "t", "--with", ""}, "--with"},
		"fill with none":          {[]string{"fill", "--table", "t", "--count", "0"}, "--count is 0"},
		"fill with too large":     {[]string{"fill", "--table", "t", "--count", "1", "--size", "500000"}, "--size is 500000"},
		"fill by size and item":   {[]string{"fill", "--table", "t", "--count", "1", "--size", "5", "--item", "{}"}, "--size"},
		"fill by a bad item":      {[]string{"fill", "--table", "t", "--count", "1", "--item", "{"}, "--item: expression"},
		"fill has no transform":   {[]string{"fill", "--table", "t", "--count", "1", "--transform", "item"}, "--transform"},
		"nor has delete":          {[]string{"delete", "--table", "t", "--transform", "item"}, "--transform"},
		"nor has update":          {[]string{"update", "--table", "t", "--set", "x", "--transform", "item"}, "--transform"},
		"nor has diff":            {[]string{"diff", "--table", "t", "--with", "u", "--transform", "item"}, "--transform"},
		"diff is of whole items":  {[]string{"diff", "--table", "t", "--with", "u", "--project", "a"}, "--project"},
		"only two verbs have yes": {imp("--yes"), "--yes"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			require.Equal(t, exitUsage, s.run(test.args...))
			require.Contains(t, s.stderr.String(), test.want)
			require.NotContains(t, s.stderr.String(), "secret")
			require.Nil(t, s.spec)
			require.Empty(t, s.aims)
		})
	}
}

func TestEachVerbHasHelpWithExamples(t *testing.T) {
	s := newScript(t)
	require.Equal(t, exitDone, s.run())
	for _, want := range []string{"Exit codes:", "  130  left", "completion", "import", "fill"} {
		require.Contains(t, s.stdout.String(), want)
	}
	for _, verb := range []string{"import", "export", "copy", "delete", "update", "count", "diff", "fill"} {
		s := newScript(t)
		require.Equal(t, exitDone, s.run(verb, "--help"))
		help := s.stdout.String()
		for _, want := range []string{"resumed by", "Examples:\n  dynactor " + verb, "--checkpoint", "--max-wcu"} {
			require.Contains(t, help, want, verb)
		}
	}
}

func TestShellsCompleteVerbsAndEnums(t *testing.T) {
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{""}, []string{"import", "export", "copy", "delete", "update", "count", "diff", "fill"}},
		{[]string{"import", "--format", ""}, formats},
		{[]string{"export", "--compression", ""}, compressions},
		{[]string{"count", "--progress", ""}, progressKinds},
	} {
		s := newScript(t)
		require.Equal(t, exitDone, s.run(append([]string{"__complete"}, test.args...)...))
		for _, want := range test.want {
			require.Contains(t, s.stdout.String(), want, "%v", test.args)
		}
	}
}
