package peers

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// order is the item of items.New.
type order struct {
	Key      string  `dynactor:"partition" dynamodbav:"pk" dynamo:"pk,hash"`
	Customer string  `dynamodbav:"customer,omitempty" dynamo:"customer,omitempty"`
	Status   string  `dynamodbav:"status,omitempty" dynamo:"status,omitempty"`
	Amount   float64 `dynamodbav:"amount,omitempty" dynamo:"amount,omitempty"`
	Placed   int64   `dynamodbav:"placed,omitempty" dynamo:"placed,omitempty"`
	Token    []byte  `dynamodbav:"token,omitempty" dynamo:"token,omitempty"`
	Note     string  `dynamodbav:"note,omitempty" dynamo:"note,omitempty"`
	Address  address `dynamodbav:"address" dynamo:"address"`
}

type address struct {
	Street  string `dynamodbav:"street" dynamo:"street"`
	City    string `dynamodbav:"city" dynamo:"city"`
	Country string `dynamodbav:"country" dynamo:"country"`
}

func (o *order) key() string { return o.Key }

func (o *order) fill(item items.Item) error { return fill(item, o.set) }

func (o *order) set(name string, value types.AttributeValue) error {
	switch name {
	case items.PartitionKey:
		return setText(&o.Key, name, value)
	case "customer":
		return setText(&o.Customer, name, value)
	case "status":
		return setText(&o.Status, name, value)
	case "note":
		return setText(&o.Note, name, value)
	case "amount":
		if n, ok := value.(*types.AttributeValueMemberN); ok {
			var err error
			o.Amount, err = strconv.ParseFloat(n.Value, 64)
			return err
		}
	case "placed":
		if n, ok := value.(*types.AttributeValueMemberN); ok {
			var err error
			o.Placed, err = strconv.ParseInt(n.Value, 10, 64)
			return err
		}
	case "token":
		if b, ok := value.(*types.AttributeValueMemberB); ok {
			o.Token = b.Value
			return nil
		}
	case "address":
		if m, ok := value.(*types.AttributeValueMemberM); ok {
			return fill(m.Value, o.Address.set)
		}
	}
	return unfit(name, value)
}

func (a *address) set(name string, value types.AttributeValue) error {
	switch name {
	case "street":
		return setText(&a.Street, name, value)
	case "city":
		return setText(&a.City, name, value)
	case "country":
		return setText(&a.Country, name, value)
	}
	return unfit(name, value)
}
