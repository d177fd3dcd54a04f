package truth

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// checkReads: every answer is one that its own key had, in all that was asked for and in nothing
// else, whatever others did to the items that they were given.
func (r *run) checkReads() {
	r.all(func(t *ticket) {
		if t.err != nil || t.op.Kind == del || t.op.Kind == scan || len(t.item) == 0 {
			return
		}
		model := r.f.tables[t.table]
		key, err := model.key(t.key)
		if err != nil {
			r.problem("%v (%s): an answer for a key that is none", t.op, t.id)
			return
		}
		var names []string
		if t.op.Kind == get {
			names = projections[t.op.Names]
		}
		if !model.had(key, t.item, names) {
			r.problem("%v (%s): the key %q never was what its asker got: %v", t.op, t.id, key, printItem(t.item))
		}
		if t.op.Kind == update && text(t.item["id"]) != t.id {
			r.problem("%v (%s): the update got the answer of another, %v", t.op, t.id, printItem(t.item))
		}
	})
}

func printItem(m attrs) map[string]string {
	p := map[string]string{}
	for name, v := range m {
		p[name] = text(v)
		if l, ok := v.(*types.AttributeValueMemberL); ok && len(l.Value) > 0 && l.Value[0] != nil {
			p[name] = text(l.Value[0])
		}
	}
	return p
}
