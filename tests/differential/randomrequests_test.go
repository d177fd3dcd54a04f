package differential

import (
	"fmt"
	"strings"
)

func (d dice) key() string {
	return fmt.Sprintf(`{"pk":{"S":%q},"sk":{"S":%q}}`, d.pick("a", "b"), d.pick("1", "2", "3"))
}

// item is one for indexedTable, which is now and then wrong for an index: of a wrong type, as that is told
// without the index's name. No index key is empty: of several errors, the engines tell different ones.
func (d dice) item() string {
	key := d.key()
	var members []string
	add := func(name string, values ...string) {
		if d.seldom(2) {
			members = append(members, fmt.Sprintf(`,%q:%s`, name, d.pick(values...)))
		}
	}
	add("g", `{"S":"x"}`, `{"S":"y"}`, `{"S":"x"}`, `{"N":"1"}`)
	add("n", `{"N":"3"}`, `{"N":"-1.5"}`, `{"N":"1e2"}`, `{"N":"0"}`, `{"S":"3"}`)
	add("m", `{"S":"m"}`, `{"S":"a"}`, `{"S":"m"}`, `{"N":"1"}`)
	add("h", `{"B":"AQ=="}`, `{"B":"Ag=="}`)
	for _, name := range []string{"x", "y", "w"} {
		if d.seldom(3) {
			members = append(members, fmt.Sprintf(`,%q:%s`, name, d.anyValue(2)))
		}
	}
	return key[:len(key)-1] + strings.Join(members, "") + "}"
}

// storyNames are the attributes that items of stories have.
var storyNames = []string{"g", "n", "m", "h", "x", "y", "w"}

// storyCondition is now and then a condition, as a member.
func (e *expressions) storyCondition(member string) string {
	if !e.seldom(3) {
		return ""
	}
	path := e.name(append(storyNames, "pk")...)
	return fmt.Sprintf(`,%q:%s`, member, render(e.pick("attribute_exists("+path+")", "attribute_not_exists("+path+")", "NOT attribute_exists("+path+")")))
}

func (e *expressions) storyUpdate() string {
	var clauses []string
	if !e.seldom(4) {
		clauses = append(clauses, "SET "+strings.Join(e.several(2, func() string {
			return e.name(storyNames...) + " = " + e.pick(e.name(storyNames...), e.value(e.anyValue(1)))
		}), ", "))
	}
	if e.seldom(3) {
		clauses = append(clauses, "REMOVE "+e.name(storyNames...))
	}
	if e.seldom(4) {
		clauses = append(clauses, "ADD "+e.name("n", "y")+" "+e.value(`{"N":"2"}`))
	}
	return strings.Join(clauses, " ")
}

const capacityOfAll = `,"ReturnConsumedCapacity":"INDEXES"`

// request is one of a story.
func (d dice) request() request {
	e := d.expressions()
	switch d.number(0, 9) {
	case 0, 1:
		return ask("PutItem", `{"TableName":"@t","Item":`+d.item()+`,"ReturnValues":"ALL_OLD"`+capacityOfAll+e.storyCondition("ConditionExpression")+e.members()+`}`)
	case 2, 3:
		update := `,"UpdateExpression":` + render(e.storyUpdate())
		return ask("UpdateItem", `{"TableName":"@t","Key":`+d.key()+`,"ReturnValues":"`+d.pick("ALL_NEW", "UPDATED_OLD", "UPDATED_NEW", "NONE")+`"`+capacityOfAll+update+e.storyCondition("ConditionExpression")+e.members()+`}`)
	case 4:
		return ask("DeleteItem", `{"TableName":"@t","Key":`+d.key()+`,"ReturnValues":"ALL_OLD"`+capacityOfAll+e.storyCondition("ConditionExpression")+e.members()+`}`)
	case 5:
		return ask("GetItem", `{"TableName":"@t","Key":`+d.key()+capacityOfAll+`}`)
	case 6:
		return d.batch()
	case 7:
		return ask("TransactWriteItems", `{"TransactItems":[`+strings.Join(d.several(3, d.action), ",")+`]}`)
	case 8:
		index := d.pick(`,"IndexName":"byGN"`, `,"IndexName":"byG"`, `,"IndexName":"byH"`, `,"IndexName":"byN"`, `,"IndexName":"byM"`, ``)
		filter := ""
		if index == "" { // on an index DynamoDB Local's filter sees attributes that the index doesn't have
			filter = e.storyCondition("FilterExpression")
		}
		return allPages("Scan", `{"TableName":"@t"`+index+`,"Limit":`+d.pick("1", "2", "10")+filter+e.members()+`}`)
	default:
		return d.query()
	}
}

