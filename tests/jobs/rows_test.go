package jobs

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/jobs"
)

func text(v string) types.AttributeValue   { return &types.AttributeValueMemberS{Value: v} }
func number(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }

func with(item jobs.Item, name string, v types.AttributeValue) jobs.Item {
	if item == nil {
		item = jobs.Item{}
	}
	item[name] = v
	return item
}

// rows is the truth of a table: each item's other attributes by its key.
type rows map[string]row

// row has an item's attributes but for the key: texts and numbers as they're written.
type row map[string]string

// keyOf is how rows name a key.
func keyOf(pk string, sk int) string { return pk + "/" + strconv.Itoa(sk) }

// manyRows are n items of about size bytes, ten of a partition key.
func manyRows(n, size int) rows {
	all := rows{}
	for i := range n {
		all[keyOf(fmt.Sprintf("p%05d", i/10), i%10)] = row{"v": strings.Repeat(strconv.Itoa(i%7), size), "n": strconv.Itoa(i)}
	}
	return all
}

// hugeRows are rows of which all but a tenth have one partition key.
func hugeRows(n, size int) rows {
	all := manyRows(n/10, size)
	for i := n / 10; i < n; i++ {
		all[keyOf("huge", i)] = row{"v": strings.Repeat(strconv.Itoa(i%7), size), "n": strconv.Itoa(i)}
	}
	return all
}

// item is a row as the SDK has it: n is a number, all others are texts.
func (r row) item(key string) jobs.Item {
	pk, sk, _ := strings.Cut(key, "/")
	item := jobs.Item{"pk": text(pk), "sk": number(sk)}
	for name, v := range r {
		item[name] = text(v)
		if name == "n" {
			item[name] = number(v)
		}
	}
	return item
}

// rowOf is the reverse of item.
func rowOf(item jobs.Item) (key string, r row, err error) {
	r = row{}
	for name, v := range item {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			r[name] = v.Value
		case *types.AttributeValueMemberN:
			r[name] = v.Value
		default:
			return "", nil, fmt.Errorf("attribute %s is a %T", name, v)
		}
	}
	key = r["pk"] + "/" + r["sk"]
	delete(r, "pk")
	delete(r, "sk")
	return key, r, nil
}

func (all rows) clone() rows {
	c := rows{}
	for key, r := range all {
		c[key] = row{}
		for name, v := range r {
			c[key][name] = v
		}
	}
	return c
}
