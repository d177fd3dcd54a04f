package schema

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// An option is a role with the field whose tag it is in.
type option struct {
	role
	field field
}

// blank takes the table's options.
func (r *reader) blank(f field) {
	roles, err := rolesOf(f.sf)
	if err != nil {
		r.bad(f, "%s", err)
		return
	}
	if r.options == nil {
		r.options, r.projections = map[kind]option{}, map[string]option{}
	}
	for _, ro := range roles {
		if err := ro.check(); err != nil {
			r.bad(f, "%s", err)
			continue
		}
		if ro.kind == roleProject {
			if first, ok := r.projections[ro.index]; ok {
				r.bad(f, "%q comes after %q: an index has one projection; remove one", ro.text, first.text)
				continue
			}
			r.projections[ro.index] = option{ro, f}
			continue
		}
		if first, ok := r.options[ro.kind]; ok {
			r.bad(f, "%q comes after %q: remove one", ro.text, first.text)
			continue
		}
		r.options[ro.kind] = option{ro, f}
	}
}

// billing reads the options of billing, which only make sense together.
func (r *reader) billing() {
	mode, ok := r.options[roleBilling]
	if ok {
		switch mode.value {
		case "provisioned":
			r.spec.Billing = types.BillingModeProvisioned
		case "on-demand":
		default:
			r.bad(mode.field, "%q: the billing mode is provisioned or on-demand", mode.text)
			return
		}
	}
	for _, u := range []struct {
		kind  kind
		name  string
		units *int64
	}{{roleRead, "read", &r.spec.Read}, {roleWrite, "write", &r.spec.Write}} {
		given, ok := r.options[u.kind]
		switch {
		case !ok && r.spec.Billing == types.BillingModeProvisioned:
			r.bad(mode.field, "%q without the %s units per second: add \"%s:5\", say", mode.text, u.name, u.name)
		case !ok:
		case r.spec.Billing != types.BillingModeProvisioned:
			r.bad(given.field, "%q without provisioned billing: add \"billing:provisioned\", or remove it", given.text)
		default:
			n, err := strconv.ParseInt(given.value, 10, 64)
			if err != nil || n < 1 || strings.HasPrefix(given.value, "+") {
				r.bad(given.field, "%q: the units are a whole number, 1 or more", given.text)
			}
			*u.units = n
		}
	}
}