// batch asks for its capacity if it deletes nothing: DynamoDB Local charges two units for a delete that
// finds nothing, but only in batches. See DeleteItem in "Capacity unit consumption for writes".
func (d dice) batch() request {
	capacity := capacityOfAll
	writes := d.several(3, func() string {
		if d.seldom(2) {
			capacity = ""
			return del(d.key())
		}
		return put(d.item())
	})
	return ask("BatchWriteItem", `{"RequestItems":{"@t":[`+strings.Join(writes, ",")+`]}`+capacity+`}`)
}

// action is one of a transaction.
func (d dice) action() string {
	e := d.expressions()
	switch d.number(0, 3) {
	case 0:
		return tPut("@t", d.item()+e.storyCondition("ConditionExpression")+e.members())
	case 1:
		return tUpdate("@t", d.key()+`,"UpdateExpression":`+render(e.storyUpdate())+e.storyCondition("ConditionExpression")+e.members())
	case 2:
		return tDelete("@t", d.key()+e.storyCondition("ConditionExpression")+e.members())
	default:
		return tCheck("@t", d.key()+`,"ConditionExpression":"`+d.pick("attribute_exists(g)", "attribute_not_exists(g)")+`","ReturnValuesOnConditionCheckFailure":"ALL_OLD"`)
	}
}

// query is one of the table or of an index.
func (d dice) query() request {
	e := d.expressions()
	type keys struct{ index, hash, sort, hashValue, sortValue string }
	of := []keys{
		{"", "pk", "sk", `{"S":"` + d.pick("a", "b", "c") + `"}`, `{"S":"` + d.pick("1", "2", "10", "4", "é", "") + `"}`},
		{"byN", "pk", "n", `{"S":"` + d.pick("a", "b") + `"}`, `{"N":"` + d.pick("3", "-1.5", "0", "1e2", "50") + `"}`},
		{"byM", "pk", "m", `{"S":"` + d.pick("a", "b", "c") + `"}`, `{"S":"` + d.pick("m", "mm", "a", "é") + `"}`},
		{"byGN", "g", "n", `{"S":"` + d.pick("x", "y", "z") + `"}`, `{"N":"` + d.pick("3", "-1.5", "0", "1e2", "50") + `"}`},
		{"byH", "h", "pk", `{"B":"` + d.pick("AQ==", "Ag==") + `"}`, `{"S":"` + d.pick("a", "b") + `"}`},
	}[d.number(0, 4)]
	condition := e.name(of.hash) + " = " + e.value(of.hashValue)
	switch d.number(0, 4) {
	case 1:
		condition += " AND " + e.name(of.sort) + d.pick(" = ", " < ", " <= ", " > ", " >= ", " <> ") + e.value(of.sortValue)
	case 2:
		condition += " AND " + e.name(of.sort) + " BETWEEN " + e.value(of.sortValue) + " AND " + e.value(of.sortValue)
	case 3:
		condition += " AND begins_with(" + e.name(of.sort) + ", " + e.value(of.sortValue) + ")"
	case 4:
		condition = e.value(of.sortValue) + " < " + e.name(of.sort) + " AND " + condition
	}
	body := `{"TableName":"@t","KeyConditionExpression":` + render(d.mutated(condition))
	whole, consistent := "ALL_ATTRIBUTES", `,"ConsistentRead":true`
	if of.index != "" {
		body += `,"IndexName":"` + of.index + `"`
		whole = "ALL_PROJECTED_ATTRIBUTES"
	}
	if of.hash != "pk" { // a global index has none: that would be the only error, or hide another
		consistent = ""
	}
	body += `,"ScanIndexForward":` + d.pick("true", "false") + `,"Limit":` + d.pick("10", "1", "2", "3")
	body += d.pick("", "", `,"Select":"COUNT"`, `,"Select":"`+whole+`"`, `,"ProjectionExpression":"pk, n, x"`, consistent)
	return allPages("Query", body+e.storyCondition("FilterExpression")+e.members()+`}`)
}
