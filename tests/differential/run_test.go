package differential

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
)

const (
	// stepWithin bounds one request. DynamoDB Local needs a second for the largest.
	stepWithin = 30 * time.Second
	// activeWithin bounds the time until a table or an index is active.
	activeWithin = 10 * time.Second
	activePoll   = 5 * time.Millisecond
	settledPolls = 40
	tableTries   = 5
)

// run is a scenario on one engine, through one face.
type run struct {
	engine *engine
	face   face
	// prefix is what @ stands for. It keeps runs apart, and takes 14 of a table name's 255 characters.
	prefix string
	// initial is what the tables hold before each step.
	initial map[string]any
	tables  []string // that a scenario begins with
	created []string // all that must be deleted
}

func newRun(e *engine, f face) *run {
	return &run{engine: e, face: f, prefix: "diff-" + strings.ToLower(rand.Text()[:8]) + "-"}
}

// taken is an answer and whether the face could make its request.
type taken struct {
	answer
	made bool
}

// play makes the scenario's requests. The error is of a scenario that could not begin.
func (r *run) play(ctx context.Context, s scenario) ([]taken, error) {
	defer r.drop()
	if err := r.begin(ctx, s); err != nil {
		return nil, err
	}
	var answers []taken
	var before answer
	for _, step := range s.steps {
		got, made := r.step(ctx, step, before)
		before = got
		if writes(step.op) {
			state := r.state(ctx)
			got.State = state
			if !s.story {
				if err := r.restore(ctx, s, state); err != nil {
					return answers, fmt.Errorf("after %s: %w", step, err)
				}
			}
		}
		answers = append(answers, taken{normalize(got, r.prefix, step.unordered), made})
	}
	return answers, nil
}

// begin makes the tables and fills them.
func (r *run) begin(ctx context.Context, s scenario) error {
	for _, table := range s.tables {
		got, _ := r.step(ctx, ask("CreateTable", table), answer{})
		if got.failed() {
			return fmt.Errorf("creating a table: %s", got)
		}
	}
	r.tables = r.created
	if err := r.fill(ctx, s.items); err != nil {
		return err
	}
	r.initial = r.state(ctx)
	return nil
}

// step makes one request and waits for what it has begun.
func (r *run) step(ctx context.Context, step request, before answer) (answer, bool) {
	step.body = resolve(step.body, before)
	got, made := r.paged(ctx, step)
	// DynamoDB Local now and then fails when two tables are made or changed at once.
	for tries := 0; got.Status == 500 && strings.HasSuffix(step.op, "Table") && !r.engine.faithful && tries < tableTries; tries++ {
		time.Sleep(activePoll)
		got, made = r.paged(ctx, step)
	}
	if step.op == "CreateTable" && !got.failed() {
		table, _ := got.member("TableDescription").(map[string]any)
		r.created = append(r.created, table["TableName"].(string))
	}
	if (step.op == "CreateTable" || step.op == "UpdateTable") && !got.failed() {
		table, _ := got.member("TableDescription").(map[string]any)
		r.await(ctx, table["TableName"].(string), step)
	}
	return got, made
}

// paged follows the pages if the step wants so.
func (r *run) paged(ctx context.Context, step request) (answer, bool) {
	got, made := r.once(ctx, step)
	if !step.pages || got.failed() {
		return got, made
	}
	var input map[string]any
	must(json.Unmarshal([]byte(step.body), &input))
	whole := got
	for got.member("LastEvaluatedKey") != nil {
		input["ExclusiveStartKey"] = got.member("LastEvaluatedKey")
		step.body = render(input)
		if got, _ = r.once(ctx, step); got.failed() {
			return got, made
		}
		whole.Output = addPage(whole.Output.(map[string]any), got.Output.(map[string]any))
	}
	delete(whole.Output.(map[string]any), "LastEvaluatedKey")
	return whole, made
}

// addPage adds a page's items and counts to those of the pages before.
func addPage(whole, page map[string]any) map[string]any {
	sum := map[string]any{}
	for name, member := range whole {
		sum[name] = member
	}
	for name, member := range page {
		switch member := member.(type) {
		case []any:
			before, _ := sum[name].([]any)
			sum[name] = append(before[:len(before):len(before)], member...)
		case json.Number, float64:
			sum[name] = number(sum[name]) + number(member)
		default:
			sum[name] = member
		}
	}
	return sum
}

func number(v any) float64 {
	switch v := v.(type) {
	case json.Number:
		return must1(v.Float64())
	case float64:
		return v
	}
	return 0
}

// once makes a request through the face, or by wire if the face can't express it.
func (r *run) once(ctx context.Context, step request) (answer, bool) {
	ctx, cancel := context.WithTimeout(ctx, stepWithin)
	defer cancel()
	step.body = expand(strings.ReplaceAll(step.body, "@", r.prefix))
	if got, made := r.face(ctx, r.engine, step); made {
		return got, true
	}
	got, _ := wire(ctx, r.engine, step)
	return got, false
}

// send makes a request that is no step.
func (r *run) send(ctx context.Context, step request) answer {
	ctx, cancel := context.WithTimeout(ctx, stepWithin)
	defer cancel()
	step.body = expand(strings.ReplaceAll(step.body, "@", r.prefix))
	got, _ := wire(ctx, r.engine, step)
	return got
}

var indexAction = regexp.MustCompile(`"(Create|Delete)":\{"IndexName":("\w+")`)

// await waits until a table and its indexes are active, and an index that the step makes or deletes is
// there or gone: DynamoDB Local describes a table as before until it has begun with that.
func (r *run) await(ctx context.Context, table string, step request) {
	index := indexAction.FindStringSubmatch(step.body)
	deadline := time.Now().Add(activeWithin)
	for calm := 0; calm < r.calmPolls(step) && time.Now().Before(deadline); time.Sleep(activePoll) {
		got := r.send(ctx, ask("DescribeTable", `{"TableName":"`+table+`"}`))
		text := render(got.Output)
		busy := strings.Contains(text, `ING"`) || strings.Contains(text, `"Backfilling":true`) ||
			len(index) > 0 && (index[1] == "Create") != strings.Contains(text, `"IndexName":`+index[2])
		if calm++; got.failed() || busy {
			calm = 0
		}
	}
}

// calmPolls is how often in a row a table has to look settled. DynamoDB Local begins a while after it
// has answered, and says nothing of it.
func (r *run) calmPolls(step request) int {
	if r.engine.faithful || step.op == "CreateTable" {
		return 1
	}
	return settledPolls
}

// drop deletes what the run has made. It has a context of its own: the test's may be over.
func (r *run) drop() {
	ctx := context.Background()
	for _, table := range r.created {
		remove := ask("DeleteTable", `{"TableName":"`+table+`"}`)
		if got := r.send(ctx, remove); got.failed() && got.Code != "ResourceNotFoundException" {
			r.send(ctx, ask("UpdateTable", `{"TableName":"`+table+`","DeletionProtectionEnabled":false}`))
			r.send(ctx, remove)
		}
	}
}
