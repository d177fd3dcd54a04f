package localdb

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
)

// readRequest is what Query and Scan have in common, and what each of them calls it.
type readRequest struct {
	query bool

	index                      *string
	consistent                 bool
	limit                      int // 0: none
	start                      map[string]types.AttributeValue
	sel                        types.Select
	segment, segments          *int32  // of a Scan
	keyExpr, filterExpr, wants *string // expressions
	names                      map[string]string
	values                     map[string]types.AttributeValue

	// The legacy parameters.
	keyConditions   map[string]types.Condition
	legacyFilter    map[string]types.Condition
	operator        types.ConditionalOperator
	attributesToGet []string

	// What parse makes of them; nil where there is none.
	key        *expr.KeyCondition
	filter     *expr.Condition
	projection *expr.Projection
}

func newQueryRequest(in *dynamodb.QueryInput) *readRequest {
	return &readRequest{
		query: true,
		index: in.IndexName, consistent: aws.ToBool(in.ConsistentRead), limit: int(aws.ToInt32(in.Limit)),
		start: in.ExclusiveStartKey, sel: in.Select,
		keyExpr: in.KeyConditionExpression, filterExpr: in.FilterExpression, wants: in.ProjectionExpression,
		names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues,
		keyConditions: in.KeyConditions, legacyFilter: in.QueryFilter, operator: in.ConditionalOperator,
		attributesToGet: in.AttributesToGet,
	}
}

func newScanRequest(in *dynamodb.ScanInput) *readRequest {
	return &readRequest{
		index: in.IndexName, consistent: aws.ToBool(in.ConsistentRead), limit: int(aws.ToInt32(in.Limit)),
		start: in.ExclusiveStartKey, sel: in.Select, segment: in.Segment, segments: in.TotalSegments,
		filterExpr: in.FilterExpression, wants: in.ProjectionExpression,
		names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues,
		legacyFilter: in.ScanFilter, operator: in.ConditionalOperator, attributesToGet: in.AttributesToGet,
	}
}

// parse checks and parses all that doesn't depend on the table. The order is the service's: legacy
// parameters and the starting key, then the expressions. (DynamoDB Local looks for the table and the
// index before it parses expressions.)
func (r *readRequest) parse() error {
	if err := r.notMixed(); err != nil {
		return err
	}
	if r.keyExpr == nil && r.filterExpr == nil && r.wants == nil {
		if _, err := r.params(); err != nil {
			return err
		}
	}
	if err := r.parseLegacy(); err != nil {
		return err
	}
	if err := checkSegment(r.segment, r.segments); err != nil {
		return err
	}
	if r.query && r.keyExpr == nil && r.keyConditions == nil {
		return validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
	}
	if err := r.parseExpressions(); err != nil {
		return err
	}
	return r.checkSelect()
}

func (r *readRequest) notMixed() error {
	filter := "ScanFilter"
	if r.query {
		filter = "QueryFilter"
	}
	return notMixed([]parameter{
		{"AttributesToGet", r.attributesToGet != nil},
		{filter, r.legacyFilter != nil},
		{"ConditionalOperator", r.operator != ""},
		// KeyConditions are fine beside the other expressions.
		{"KeyConditions", r.keyConditions != nil && r.keyExpr != nil},
	}, []parameter{
		{"ProjectionExpression", r.wants != nil},
		{"FilterExpression", r.filterExpr != nil},
		{"KeyConditionExpression", r.keyExpr != nil},
	})
}

func (r *readRequest) params() (*expr.Params, error) {
	expressions := [3]expr.Expression{
		{Kind: expr.ProjectionExpression, Text: r.wants},
		{Kind: expr.FilterExpression, Text: r.filterExpr},
		{Kind: expr.KeyConditionExpression, Text: r.keyExpr},
	}
	if r.query {
		return expr.NewParams(r.names, r.values, expressions[:]...)
	}
	return expr.NewParams(r.names, r.values, expressions[:2]...)
}

// parseLegacy parses the legacy parameters, and checks the starting key, which comes between them.
func (r *readRequest) parseLegacy() error {
	steps := []func() error{r.parseAttributesToGet, r.parseLegacyFilter}
	if r.query {
		slices.Reverse(steps)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	if err := checkStartValues(r.start); err != nil {
		return err
	}
	if r.keyConditions == nil {
		return nil
	}
	var err error
	r.key, err = expr.NewKeyConditions(r.keyConditions)
	return err
}

func (r *readRequest) parseAttributesToGet() (err error) {
	if r.attributesToGet != nil {
		r.projection, err = expr.NewAttributesToGet(r.attributesToGet)
	}
	return err
}

func (r *readRequest) parseLegacyFilter() (err error) {
	if r.filterExpr == nil {
		r.filter, err = expr.NewFilter(r.legacyFilter, r.operator)
	}
	return err
}

func (r *readRequest) parseExpressions() error {
	params, err := r.params()
	if err != nil {
		return err
	}
	if r.keyExpr != nil {
		if r.key, err = expr.ParseKeyCondition(*r.keyExpr, params); err != nil {
			return err
		}
	}
	if r.filterExpr != nil {
		if r.filter, err = expr.ParseCondition(expr.FilterExpression, *r.filterExpr, params); err != nil {
			return err
		}
	}
	if r.wants != nil {
		if r.projection, err = expr.ParseProjection(*r.wants, params); err != nil {
			return err
		}
	}
	return params.CheckAllUsed()
}
