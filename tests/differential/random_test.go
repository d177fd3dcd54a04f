package differential

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// defaultRounds is how many scenarios each random test makes: some seconds each.
const defaultRounds = 15

// themes are the random tests: each makes scenarios of its own kind.
var themes = []struct {
	name string
	make func(d dice) scenario
}{
	{"Conditions", randomConditions},
	{"Updates", randomUpdates},
	{"Projections", randomProjections},
	{"KeyConditions", randomKeyConditions},
	{"Stories", randomStory},
}

// TestRandom plays random scenarios. When one shows a difference, rapid looks for the smallest that does,
// and prints the seed with which it can be played again.
func TestRandom(t *testing.T) {
	local, other := reference(t), subject(t)
	setRounds(t)
	for _, theme := range themes {
		t.Run(theme.name, func(t *testing.T) {
			var last []mismatch
			t.Cleanup(func() {
				found.add("Random"+theme.name, last...)
				if t.Failed() {
					found.write(t)
				}
			})
			rapid.Check(t, func(rt *rapid.T) {
				s := theme.make(dice{rt})
				f := faces[rapid.IntRange(0, len(faces)-1).Draw(rt, "face")]
				for _, m := range compare(t.Context(), "Random/"+theme.name+"/"+f.name, f.face, local, other, s) {
					if len(m.spots()) > 0 {
						last = []mismatch{m}
						rt.Fatalf("- is DynamoDB Local, + the other engine\n%s%s", m, plot(s))
					}
				}
			})
		})
	}
}

// plot is all requests of a story, without which a difference in the middle of it says nothing.
func plot(s scenario) string {
	if !s.story {
		return ""
	}
	var b strings.Builder
	for _, step := range s.steps {
		fmt.Fprintf(&b, "  %s %s\n", step.op, step.body)
	}
	return b.String()
}

// defaultSeed makes a run without DYNACTOR_DIFFERENTIAL_ROUNDS the same each time: it guards what holds. Who
// asks for rounds looks for what doesn't, and gets others each time, or those of -rapid.seed.
const defaultSeed = "7"

// setRounds tells rapid how many scenarios to make, and not to leave files behind.
func setRounds(t *testing.T) {
	settings := map[string]string{"rapid.checks": strconv.Itoa(defaultRounds), "rapid.nofailfile": "true", "rapid.shrinktime": "10s"}
	if text := os.Getenv("DYNACTOR_DIFFERENTIAL_ROUNDS"); text != "" {
		_, err := strconv.Atoi(text)
		require.NoError(t, err, "DYNACTOR_DIFFERENTIAL_ROUNDS")
		settings["rapid.checks"] = text
	} else {
		settings["rapid.seed"] = defaultSeed
	}
	for name, value := range settings {
		before := flag.Lookup(name).Value.String()
		require.NoError(t, flag.Set(name, value))
		t.Cleanup(func() { require.NoError(t, flag.Set(name, before)) })
	}
}

// dice makes random choices that rapid can shrink: towards the first option and the smallest number.
type dice struct{ t *rapid.T }

func (d dice) number(low, high int) int { return rapid.IntRange(low, high).Draw(d.t, "number") }

func (d dice) pick(options ...string) string { return options[d.number(0, len(options)-1)] }

// seldom is true once in n times.
func (d dice) seldom(n int) bool { return d.number(0, n-1) == n-1 }

// several calls for one to so many texts.
func (d dice) several(most int, one func() string) (texts []string) {
	for range d.number(1, most) {
		texts = append(texts, one())
	}
	return texts
}

const perScenario = 8

func randomConditions(d dice) scenario {
	s := scenario{tables: []string{hashTable}, items: seeds{"@t": {everyType}}}
	for range d.number(1, perScenario) {
		e := d.expressions()
		condition := d.mutated(e.condition(2))
		if d.seldom(3) {
			s.steps = append(s.steps, bag("Scan", `{"TableName":"@t","FilterExpression":`+render(condition)+e.members()+`}`))
		} else {
			s.steps = append(s.steps, ask("DeleteItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ConditionExpression":`+render(condition)+e.members()+`}`))
		}
	}
	return s
}

func randomUpdates(d dice) scenario {
	s := scenario{tables: []string{hashTable}, items: seeds{"@t": {everyType}}}
	for range d.number(1, perScenario) {
		e := d.expressions()
		update := d.mutated(e.update())
		returns := d.pick("NONE", "ALL_NEW", "ALL_OLD", "UPDATED_OLD", "UPDATED_NEW")
		s.steps = append(s.steps, ask("UpdateItem", fmt.Sprintf(`{"TableName":"@t","Key":{"pk":{"S":%q}},"ReturnValues":%q,"UpdateExpression":%s%s}`, d.pick("a", "a", "a", "new"), returns, render(update), e.members())))
	}
	return s
}

func randomProjections(d dice) scenario {
	s := scenario{tables: []string{hashTable}, items: seeds{"@t": {everyType}}}
	for range d.number(1, perScenario) {
		e := d.expressions()
		projection := d.mutated(e.projection())
		s.steps = append(s.steps, ask("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ProjectionExpression":`+render(projection)+e.members()+`}`))
	}
	return s
}

func randomKeyConditions(d dice) scenario {
	s := scenario{tables: []string{indexedTable}, items: seeds{"@t": indexedItems}}
	for range d.number(1, perScenario) {
		s.steps = append(s.steps, d.query())
	}
	return s
}

func randomStory(d dice) scenario {
	s := scenario{tables: []string{indexedTable}, items: seeds{"@t": indexedItems[:2]}, story: true}
	for range d.number(1, 15) {
		s.steps = append(s.steps, d.request())
	}
	return s
}
