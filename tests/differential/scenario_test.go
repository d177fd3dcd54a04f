package differential

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// family is the scenarios of one operation, or of a few that belong together.
type family struct {
	name      string
	scenarios []scenario
}

// scenario is tables, what they hold, and requests.
type scenario struct {
	name   string
	tables []string // bodies of CreateTable
	items  seeds
	steps  []request
	// story is whether a step builds on those before. Otherwise each finds the tables' items as they
	// were at first, so that one difference does not bring about others.
	story bool
}

// seeds are a table's items, as JSON.
type seeds map[string][]string

type request struct {
	name   string // of the step, its body if empty
	op     string
	body   string
	header map[string]string // instead of the usual headers; "" leaves one out

	unordered bool // Items have no order
	pages     bool // all pages together, as how many there are is not compared
	tidying   bool // only cleans up after the step before, and is not compared
}

func (r request) String() string {
	if r.name != "" {
		return r.op + " " + r.name
	}
	return r.op + " " + r.body
}

// ask is one request.
func ask(op, body string) request { return request{op: op, body: body} }

func named(name, op, body string) request { return request{name: name, op: op, body: body} }

// bag asks for Items that have no order.
func bag(op, body string) request { return request{op: op, body: body, unordered: true} }

// allPages asks for page after page.
func allPages(op, body string) request {
	return request{op: op, body: body, unordered: true, pages: true}
}

// each asks one request for each fragment, which takes the place of % in the body.
func each(op, body string, fragments ...string) (requests []request) {
	for _, fragment := range fragments {
		requests = append(requests, request{name: fragment, op: op, body: strings.Replace(body, "%", fragment, 1)})
	}
	return requests
}

// inAnyOrder marks requests whose Items have no order.
func inAnyOrder(requests []request) []request {
	for i := range requests {
		requests[i].unordered = true
	}
	return requests
}

func steps(groups ...any) (all []request) {
	for _, group := range groups {
		switch group := group.(type) {
		case request:
			all = append(all, group)
		case []request:
			all = append(all, group...)
		default:
			panic(fmt.Sprintf("%T is no step", group))
		}
	}
	return all
}

var repetition = regexp.MustCompile(`<<([^<>*]+)\*([0-9]+)>>`)

// expand writes out <<x*3>>.
func expand(body string) string {
	return repetition.ReplaceAllStringFunc(body, func(s string) string {
		parts := repetition.FindStringSubmatch(s)
		return strings.Repeat(parts[1], must1(strconv.Atoi(parts[2])))
	})
}

// listed repeats text with its number in the place of each %d, separated by commas.
func listed(count int, text string) string {
	var all []string
	for i := range count {
		all = append(all, strings.ReplaceAll(text, "%d", strconv.Itoa(i)))
	}
	return strings.Join(all, ",")
}

var earlier = regexp.MustCompile(`"\$([A-Za-z]+)"`)

// resolve puts in members of the answer before.
func resolve(body string, before answer) string {
	return earlier.ReplaceAllStringFunc(body, func(s string) string {
		return render(before.member(s[2 : len(s)-1]))
	})
}

var placeholders = regexp.MustCompile(`[#:][A-Za-z0-9_]+`)

func appendNew(to []string, text string) []string {
	if slices.Contains(to, text) {
		return to
	}
	return append(to, text)
}
