package tables

import (
	"strconv"

	"github.com/dynactor/dynactor/api"
)

// order is what most tests are about: it has both keys, a global index that holds keys only, and a
// local one.
type order struct {
	_        struct{} `dynactor:"project:by-status:keys"`
	Customer string   `dynamodbav:"customer" dynactor:"partition"`
	ID       string   `dynamodbav:"id" dynactor:"sort"`
	Status   string   `dynamodbav:"status,omitempty" dynactor:"gsi:by-status:partition"`
	Placed   int64    `dynamodbav:"placed,omitempty" dynactor:"gsi:by-status:sort,lsi:by-date"`
	Total    int      `dynamodbav:"total"`
	Lines    []string `dynamodbav:"lines,omitempty"`
	Address  *address `dynamodbav:"address,omitempty"`
	Expires  int64    `dynamodbav:"expires,omitempty" dynactor:"ttl"`
}

type address struct {
	City   string `dynamodbav:"city"`
	Street string `dynamodbav:"street,omitempty"`
}

// found and none are results.
func found[T any](item T) api.Result[T] { return api.Result[T]{Item: item, Found: true} }
func none[T any]() api.Result[T]        { return api.Result[T]{} }

// ann is the key of one of ann's orders, and rawOrder an order of hers as attributes.
func ann(id string) api.Key { return api.Key{Partition: "ann", Sort: id} }

func rawOrder(id string, total int, others ...attributes) attributes {
	raw := attributes{"customer": s("ann"), "id": s(id), "total": n(strconv.Itoa(total))}
	for _, more := range others {
		raw = with(raw, more)
	}
	return raw
}
