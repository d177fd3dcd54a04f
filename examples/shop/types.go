package main

import "fmt"

// Stock and Order live in one table: what an attribute is called says dynamodbav, what it is to the
// table says dynactor.

// Stock is how many of a product are left.
type Stock struct {
	Product string `dynamodbav:"pk" dynactor:"partition"` // "product/1"
	Kind    string `dynamodbav:"sk" dynactor:"sort"`      // always "stock"
	Left    int    `dynamodbav:"left"`
}

// Order is of one product by one customer.
type Order struct {
	Customer string `dynamodbav:"pk" dynactor:"partition"` // "customer/1"
	ID       string `dynamodbav:"sk" dynactor:"sort"`      // "order/0001"
	Status   string `dynamodbav:"status" dynactor:"gsi:by-status:partition"`
	Placed   int64  `dynamodbav:"placed" dynactor:"gsi:by-status:sort"` // a time would do as well; here it's the order's number
	Product  string `dynamodbav:"product"`
}

const (
	products  = 20
	customers = 50
	perStock  = 40
	buyers    = 1000
)

func product(n int) string  { return fmt.Sprintf("product/%d", n%products) }
func customer(n int) string { return fmt.Sprintf("customer/%d", n%customers) }
