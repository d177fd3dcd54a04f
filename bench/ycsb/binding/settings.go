package binding

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/magiconair/properties"
	"github.com/pingcap/go-ycsb/pkg/prop"
)

// settings are what the properties say.
type settings struct {
	command          string // load or run
	endpoint, region string
	table, key       string
	consistent       bool

	clean, deleteAfterRun bool
	onDemand              bool
	readUnits, writeUnits int64

	callsInFlight, maxPending int64
	coalescing                bool
}

// read reads the properties. Unlike the library's getters it doesn't take the
// default for what can't be read.
func read(p *properties.Properties) (s settings, err error) {
	r := reader{p: p}
	s = settings{
		command:        p.GetString(prop.Command, ""),
		endpoint:       p.GetString("dynamodb.endpoint", ""),
		region:         p.GetString("dynamodb.region", ""),
		table:          p.GetString("dynamodb.tablename", "ycsb"),
		key:            p.GetString("dynamodb.primarykey", "_key"),
		consistent:     r.bool("dynamodb.consistent.reads", false),
		clean:          r.bool("dynamodb.ensure.clean.table", true),
		deleteAfterRun: r.bool("dynamodb.delete.after.run.stage", false),
		readUnits:      r.number("dynamodb.rc.units", 10),
		writeUnits:     r.number("dynamodb.wc.units", 10),
		onDemand:       r.bool("dynactor.on.demand", false),
		callsInFlight:  r.number("dynactor.calls.in.flight", 128),
		maxPending:     r.number("dynactor.max.pending", 100_000),
		coalescing:     r.bool("dynactor.coalescing", true),
	}
	for _, name := range p.FilterPrefix("dynactor.").Keys() {
		if !r.asked[name] {
			r.errs = append(r.errs, fmt.Errorf("property %s: there's no such property, look for a misspelling", name))
		}
	}
	return s, errors.Join(r.errs...)
}

// reader reads properties and collects what is wrong with them.
type reader struct {
	p     *properties.Properties
	asked map[string]bool
	errs  []error
}

func (r *reader) text(name string) (string, bool) {
	if r.asked == nil {
		r.asked = map[string]bool{}
	}
	r.asked[name] = true
	text, ok := r.p.Get(name)
	return strings.TrimSpace(text), ok
}

func (r *reader) bool(name string, or bool) bool {
	text, ok := r.text(name)
	if !ok {
		return or
	}
	switch strings.ToLower(text) {
	case "1", "yes", "true", "on":
		return true
	case "0", "no", "false", "off":
		return false
	}
	r.errs = append(r.errs, fmt.Errorf("property %s is %q: say true or false", name, text))
	return or
}

func (r *reader) number(name string, or int64) int64 {
	text, ok := r.text(name)
	if !ok {
		return or
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		r.errs = append(r.errs, fmt.Errorf("property %s is %q: give a whole number from 1", name, text))
		return or
	}
	return n
}
